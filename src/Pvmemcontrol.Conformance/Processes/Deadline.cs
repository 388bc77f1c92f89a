// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>
/// When a whole command should end. Devices are run until then; findings may be reproduced a little longer. A child
/// process that runs on is ended, and shows nothing by that.
/// </summary>
public sealed class Deadline
{
    /// <summary>How much longer findings may be reproduced.</summary>
    private const double Proofs = 1.07;

    private readonly Stopwatch _clock;

    private Deadline(TimeSpan? time, Stopwatch clock) => (Time, _clock) = (time, clock);

    /// <summary>There is none.</summary>
    public static Deadline None { get; } = new(null, new Stopwatch());

    /// <summary>All the time that there is from the start; null for no end.</summary>
    public TimeSpan? Time { get; }

    /// <summary>The time that is left.</summary>
    public TimeSpan Left => Time is { } time ? time - _clock.Elapsed : TimeSpan.MaxValue;

    /// <summary>True when it has passed.</summary>
    public bool IsOver => _clock.Elapsed >= Time;

    /// <summary>The later one, for the reproduction of findings.</summary>
    public Deadline ForProofs => Time is { } time ? new Deadline(time * Proofs, _clock) : this;

    /// <summary>An earlier one, which leaves this much time for what comes later.</summary>
    internal Deadline Leaving(TimeSpan rest) =>
        Time is { } time ? new Deadline(time - rest, _clock) : this;

    /// <summary>This long from now.</summary>
    public static Deadline In(TimeSpan time) => new(time, Stopwatch.StartNew());
}
