// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// A shared library with the C interface of a device under test, version 1 (examples/c/pvmemcontrol_dut.h). Loading
/// runs its constructors: load foreign code in a process that may die.
/// </summary>
public sealed unsafe class NativeDeviceLibrary
{
    private const string Prefix = "pvmemcontrol_dut_";
    private const uint AbiVersion = 1;

    private readonly string _path;
    private readonly delegate* unmanaged<NativeRegion*, nuint, void*> _create;
    private readonly delegate* unmanaged<void*, void> _destroy;
    private readonly delegate* unmanaged<void*, ulong, void*, uint, void> _read;
    private readonly delegate* unmanaged<void*, ulong, void*, uint, void> _write;

    private NativeDeviceLibrary(nint library, string path)
    {
        _path = path;
        var abi = (delegate* unmanaged<uint>)Symbol(library, path, "abi");
        _create = (delegate* unmanaged<NativeRegion*, nuint, void*>)Symbol(library, path, "create");
        _destroy = (delegate* unmanaged<void*, void>)Symbol(library, path, "destroy");
        _read = (delegate* unmanaged<void*, ulong, void*, uint, void>)Symbol(library, path, "mmio_read");
        _write = (delegate* unmanaged<void*, ulong, void*, uint, void>)Symbol(library, path, "mmio_write");

        // SAFETY: the symbol is a C function without parameters by the interface that the library claims to have.
        var version = abi();
        if (version != AbiVersion)
        {
            throw new TargetUnusableException(
                $"{path}: {Prefix}abi() returned {version}, this tool speaks version {AbiVersion}");
        }

        if (NativeLibrary.TryGetExport(library, Prefix + "max_channels", out var address))
        {
            // SAFETY: as above, for a symbol that is optional.
            MaxChannels = ((delegate* unmanaged<uint>)address)();
        }
    }

    /// <summary>How many channels the library says that a device takes; no limit where it doesn't say.</summary>
    public uint MaxChannels { get; } = uint.MaxValue;

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

    /// <summary>Makes a device over guest RAM.</summary>
    /// <exception cref="TargetUnusableException">The library declined.</exception>
    public IMmioDevice Create(GuestMemory memory)
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

        fixed (NativeRegion* first = regions)
        {
            // SAFETY: the array lives through the call, the mappings as long as the memory; so says the interface.
            var handle = _create(first, (nuint)layout.Length);
            return handle is null
                ? throw new TargetUnusableException(
                    $"{_path}: {Prefix}create returned NULL for {layout.Length} regions")
                : new NativeDevice(this, handle);
        }
    }

    private static void* Symbol(nint library, string path, string name) =>
        NativeLibrary.TryGetExport(library, Prefix + name, out var address)
            ? (void*)address
            : throw new TargetUnusableException($"{path}: the symbol {Prefix}{name} is missing");

    /// <summary>The loader tells a long story of which the line that names the file matters.</summary>
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

    private sealed class NativeDevice(NativeDeviceLibrary library, void* handle) : IMmioDevice
    {
        private void* _handle = handle;

        public void Read(ulong offset, Span<byte> data)
        {
            fixed (byte* first = data)
            {
                // SAFETY: the handle came from create and was not destroyed; data has the length that is passed.
                library._read(Live(), offset, first, (uint)data.Length);
            }
        }

        public void Write(ulong offset, ReadOnlySpan<byte> data)
        {
            fixed (byte* first = data)
            {
                // SAFETY: as in Read; the library must not write through a const pointer.
                library._write(Live(), offset, first, (uint)data.Length);
            }
        }

        public void Dispose()
        {
            if (_handle is not null)
            {
                // SAFETY: the handle came from create and is given back once.
                library._destroy(_handle);
                _handle = null;
            }
        }

        private void* Live()
        {
            ObjectDisposedException.ThrowIf(_handle is null, this);
            return _handle;
        }
    }
}
