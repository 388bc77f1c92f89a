// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>Marks a broken model of the driver with what it breaks and the world that shows it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BrokenInAttribute(string world, string requirement) : Attribute
{
    /// <summary>Such as two-ioctls-one-file.</summary>
    public string World { get; } = world;

    /// <summary>Such as PVMC-DRV-007.</summary>
    public string Requirement { get; } = requirement;
}
