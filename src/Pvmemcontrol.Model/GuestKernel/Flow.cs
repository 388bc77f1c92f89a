// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.GuestKernel;

/// <summary>Where an actor goes after a step.</summary>
public readonly record struct Flow
{
    private const int NextValue = -1;
    private const int BlockedValue = -2;
    private const int ReturnValue = -3;

    private Flow(int value) => Value = value;

    /// <summary>On to the step after this one.</summary>
    public static Flow Next => new(NextValue);

    /// <summary>Nowhere: the step cannot be taken here (a lock is held, or this choice does not exist).</summary>
    public static Flow Blocked => new(BlockedValue);

    /// <summary>Out of the procedure.</summary>
    public static Flow Return => new(ReturnValue);

    /// <summary>True for <see cref="Blocked"/>.</summary>
    public bool IsBlocked => Value == BlockedValue;

    /// <summary>True for <see cref="Next"/>.</summary>
    public bool IsNext => Value == NextValue;

    /// <summary>True for <see cref="Return"/>.</summary>
    public bool IsReturn => Value == ReturnValue;

    /// <summary>The label's number, when it is none of the others.</summary>
    internal int Value { get; }

    /// <summary>To a label.</summary>
    public static Flow To(Label label) => new(label.Number);

    /// <summary>To a label when the condition holds, else on to the next step.</summary>
    public static Flow If(bool condition, Label label) => condition ? To(label) : Next;

    /// <summary>On when the condition holds; until then the step cannot be taken.</summary>
    public static Flow When(bool condition) => condition ? Next : Blocked;
}
