// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Native.Exports;

/// <summary>
/// The functions of examples/c/pvmemcontrol_dut.h, which says what each of them promises. A device is a handle of a
/// <see cref="PvmemcontrolDevice"/> with the guest RAM that its VMM has mapped.
/// </summary>
internal static unsafe class DeviceExports
{
    private const string Prefix = "pvmemcontrol_dut_";
    private const uint Version = 1;
    private const int Failed = -1;

    /// <summary>Channels between two RESETs; more than any VM has vCPUs.</summary>
    private const uint MaxChannels = 8192;

    /// <summary>struct pvmemcontrol_dut_region.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Region
    {
        internal ulong Start;
        internal ulong Size;
        internal nint HostAddress;
    }

    /// <summary>A device and its guest RAM.</summary>
    private sealed class Dut(GuestMemory memory) : IDisposable
    {
        internal PvmemcontrolDevice Device { get; } = new(memory, options: new DeviceOptions
        {
            MaxChannels = (int)MaxChannels,
            PageSize = memory.Layout.LargestPage,
        });

        public void Dispose()
        {
            Device.Dispose();
            memory.Dispose();
        }
    }

    [UnmanagedCallersOnly(EntryPoint = Prefix + "abi", CallConvs = [typeof(CallConvCdecl)])]
    internal static uint Abi() => Version;

    [UnmanagedCallersOnly(EntryPoint = Prefix + "max_channels", CallConvs = [typeof(CallConvCdecl)])]
    internal static uint MostChannels() => MaxChannels;

    [UnmanagedCallersOnly(EntryPoint = Prefix + "create", CallConvs = [typeof(CallConvCdecl)])]
    internal static nint Create(void* regions, nuint count)
    {
        try
        {
            // SAFETY: the caller passes this many regions, valid during the call.
            var given = new ReadOnlySpan<Region>((void*)regions, checked((int)count));
            var known = new (ulong, ulong, nint)[given.Length];
            for (var i = 0; i < known.Length; i++)
            {
                known[i] = (given[i].Start, given[i].Size, given[i].HostAddress);
            }

            return GCHandle.ToIntPtr(GCHandle.Alloc(new Dut(GuestMemory.Over(known))));
        }
#pragma warning disable CA1031 // Nothing may be thrown into C: NULL says that there is no device.
        catch (Exception)
        {
            return 0;
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly(EntryPoint = Prefix + "destroy", CallConvs = [typeof(CallConvCdecl)])]
    internal static void Destroy(nint dut)
    {
        var handle = GCHandle.FromIntPtr(dut);
        ((Dut)handle.Target!).Dispose();
        handle.Free();
    }

    [UnmanagedCallersOnly(EntryPoint = Prefix + "mmio_read", CallConvs = [typeof(CallConvCdecl)])]
    internal static void Read(nint dut, ulong offset, void* data, uint size) =>

        // SAFETY: the caller's data is this long, and valid during the call.
        Of(dut).Read(offset, new Span<byte>((void*)data, (int)size));

    [UnmanagedCallersOnly(EntryPoint = Prefix + "mmio_write", CallConvs = [typeof(CallConvCdecl)])]
    internal static void Write(nint dut, ulong offset, void* data, uint size) =>

        // SAFETY: as in Read.
        Of(dut).Write(offset, new ReadOnlySpan<byte>((void*)data, (int)size));

    [UnmanagedCallersOnly(EntryPoint = Prefix + "reset", CallConvs = [typeof(CallConvCdecl)])]
    internal static void Reset(nint dut) => Of(dut).ResetVm();

    [UnmanagedCallersOnly(EntryPoint = Prefix + "save", CallConvs = [typeof(CallConvCdecl)])]
    internal static nuint Save(nint dut, void* data, nuint capacity)
    {
        var state = Of(dut).Save();
        if ((nuint)state.Length <= capacity)
        {
            // SAFETY: the caller's data has this capacity, and the state is not longer.
            state.CopyTo(new Span<byte>((void*)data, state.Length));
        }

        return (nuint)state.Length;
    }

    [UnmanagedCallersOnly(EntryPoint = Prefix + "restore", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Restore(nint dut, void* data, nuint size) =>

        // SAFETY: the caller's data is this long, and valid during the call.
        size <= int.MaxValue && Of(dut).TryRestore(new ReadOnlySpan<byte>((void*)data, (int)size)) ? 0 : Failed;

    private static PvmemcontrolDevice Of(nint dut) => ((Dut)GCHandle.FromIntPtr(dut).Target!).Device;
}
