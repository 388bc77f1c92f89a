// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>The trace of a finding leads to the same finding again.</summary>
public sealed class ReplayTests
{
    [CFact]
    public void A_trace_repeats_its_interleaving_and_says_when_it_does_not_fit_a_source_any_more()
    {
        var broken = BrokenDrivers.All.Single(d => d.Name == "drv_030_remove_waits_for_nobody");
        var source = DriverCheck.FileOf(broken.Source);
        var options = DriverCheck.Options(source, DriverCheck.Worlds(broken.World));
        var report = DriverCheck.Run(options);
        var (defect, file, trace) = DriverRun.Traces(report, options, Path.GetDirectoryName(source)!)
            .Single(t => t.Defect.Requirement.Id.ToString() == broken.Requirement);
        trace.Write(file);
        Assert.True(DriverTrace.Is(file));

        var again = DriverRun.Replay(DriverTrace.Read(file), source, [ToolRun.Tool]);
        var same = again.Defects.Single(d => d.Requirement == defect.Requirement);
        Assert.Equal(
            defect.Finding.Rows.Select(r => (r.Task, r.Text)), same.Finding.Rows.Select(r => (r.Task, r.Text)));
        Assert.Null(again.Misfit);

        var fixedSource = DriverRun.Replay(DriverTrace.Read(file), DriverEdit.Hardened, [ToolRun.Tool]);
        Assert.Empty(fixedSource.Defects);
        Assert.NotEqual(fixedSource.Hash, DriverTrace.Read(file).Hash);
        Assert.StartsWith("the schedule does not fit this source any more", fixedSource.Misfit,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"driver\":2}", "version 2 of the format is not known")]
    [InlineData("{\"driver\":1}", "a member of the trace is missing")]
    [InlineData("{\"driver\":", "this is not a trace")]
    public void What_is_no_trace_is_refused_with_one_line(string header, string said)
    {
        var file = Path.Combine(TemporaryDirectory.Make(), "t.pvmtrace.jsonl");
        File.WriteAllText(file, header);
        var message = Assert.Throws<DriverUnusableException>(() => DriverTrace.Read(file)).Message;
        Assert.EndsWith(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
