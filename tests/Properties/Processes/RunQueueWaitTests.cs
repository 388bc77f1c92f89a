// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Processes;

/// <summary>A child that gets no CPU is told apart from one that stands still.</summary>
public sealed class RunQueueWaitTests
{
    [Fact]
    public void Of_processes_that_share_a_CPU_each_waits_for_it()
    {
        using var one = Start("taskset -c 0 sh -c 'while :; do :; done'");
        using var other = Start("taskset -c 0 sh -c 'while :; do :; done'");
        try
        {
            var waits = new RunQueueWait(one.Id);
            Assert.True(SpinWait.SpinUntil(() => Sleep(50) && waits.Longest > TimeSpan.FromMilliseconds(100),
                TimeSpan.FromSeconds(60)));
        }
        finally
        {
            one.Kill(entireProcessTree: true);
            other.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_process_that_sleeps_waits_for_no_CPU()
    {
        using var sleeper = Start("sleep 60");
        try
        {
            // Until it has begun to sleep it may wait.
            var stat = $"/proc/{sleeper.Id}/stat";
            Assert.True(SpinWait.SpinUntil(
                () => Sleep(50) && File.ReadAllText(stat).Contains(") S ", StringComparison.Ordinal),
                TimeSpan.FromSeconds(60)));
            var waits = new RunQueueWait(sleeper.Id);
            Thread.Sleep(300);
            Assert.Equal(TimeSpan.Zero, waits.Longest);
        }
        finally
        {
            sleeper.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_process_that_has_ended_shows_no_wait() =>
        Assert.Equal(TimeSpan.Zero, new RunQueueWait(int.MaxValue).Longest);

    private static bool Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return true;
    }

    private static Process Start(string command) => Process.Start("sh", ["-c", $"exec {command}"]);
}
