// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>By how much the VMM's process grew over calls of one kind; zeros where it did not keep growing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LeakGrowth
{
    /// <summary>More than a device keeps open or mapped as a cache; few enough for RLIMIT_NOFILE.</summary>
    internal const long ManyDescriptors = 200;

    /// <inheritdoc cref="ManyDescriptors"/>
    internal const long ManyMappings = 400;

    /// <summary>More than a device keeps as a log or a cache, in bytes.</summary>
    internal const long MuchMemory = 8 << 20;

    /// <summary>How many calls there were.</summary>
    internal long Calls;

    /// <summary>Additional descriptors.</summary>
    internal long Descriptors;

    /// <summary>Additional mappings.</summary>
    internal long Mappings;

    /// <summary>Additional bytes of anonymous memory.</summary>
    internal long Bytes;

    /// <summary>True when no cache or log explains it.</summary>
    internal readonly bool IsLeak =>
        Descriptors >= ManyDescriptors || Mappings >= ManyMappings || Bytes >= MuchMemory;

    /// <summary>The difference of two measurements.</summary>
    public static LeakGrowth operator -(in LeakGrowth later, in LeakGrowth earlier) => new()
    {
        Calls = later.Calls - earlier.Calls,
        Descriptors = later.Descriptors - earlier.Descriptors,
        Mappings = later.Mappings - earlier.Mappings,
        Bytes = later.Bytes - earlier.Bytes,
    };
}
