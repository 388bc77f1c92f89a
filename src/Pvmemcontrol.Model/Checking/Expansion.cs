// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>Takes what a world says about one state after another.</summary>
/// <typeparam name="TKey">The packed state.</typeparam>
public sealed class Expansion<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private TKey[] _next = new TKey[64];
    private int[] _actions = new int[64];
    private int _count;
    private (Requirement Requirement, int Action)[] _violations = [];
    private int _violationCount;

    /// <summary>The action of a violation that is the state's own.</summary>
    internal const int OfTheState = -1;

    /// <summary>The successors added so far, in the order they were added.</summary>
    public ReadOnlySpan<TKey> Next => _next.AsSpan(0, _count);

    /// <summary>The number of each step of <see cref="Next"/>.</summary>
    public ReadOnlySpan<int> Actions => _actions.AsSpan(0, _count);

    /// <summary>What was violated, each with the step that does, or -1 for the state itself.</summary>
    public ReadOnlySpan<(Requirement Requirement, int Action)> Violations =>
        _violations.AsSpan(0, _violationCount);

    /// <summary>Bit i is set when situation i was reached.</summary>
    public ulong Reached { get; private set; }

    /// <summary>Bit i is set when goal i is met.</summary>
    public uint Met { get; private set; }

    /// <summary>True when the state may be the last one.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>A step leads to <paramref name="next"/>.</summary>
    /// <param name="next">The state after the step; may be the same state.</param>
    /// <param name="action">
    /// Distinguishes the steps of this state for <see cref="IPackedWorld{TKey}.Label"/>; not negative.
    /// </param>
    public void Add(TKey next, int action)
    {
        if (_count == _next.Length)
        {
            Grow();
        }

        _next[_count] = next;
        _actions[_count] = action;
        _count++;
    }

    /// <summary>The state itself violates a requirement; one of <see cref="IWorld.Always"/>.</summary>
    public void Violate(Requirement requirement) => Note(requirement, OfTheState);

    /// <summary>
    /// A step violates a requirement; one of <see cref="IWorld.Always"/>. It leads nowhere, unless it is added as well.
    /// </summary>
    /// <param name="requirement">What it violates.</param>
    /// <param name="action">As in <see cref="Add"/>.</param>
    public void Violate(Requirement requirement, int action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        Note(requirement, action);
    }

    /// <summary>The situation with this index in <see cref="IWorld.Sometimes"/> occurs here.</summary>
    public void Reach(int situation) => Reached |= 1UL << situation;

    /// <summary>The goal with this index in <see cref="IWorld.ReachableGoals"/> is met in this state.</summary>
    public void Meet(int goal) => Met |= 1U << goal;

    /// <summary>It is no deadlock that this state has no step.</summary>
    public void MarkFinal() => IsFinal = true;

    /// <summary>Forgets everything, for the next state.</summary>
    public void Clear()
    {
        _count = 0;
        _violationCount = 0;
        Reached = 0;
        Met = 0;
        IsFinal = false;
    }

    private void Note(Requirement requirement, int action)
    {
        if (_violationCount == _violations.Length)
        {
            Array.Resize(ref _violations, _violationCount + 4);
        }

        _violations[_violationCount++] = (requirement, action);
    }

    private void Grow()
    {
        Array.Resize(ref _next, 2 * _count);
        Array.Resize(ref _actions, 2 * _count);
    }
}
