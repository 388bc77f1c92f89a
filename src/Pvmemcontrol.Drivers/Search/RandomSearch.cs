// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>
/// Schedules by chance, for worlds that are too large to be searched. One half walks at random; the other gives tasks
/// priorities that change at a few points (PCT), which finds bugs that need a long uninterrupted run.
/// </summary>
internal sealed class RandomSearch : IStrategy
{
    /// <summary>Points at which a priority changes in one schedule.</summary>
    private const int Changes = 2;

    /// <summary>Points of a schedule among which they are drawn; schedules are mostly shorter.</summary>
    private const int Horizon = 120;

    /// <summary>One choice in this many is not the ordinary one.</summary>
    private const int Rarity = 6;

    private readonly Random _random;
    private readonly bool _hasPriorities;
    private readonly int[] _priorities = new int[Native.NativeCore.Tasks];
    private readonly int[] _changes = new int[Changes];
    private int _points;

    internal RandomSearch(ulong seed, long number)
    {
        _random = new Random(unchecked((int)History.Mix(seed + ((ulong)number * 0x9E3779B97F4A7C15))));
        _hasPriorities = number % 2 == 1;
        for (var i = 0; i < _priorities.Length; i++)
        {
            _priorities[i] = _random.Next(1000, 2000);
        }

        for (var i = 0; i < Changes; i++)
        {
            _changes[i] = _random.Next(Horizon);
        }
    }

    public KernelTask? Next(Machine machine, IReadOnlyList<KernelTask> able, KernelTask? current)
    {
        _points++;
        if (!_hasPriorities)
        {
            return able[_random.Next(able.Count)];
        }

        var first = Highest(able);
        if (first.HasYielded || Array.IndexOf(_changes, _points) >= 0)
        {
            _priorities[first.Number] = -_points;
            first = Highest(able);
        }

        return first;
    }

    private KernelTask Highest(IReadOnlyList<KernelTask> able)
    {
        var first = able[0];
        for (var i = 1; i < able.Count; i++)
        {
            first = _priorities[able[i].Number] > _priorities[first.Number] ? able[i] : first;
        }

        return first;
    }

    public int Pick(int count) => _random.Next(count);

    public int Choose(KernelTask task, ChoiceKind kind, int count) =>
        kind == ChoiceKind.Cpu ? _random.Next(count)
        : _random.Next(Rarity) == 0 ? _random.Next(count)
        : 0;

    public bool MayPreempt(int preemptions) => true;

    public bool Stop(ulong fingerprint, int current, int preemptions) => false;
}
