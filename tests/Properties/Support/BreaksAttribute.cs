// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Properties.Support;

/// <summary>Marks a broken variant with the requirement that it does not meet.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BreaksAttribute(string requirement) : Attribute
{
    /// <summary>Such as PVMC-DEV-005.</summary>
    public string Requirement { get; } = requirement;

    /// <summary>On which guest RAM that shows, by its name on the command line.</summary>
    public string Backing { get; init; } = Layouts.StandardName;

    /// <summary>Under which limit of locked memory that shows, in bytes.</summary>
    public ulong LockLimit { get; init; } = ulong.MaxValue;
}
