// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>
/// What this process can still do for itself after guests used up all they may. Nothing here allocates: there may be no
/// memory left.
/// </summary>
public sealed class OwnMemory : IDisposable
{
    private static readonly nuint PageSize = (nuint)Environment.SystemPageSize;

    private readonly SafeFileHandle _maps = File.OpenHandle("/proc/self/maps");
    private readonly SafeFileHandle _statm = File.OpenHandle("/proc/self/statm");
    private readonly SafeFileHandle _rollup = File.OpenHandle("/proc/self/smaps_rollup");
    private readonly byte[] _buffer = new byte[16384];
    private readonly nint[] _made;
    private readonly nint _page;

    /// <summary>Prepares.</summary>
    /// <param name="mostMappings">The most mappings that <see cref="CountMappable"/> tries.</param>
    /// <exception cref="HostException">The memory for it cannot be allocated.</exception>
    public OwnMemory(int mostMappings)
    {
        _made = new nint[mostMappings];
        _page = Map(LibC.ProtRead | LibC.ProtWrite);
        if (_page == -1)
        {
            throw new HostException("mmap", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>
    /// Tries to make as many mappings as it was prepared for, removes them again, and returns how many it got.
    /// </summary>
    public int CountMappable()
    {
        var count = 0;
        while (count < _made.Length)
        {
            // Alternating protections, so that the kernel cannot merge neighbours.
            _made[count] = Map(count % 2 == 0 ? LibC.ProtNone : LibC.ProtRead);
            if (_made[count] == -1)
            {
                break;
            }

            count++;
        }

        for (var i = 0; i < count; i++)
        {
            _ = LibC.MUnmap(_made[i], PageSize);
        }

        return count;
    }

    /// <summary>True when a page of its own can be locked; it is unlocked again.</summary>
    public bool CanLock() => LibC.MLock2(_page, PageSize, 0) == 0 && LibC.MUnlock(_page, PageSize) == 0;

    /// <summary>How many mappings the process has.</summary>
    public int CountMappings()
    {
        var lines = 0;
        long offset = 0;
        for (int read; (read = RandomAccess.Read(_maps, _buffer, offset)) > 0; offset += read)
        {
            lines += _buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }

    /// <summary>How many file descriptors it has open.</summary>
    public static int CountDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Bytes of private memory in use: resident, not shared.</summary>
    public long PrivateBytes()
    {
        // Pages: size, resident, shared, and more that does not matter here.
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, RandomAccess.Read(_statm, _buffer, 0));
        Span<long> fields = stackalloc long[3];
        foreach (ref var field in fields)
        {
            _ = Utf8Parser.TryParse(text, out field, out var consumed);
            text = text[Math.Min(consumed + 1, text.Length)..];
        }

        return (fields[1] - fields[2]) * (long)PageSize;
    }

    /// <summary>The same after <see cref="CollectGarbage"/>.</summary>
    public long PrivateBytesWithoutGarbage()
    {
        CollectGarbage();
        return PrivateBytes();
    }

    /// <summary>Collects the garbage that a device in .NET may leave, so that it does not count.</summary>
    public static void CollectGarbage() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>
    /// Bytes of anonymous memory, in RAM or swapped out. The kernel walks the page tables for it: the counters behind
    /// <see cref="PrivateBytes"/> are off by some pages for each CPU.
    /// </summary>
    public long AnonymousBytes()
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, RandomAccess.Read(_rollup, _buffer, 0));
        return (KibOf(text, "\nAnonymous:"u8) + KibOf(text, "\nSwap:"u8)) << 10;
    }

    private static long KibOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..].TrimStart((byte)' '), out long kib, out _)
            ? kib
            : 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _maps.Dispose();
        _statm.Dispose();
        _rollup.Dispose();
        _ = LibC.MUnmap(_page, PageSize);
    }

    private static nint Map(int protection) =>
        LibC.MMap(0, PageSize, protection, LibC.MapPrivate | LibC.MapAnonymous, -1, 0);
}
