// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>The guest's test program and the judge say the same.</summary>
public sealed partial class TestProgramTests
{
    private static readonly string[] Folder = ["guest", "init"];

    [Fact]
    public void The_marks_of_the_program_are_those_of_the_judge() => Assert.Equal(
        Enum.GetValues<MarkKind>().Select(k => (Plain(k.ToString()), (int)k)),
        Enumerator().Matches(Text("marks.h")).Select(m => (Plain(m.Groups[1].Value), int.Parse(m.Groups[2].Value))));

    [Fact]
    public void The_program_picks_the_fault_that_makes_probe_fail_last() =>
        Assert.Contains($"MARK_FAULT, {(int)FaultKind.InfoRefused})", Text("init.c"), StringComparison.Ordinal);

    [Fact]
    public void Every_mark_is_read_back_as_it_was_written() => Assert.All(Enum.GetValues<MarkKind>(), kind =>
    {
        var mark = new Mark(kind, 0x12_3456);
        Assert.Equal(mark, Mark.Decode(mark.Encode()));
        Assert.NotEmpty(mark.ToString());
    });

    [Fact]
    public void A_word_that_is_no_mark_is_none() => Assert.Null(Mark.Decode(0xFF00_0001));

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static string Text(string file) => File.ReadAllText(Repository.PathOf([.. Folder, file]));

    [GeneratedRegex(@"MARK_([A-Z_]+) = (\d+),")]
    private static partial Regex Enumerator();
}
