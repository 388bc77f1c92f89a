// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>One target with one vCPU, on one kind of guest RAM, by one profile, for some time.</summary>
/// <param name="Target">What is judged.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Backing">The guest RAM, by its name in <see cref="Layouts.ByName"/>.</param>
/// <param name="Time">The time of all its scenarios.</param>
public sealed record PlannedRun(TargetSpec Target, Profile Profile, string Backing, TimeSpan Time)
{
    /// <summary>Less than this is not worth a process of its own.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <summary>How many bytes the process may lock; null for the host's own limit.</summary>
    public ulong? LockLimit { get; init; }

    /// <summary>Who plays the guest; null for what the command has for all runs.</summary>
    public Vcpus? Vcpus { get; init; }

    /// <summary>The run in a few words.</summary>
    public string Name => $"{Target.DisplayName}, {Profile.ToString().ToLowerInvariant()}, {Backing}"
        + (Vcpus == Guest.Vcpus.Kvm ? ", kvm" : "");

    /// <summary>
    /// How much of it comes before runs of other kinds: enough to find what any guest would meet, so that those look
    /// for other things. A short run comes as a whole.
    /// </summary>
    public TimeSpan FirstPart => Time < Least * 2 ? Time : TimeSpan.FromTicks(Math.Max(Time.Ticks / 8, Least.Ticks));

    /// <summary>Every target on every kind of guest RAM; together they take this time.</summary>
    internal static IReadOnlyList<PlannedRun> All(
        IReadOnlyList<(TargetSpec Target, Profile Profile)> targets, IReadOnlyList<string> backings, TimeSpan time)
    {
        var shares = backings.Sum(Share) * targets.Count;
        return
        [
            .. backings.SelectMany(b => targets.Select(t =>
                new PlannedRun(t.Target, t.Profile, b, time * Share(b) / shares))),
        ];
    }

    /// <summary>The campaign of this run.</summary>
    internal ScenarioCampaign ToCampaign(CampaignOptions options, Action<string> progress) => new(Target, options with
    {
        Profile = Profile,
        Backing = Backing,
        Time = Time,
        Runner = (LockLimit is { } limit ? options.Runner.WithLockLimit(limit) : options.Runner) with
        {
            Vcpus = Vcpus ?? options.Runner.Vcpus,
        },
        Progress = requests => progress($"{Name}: {requests:N0} requests"),
    });

    /// <summary>Ordinary memory is where devices differ most.</summary>
    private static int Share(string backing) => backing == Layouts.HugeName ? 1 : 3;
}
