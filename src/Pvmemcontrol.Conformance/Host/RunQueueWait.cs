// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>
/// How long the threads of a process were ready to run and did not, because other processes had the CPUs:
/// /proc/PID/task/TID/schedstat, in proc(5). A kernel without it shows no wait.
/// </summary>
internal sealed class RunQueueWait
{
    private readonly string _tasks;
    private readonly Dictionary<string, TimeSpan> _before;

    /// <summary>Counts from here on.</summary>
    internal RunQueueWait(int process)
    {
        _tasks = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        _before = Read();
    }

    /// <summary>The wait of the thread that waited longest.</summary>
    internal TimeSpan Longest => Read()
        .Select(t => t.Value - _before.GetValueOrDefault(t.Key)).Append(TimeSpan.Zero).Max();

    private Dictionary<string, TimeSpan> Read()
    {
        var waits = new Dictionary<string, TimeSpan>();
        try
        {
            foreach (var task in Directory.GetDirectories(_tasks))
            {
                // Time on a CPU, time on a run queue in nanoseconds, and how often.
                var fields = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ');
                waits[task] = TimeSpan.FromMicroseconds(long.Parse(fields[1], CultureInfo.InvariantCulture) / 1000);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A thread that has just ended, or no such file.
        }

        return waits;
    }
}
