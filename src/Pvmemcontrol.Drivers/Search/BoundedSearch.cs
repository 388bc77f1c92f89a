// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>Depth first through all decisions, up to a number of preemptions; each state once.</summary>
/// <param name="bound">Preemptions at most; <see cref="Unbounded"/> for any number.</param>
internal sealed class BoundedSearch(int bound) : IStrategy
{
    /// <summary>No bound on preemptions.</summary>
    internal const int Unbounded = int.MaxValue;

    private readonly Dictionary<ulong, int> _seen = [];

    internal Path Path { get; } = new();

    internal int States => _seen.Count;

    public KernelTask? Next(Machine machine, IReadOnlyList<KernelTask> able, KernelTask? current) => null;

    public int Pick(int count) => Path.Decide(count);

    public int Choose(KernelTask task, ChoiceKind kind, int count) => Path.Decide(count);

    public bool MayPreempt(int preemptions) => preemptions < bound;

    public bool Stop(ulong fingerprint, int current, int preemptions)
    {
        if (Path.IsReplaying)
        {
            return false;
        }

        // Without a bound it does not matter who ran last, nor how often a task was interrupted.
        (current, preemptions) = bound == Unbounded ? (0, 0) : (current, preemptions);
        var state = History.Mix(fingerprint + ((ulong)(current + 2) * 0x9E3779B97F4A7C15));
        if (_seen.TryGetValue(state, out var before) && before <= preemptions)
        {
            return true;
        }

        _seen[state] = preemptions;
        return false;
    }
}
