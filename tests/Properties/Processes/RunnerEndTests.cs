// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Xunit;

namespace Pvmemcontrol.Properties.Processes;

/// <summary>
/// The kernel reports what ended a process; only an end that the process itself caused is proof at once.
/// </summary>
public sealed class RunnerEndTests
{
    [Theory]
    [InlineData("SIGSEGV", true)]
    [InlineData("SIGBUS", true)]
    [InlineData("SIGABRT", true)]
    [InlineData("SIGSYS", true)]
    [InlineData("signal 13", true)]
    [InlineData("SIGHUP", false)]
    [InlineData("SIGINT", false)]
    [InlineData("SIGKILL", false)]
    [InlineData("SIGTERM", false)]
    [InlineData("SIGXCPU", false)]
    public void A_signal_that_others_send_must_be_reproduced(string signal, bool isHardEvidence)
    {
        var told = $"killed by {signal}";
        var end = new RunnerEnd(told, Signals.Find(told));
        Assert.NotNull(end.Signal);
        Assert.Equal(isHardEvidence, end.At(0, RunPhase.InDevice).IsHardEvidence);
    }

    /// <summary>Uses signals that no caller ignores, as nohup ignores others.</summary>
    [Theory]
    [InlineData("ABRT", "killed by SIGABRT")]
    [InlineData("KILL", "killed by SIGKILL")]
    [InlineData("SEGV", "killed by SIGSEGV")]
    public void The_signal_that_ended_a_process_is_reported(string signal, string how) =>
        Assert.Equal(how, End($"kill -s {signal} $$").How);

    [Fact]
    public void A_device_that_prints_another_signal_has_still_ended_its_process()
    {
        var end = End("echo killed by SIGKILL >&2; kill -s ABRT $$");
        Assert.Equal("killed by SIGABRT; it said: killed by SIGKILL", end.How);
        Assert.True(end.At(0, RunPhase.InDevice).IsHardEvidence);
    }

    [Fact]
    public void An_exit_is_no_signal()
    {
        var end = End("exit 9");
        Assert.Null(end.Signal);
        Assert.True(end.At(0, RunPhase.InDevice).IsHardEvidence);
    }

    [Fact]
    public void Every_signal_is_found_in_its_description() => Assert.All(
        Enumerable.Range(1, 64),
        signal =>
        {
            Assert.Equal(signal, Signals.Find(Signals.Describe(signal)));
            Assert.Equal(signal, Signals.Find(Signals.Describe(signal) + "; it said: killed by SIGKILL"));
        });

    [Theory]
    [InlineData("")]
    [InlineData("killed by ")]
    [InlineData("killed by SIGTERMS")]
    [InlineData("killed by signal x")]
    [InlineData("killed by signal -9")]
    [InlineData("exited with status 1; it said: killed by SIGKILL")]
    public void No_signal_is_found_where_none_is_reported(string told) => Assert.Null(Signals.Find(told));

    /// <summary>The end of a shell that does this.</summary>
    private static RunnerEnd End(string script)
    {
        var shell = RunnerSettings.Default with
        {
            Command = ["/bin/sh", "-c", $"ulimit -c 0; printf B; {script}"],
            NativeCommand = null,
        };
        using var process = RunnerProcess.Start(shell, new ChildProgram("", _ => 0), "", TargetSpec.Impl);
        Assert.Equal(RunnerProcess.Ended, process.Receive(TimeSpan.FromSeconds(60)));
        return process.DescribeEnd();
    }
}
