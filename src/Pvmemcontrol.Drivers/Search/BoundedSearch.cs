// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Search;

/// <summary>Depth first through all decisions, up to a number of preemptions; each state once.</summary>
/// <param name="bound">Preemptions at most.</param>
internal sealed class BoundedSearch(int bound) : IStrategy
{
    private readonly Dictionary<ulong, int> _seen = [];

    internal Path Path { get; } = new();

    internal int States => _seen.Count;

    public int Pick(int count) => Path.Decide(count);

    public bool MayPreempt(int preemptions) => preemptions < bound;

    public bool Stop(ulong fingerprint, int current, int preemptions)
    {
        if (Path.IsReplaying)
        {
            return false;
        }

        var state = History.Mix(fingerprint + ((ulong)(current + 2) * 0x9E3779B97F4A7C15));
        if (_seen.TryGetValue(state, out var before) && before <= preemptions)
        {
            return true;
        }

        _seen[state] = preemptions;
        return false;
    }
}

/// <summary>Takes decisions that are known.</summary>
internal sealed class Follower(IReadOnlyList<int> decisions, int bound) : IStrategy
{
    private int _at;

    public int Pick(int count) => _at < decisions.Count ? Math.Min(decisions[_at++], count - 1) : 0;

    public bool MayPreempt(int preemptions) => preemptions < bound;

    public bool Stop(ulong fingerprint, int current, int preemptions) => false;
}
