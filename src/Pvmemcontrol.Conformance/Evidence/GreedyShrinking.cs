// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Shrinks a value while a smaller one passes: the first that passes is taken.</summary>
internal static class GreedyShrinking
{
    /// <summary>The smallest that was found.</summary>
    /// <param name="start">What passes.</param>
    /// <param name="smaller">Candidates, the boldest first.</param>
    /// <param name="accept">Tries a candidate; its result replaces the current value, unless it is null.</param>
    /// <param name="isOver">Called before every candidate; true when the effort is used up.</param>
    internal static T Shrink<T, TCandidate>(
        T start, Func<T, IEnumerable<TCandidate>> smaller, Func<TCandidate, T?> accept, Func<bool> isOver)
        where T : class
    {
        for (var current = start; ;)
        {
            var next = smaller(current).TakeWhile(_ => !isOver()).Select(accept).FirstOrDefault(r => r is not null);
            if (next is null)
            {
                return current;
            }

            current = next;
        }
    }
}
