// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.GuestKernel;

/// <summary>Where an actor goes after a step; the default is the step after it.</summary>
internal readonly record struct Flow
{
    private const int NextValue = 0;
    private const int BlockedValue = -1;
    private const int ReturnValue = -2;

    private readonly int _value;

    private Flow(int value) => _value = value;

    /// <summary>Nowhere: the step cannot be taken here.</summary>
    internal static Flow Blocked => new(BlockedValue);

    /// <summary>Out of the procedure.</summary>
    internal static Flow Return => new(ReturnValue);

    /// <summary>True for the step after this one.</summary>
    internal bool IsNext => _value == NextValue;

    /// <summary>True for <see cref="Blocked"/>.</summary>
    internal bool IsBlocked => _value == BlockedValue;

    /// <summary>True for <see cref="Return"/>.</summary>
    internal bool IsReturn => _value == ReturnValue;

    /// <summary>The label, when it is none of the others.</summary>
    internal Label Label => new(_value - 1);

    /// <summary>To a label.</summary>
    internal static Flow To(Label label) => new(label.Number + 1);
}
