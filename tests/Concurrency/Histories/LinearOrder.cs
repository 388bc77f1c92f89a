// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>Something that took place at one moment between its call and its return.</summary>
internal interface IInterval
{
    /// <summary>When it was called, in the order of all calls and returns.</summary>
    int Called { get; }

    /// <summary>When it returned; or never.</summary>
    int Returned { get; }
}

/// <summary>
/// Looks for an order of overlapping calls, each at one moment between its call and its return, in which a sequential
/// specification gives what was seen (Wing and Gong 1993). What was tried before is not tried again (Lowe 2017).
/// </summary>
/// <typeparam name="TCall">A call with what was seen of it.</typeparam>
/// <typeparam name="TState">The specification's state.</typeparam>
/// <param name="calls">At most 64.</param>
/// <param name="step">The states after a call that was seen like this; none when that cannot be.</param>
/// <param name="key">Equal for equal states.</param>
[SkipRewriting("an observer")]
internal sealed class LinearOrder<TCall, TState>(
    IReadOnlyList<TCall> calls, Func<TState, TCall, IEnumerable<TState>> step, Func<TState, string> key)
    where TCall : IInterval
{
    private readonly HashSet<(ulong Done, string State)> _tried = [];

    /// <summary>True when there is such an order from this state.</summary>
    internal bool Exists(TState initial) => calls.Count <= 64
        ? Search(0, initial)
        : throw new ArgumentException($"a history of {calls.Count} calls is too long");

    private bool Search(ulong done, TState state)
    {
        var pending = Enumerable.Range(0, calls.Count).Where(i => ((done >> i) & 1) == 0).ToArray();
        if (pending.Length == 0)
        {
            return true;
        }

        if (!_tried.Add((done, key(state))))
        {
            return false;
        }

        // The next in the order must have been called before any of the rest returned.
        var limit = pending.Min(i => calls[i].Returned);
        return pending.Where(i => calls[i].Called < limit)
            .Any(i => step(state, calls[i]).Any(next => Search(done | (1ul << i), next)));
    }
}
