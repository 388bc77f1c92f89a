// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>
/// The happens-before order of an execution as one number: two executions with the same steps in the same partial order
/// have the same number, and lead to the same state. (128 bits would make a collision impossible in practice; with 64
/// and
/// a million states it has a chance of one in 30 million.)
/// </summary>
internal sealed class History
{
    private readonly ulong[] _lastWrite = new ulong[Objects.Count];
    private readonly ulong[] _reads = new ulong[Objects.Count];
    private readonly List<int> _touched = [];

    /// <summary>The number of the execution so far.</summary>
    internal ulong Fingerprint { get; private set; }

    internal void Reset()
    {
        foreach (var place in _touched)
        {
            _lastWrite[place] = _reads[place] = 0;
        }

        _touched.Clear();
        Fingerprint = 0;
    }

    /// <summary>A task chose something that no other task sees.</summary>
    internal void Chose(KernelTask task, int what)
    {
        Fingerprint -= task.History;
        task.History = Mix(task.History + (ulong)what + 0x51);
        Fingerprint += task.History;
    }

    /// <summary>A step of a task at some places.</summary>
    internal void Add(KernelTask task, int first, int count, bool isWrite)
    {
        var hash = task.History;
        for (var place = first; place < first + count; place++)
        {
            // Mixed before it is added: the last write may be this task's own, and must not cancel its history.
            var before = _lastWrite[place] + (isWrite ? Mix(_reads[place] + 2) : 1);
            hash = Mix(hash + Mix(before + ((ulong)place * 0x9E3779B97F4A7C15)));
        }

        hash = Mix(hash);
        for (var place = first; place < first + count; place++)
        {
            if (_lastWrite[place] == 0 && _reads[place] == 0)
            {
                _touched.Add(place);
            }

            if (isWrite)
            {
                _lastWrite[place] = hash;
                _reads[place] = 0;
            }
            else
            {
                _reads[place] += hash;
            }
        }

        // Only the last step of each task counts: it contains those before.
        Fingerprint += hash - task.History;
        task.History = hash;
    }

    internal static ulong Mix(ulong x)
    {
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9;
        x ^= x >> 27;
        x *= 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
