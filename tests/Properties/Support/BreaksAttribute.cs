// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Support;

/// <summary>Marks a broken variant with the requirement that it does not meet.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BreaksAttribute(string requirement) : Attribute
{
    /// <summary>Such as PVMC-DEV-005.</summary>
    public string Requirement { get; } = requirement;
}
