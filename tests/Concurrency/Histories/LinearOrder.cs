// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>An operation that takes effect at one point between its call and its return.</summary>
internal interface IInterval
{
    /// <summary>When it was called, in the order of all calls and returns.</summary>
    int Called { get; }

    /// <summary>When it returned; or never.</summary>
    int Returned { get; }
}

/// <summary>
/// Searches for a linearization of overlapping calls by a sequential specification (Wing and Gong 1993), with
/// memoisation (Lowe 2017).
/// </summary>
/// <typeparam name="TCall">A call with what was seen of it.</typeparam>
/// <typeparam name="TState">The specification's state.</typeparam>
/// <param name="calls">At most 64.</param>
/// <param name="step">The states after a call that was seen like this; none when that cannot be.</param>
/// <param name="key">Equal for equal states.</param>
[SkipRewriting("an observer")]
internal sealed class LinearOrder<TCall, TState>(
    IReadOnlyList<TCall> calls, Func<TState, TCall, List<TState>> step, Func<TState, string> key)
    where TCall : IInterval
{
    private readonly HashSet<(ulong Done, string State)> _tried = [];

    /// <summary>True when there is such an order from this state.</summary>
    internal bool Exists(TState initial) => calls.Count switch
    {
        0 => true,
        <= 64 => Search(0, initial),
        _ => throw new ArgumentException($"a history of {calls.Count} calls is too long"),
    };

    private bool Search(ulong done, TState state)
    {
        if (done == ulong.MaxValue >> (64 - calls.Count))
        {
            return true;
        }

        if (!_tried.Add((done, key(state))))
        {
            return false;
        }

        // The next in the order must have been called before any of the rest returned. (A loop, because what a lambda
        // captures is rewritten, even in a class that is not.)
        var limit = int.MaxValue;
        for (var i = 0; i < calls.Count; i++)
        {
            limit = IsPending(done, i) ? Math.Min(limit, calls[i].Returned) : limit;
        }

        for (var i = 0; i < calls.Count; i++)
        {
            if (IsPending(done, i) && calls[i].Called < limit && ContinuesWith(i, done, state))
            {
                return true;
            }
        }

        return false;
    }

    private bool ContinuesWith(int index, ulong done, TState state)
    {
        foreach (var next in step(state, calls[index]))
        {
            if (Search(done | (1ul << index), next))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPending(ulong done, int index) => ((done >> index) & 1) == 0;
}
