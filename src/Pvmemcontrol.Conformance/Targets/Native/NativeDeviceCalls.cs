// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Targets.Native;

/// <summary>The functions of a native library that take a device; optional ones may be null.</summary>
internal sealed unsafe class NativeDeviceCalls
{
    /// <summary>The library's name as the user gave it, for messages.</summary>
    internal required string Path { get; init; }

    /// <summary>True when register accesses must come one at a time.</summary>
    internal bool IsSerialised { get; set; }

    /// <summary>pvmemcontrol_dut_destroy.</summary>
    internal required delegate* unmanaged<void*, void> Destroy { get; init; }

    /// <summary>pvmemcontrol_dut_mmio_read.</summary>
    internal required delegate* unmanaged<void*, ulong, void*, uint, void> Read { get; init; }

    /// <summary>pvmemcontrol_dut_mmio_write.</summary>
    internal required delegate* unmanaged<void*, ulong, void*, uint, void> Write { get; init; }

    /// <summary>pvmemcontrol_dut_reset, or null.</summary>
    internal delegate* unmanaged<void*, void> Reset { get; init; }

    /// <summary>pvmemcontrol_dut_save, or null.</summary>
    internal delegate* unmanaged<void*, void*, nuint, nuint> Save { get; init; }

    /// <summary>pvmemcontrol_dut_restore; null exactly when <see cref="Save"/> is.</summary>
    internal delegate* unmanaged<void*, void*, nuint, int> Restore { get; init; }
}
