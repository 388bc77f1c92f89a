// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Steps;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>Version 4 can be read beside the patch: its steps stand in the order of the text.</summary>
public sealed class V4LinesTests
{
    private const int LastLine = 459;

    public static TheoryData<string> EntryPoints { get; } = ["open", "release", "ioctl", "probe", "remove"];

    [Theory]
    [MemberData(nameof(EntryPoints))]
    public void Every_step_of_the_driver_names_a_line_of_the_patch(string entryPoint) => Assert.All(
        Steps(entryPoint).Where(s => s.Source != "device"),
        step => Assert.InRange(LineOf(step), 1, LastLine));

    /// <summary>
    /// What open, release, ioctl and remove do stands below each other, functions that they call aside.
    /// </summary>
    [Theory]
    [InlineData("open", 203, 216)]
    [InlineData("release", 221, 221)]
    [InlineData("ioctl", 151, 168)]
    [InlineData("remove", 421, 440)]
    public void Steps_of_a_function_stand_in_the_order_of_its_text(string entryPoint, int first, int last)
    {
        var lines = Steps(entryPoint).Where(s => s.Source != "device").Select(LineOf)
            .Where(line => line >= first && line <= last).ToArray();
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Order(), lines);
    }

    private static IReadOnlyList<Step> Steps(string entryPoint)
    {
        var driver = new V4Driver();
        var p = new ProcedureBuilder(driver.Document);
        Action<ProcedureBuilder> write = entryPoint switch
        {
            "open" => driver.Open,
            "release" => driver.Release,
            "ioctl" => driver.Ioctl,
            "probe" => driver.Probe,
            "remove" => driver.Remove,
            _ => throw new ArgumentOutOfRangeException(nameof(entryPoint)),
        };
        write(p);
        p.Do(LastLine, "end");
        return [.. p.Build().Steps.SkipLast(1)];
    }

    private static int LineOf(Step step) => int.Parse(
        step.Source.AsSpan("pvmemcontrol.c:".Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
