// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Search;

/// <summary>The decisions of one execution, as indices among what was possible; the last is changed first.</summary>
internal sealed class Path
{
    private readonly List<int> _chosen = [];
    private readonly List<int> _counts = [];
    private int _at;

    /// <summary>The next decision was taken before.</summary>
    internal bool IsReplaying => _at < _chosen.Count;

    internal int Length => _chosen.Count;

    internal void Begin() => _at = 0;

    /// <summary>The decision here: as before, or the first possibility.</summary>
    internal int Decide(int count)
    {
        if (_at < _chosen.Count)
        {
            if (_counts[_at] != count)
            {
                throw new InvalidOperationException("an execution did not repeat itself: the driver's behaviour "
                    + "depends on something that is not reset");
            }

            return _chosen[_at++];
        }

        _chosen.Add(0);
        _counts.Add(count);
        _at++;
        return 0;
    }

    /// <summary>The next path; false when all were tried. Decisions that were not reached again are dropped.</summary>
    internal bool Next()
    {
        Cut(_at);
        while (_chosen.Count > 0)
        {
            if (++_chosen[^1] < _counts[^1])
            {
                return true;
            }

            Cut(_chosen.Count - 1);
        }

        return false;
    }

    internal int[] Decisions() => [.. _chosen[.._at]];

    private void Cut(int length)
    {
        _chosen.RemoveRange(length, _chosen.Count - length);
        _counts.RemoveRange(length, _counts.Count - length);
    }
}
