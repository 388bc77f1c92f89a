// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets.Native;

/// <summary>
/// A shared library with the C interface of a device under test, version 1 (examples/c/pvmemcontrol_dut.h). Loading
/// runs its constructors: load foreign code in a process that may die.
/// </summary>
public sealed unsafe class NativeDeviceLibrary
{
    private const string Prefix = "pvmemcontrol_dut_";
    private const uint AbiVersion = 1;
    private const uint SerialisedFlag = 1;

    private readonly string _path;
    private readonly delegate* unmanaged<NativeRegion*, nuint, void*> _create;
    private readonly NativeDeviceCalls _calls;

    private NativeDeviceLibrary(nint library, string path)
    {
        _path = path;
        var abi = (delegate* unmanaged<uint>)Symbol(library, path, "abi");
        _create = (delegate* unmanaged<NativeRegion*, nuint, void*>)Symbol(library, path, "create");
        _calls = new NativeDeviceCalls
        {
            Path = path,
            Destroy = (delegate* unmanaged<void*, void>)Symbol(library, path, "destroy"),
            Read = (delegate* unmanaged<void*, ulong, void*, uint, void>)Symbol(library, path, "mmio_read"),
            Write = (delegate* unmanaged<void*, ulong, void*, uint, void>)Symbol(library, path, "mmio_write"),
            Reset = (delegate* unmanaged<void*, void>)OptionalSymbol(library, "reset"),
            Save = (delegate* unmanaged<void*, void*, nuint, nuint>)OptionalSymbol(library, "save"),
            Restore = (delegate* unmanaged<void*, void*, nuint, int>)OptionalSymbol(library, "restore"),
        };
        if (_calls.Save is null != _calls.Restore is null)
        {
            var (there, missing) = _calls.Save is null ? ("restore", "save") : ("save", "restore");
            throw new TargetUnusableException(
                $"{path}: {Prefix}{there} is there and {Prefix}{missing} is missing; both or none");
        }

        // SAFETY: the symbol is a C function without parameters by the interface that the library claims to have.
        var version = abi();
        if (version != AbiVersion)
        {
            throw new TargetUnusableException(
                $"{path}: {Prefix}abi() returned {version}, this tool speaks version {AbiVersion}");
        }

        var maxChannels = (delegate* unmanaged<uint>)OptionalSymbol(library, "max_channels");
        var flags = (delegate* unmanaged<uint>)OptionalSymbol(library, "flags");

        // SAFETY: as above, for symbols that are optional.
        MaxChannels = maxChannels is null ? uint.MaxValue : maxChannels();
        var said = flags is null ? 0 : flags();
        if ((said & ~SerialisedFlag) != 0)
        {
            throw new TargetUnusableException(
                $"{path}: {Prefix}flags() returned 0x{said:x}, of which this tool knows bit 0 only");
        }

        _calls.IsSerialised = (said & SerialisedFlag) != 0;
    }

    /// <summary>How many channels the library says a device supports; no limit where it does not say.</summary>
    public uint MaxChannels { get; }

    /// <summary>
    /// True when the library asks its VMM to serialise register accesses; the devices it makes do so themselves, so
    /// that callers need not know.
    /// </summary>
    public bool IsSerialised => _calls.IsSerialised;

    /// <summary>Loads the library and finds its symbols.</summary>
    /// <exception cref="TargetUnusableException">In one line: no such file, not a shared object, symbol missing, other
    /// version.</exception>
    public static NativeDeviceLibrary Load(string path)
    {
        if (path.Length == 0)
        {
            throw new TargetUnusableException("the library's name is empty");
        }

        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            var reason = Directory.Exists(full) ? "is a directory" : "no such file";
            throw new TargetUnusableException($"{path}: {reason}");
        }

        try
        {
            return new NativeDeviceLibrary(NativeLibrary.Load(full), path);
        }
        catch (DllNotFoundException e)
        {
            throw new TargetUnusableException($"{path}: cannot be loaded: {ReasonIn(e.Message, full)}", e);
        }
    }

    /// <summary>
    /// Makes a device over guest RAM. It is an <see cref="IVmReset"/> and an <see cref="ISaveRestore"/> exactly when
    /// the library exports the functions for it.
    /// </summary>
    /// <exception cref="TargetUnusableException">The library declined.</exception>
    public IMmioDevice Create(GuestMemory memory) => Create(memory, isReversed: false);

    /// <summary>The same, with the regions from the highest to the lowest.</summary>
    /// <exception cref="TargetUnusableException">The library declined.</exception>
    internal IMmioDevice CreateReversed(GuestMemory memory) => Create(memory, isReversed: true);

    private NativeDevice Create(GuestMemory memory, bool isReversed)
    {
        var layout = memory.Layout.Regions;
        Span<NativeRegion> regions = stackalloc NativeRegion[layout.Length];
        for (var i = 0; i < layout.Length; i++)
        {
            regions[i] = new NativeRegion
            {
                Start = layout[i].Start,
                Size = layout[i].Length,
                HostAddress = memory.BaseOf(i)
            };
        }

        if (isReversed)
        {
            regions.Reverse();
        }

        fixed (NativeRegion* first = regions)
        {
            // SAFETY: the array lives through the call, and the mappings as long as the memory, as the interface
            // requires.
            var handle = _create(first, (nuint)layout.Length);
            return handle is null
                ? throw new TargetUnusableException(
                    $"{_path}: {Prefix}create returned NULL for {layout.Length} regions")
                : NativeDevice.Of(_calls, handle);
        }
    }

    private static void* Symbol(nint library, string path, string name) =>
        NativeLibrary.TryGetExport(library, Prefix + name, out var address)
            ? (void*)address
            : throw new TargetUnusableException($"{path}: the symbol {Prefix}{name} is missing");

    private static void* OptionalSymbol(nint library, string name) =>
        NativeLibrary.TryGetExport(library, Prefix + name, out var address) ? (void*)address : null;

    /// <summary>The loader's message is long; only the line that names the file matters.</summary>
    private static string ReasonIn(string message, string path)
    {
        var line = message.Split('\n').FirstOrDefault(l => l.StartsWith(path, StringComparison.Ordinal));
        return line is null ? message.ReplaceLineEndings(" ") : line[path.Length..].TrimStart(':', ' ');
    }

    /// <summary>struct pvmemcontrol_dut_region.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeRegion
    {
        internal ulong Start;
        internal ulong Size;
        internal nint HostAddress;
    }
}
