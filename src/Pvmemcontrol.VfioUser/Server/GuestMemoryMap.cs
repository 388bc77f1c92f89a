// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.VfioUser.Native;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>
/// The guest memory of one client: ranges that do not overlap. Those that are guest RAM are mapped, and given to the
/// device. ROM (read-only), memory without a descriptor and memory that cannot be used are remembered, but left out.
/// </summary>
/// <param name="socket">The socket's name, for messages.</param>
/// <param name="device">Gets guest RAM.</param>
/// <param name="logger">Receives a line about what is left out.</param>
internal sealed class GuestMemoryMap(string socket, IServedDevice device, ILogger logger)
{
    private readonly SortedList<ulong, Range> _ranges = [];
    private ulong _mapped;
    private bool _hasSaidNotShared;

    /// <summary>Adds a range; an error leaves everything as it was.</summary>
    /// <param name="body">What the client asks for.</param>
    /// <param name="files">The descriptors that came with it.</param>
    internal Errno Map(in DmaMapBody body, List<SafeFileHandle> files)
    {
        if (!IsRange(body.Address, body.Length) || !PageGeometry.IsAligned(body.Offset)
            || (body.Flags & ~(DmaMapBody.Readable | DmaMapBody.Writable)) != 0 || files.Count > Limits.Descriptors)
        {
            return Errno.EINVAL;
        }

        if (_ranges.Count == Limits.DmaMaps || body.Length > Limits.GuestMemory - _mapped)
        {
            return Errno.ENOMEM;
        }

        if (Touching(body.Address, body.Length).Any())
        {
            return EEXIST;
        }

        SharedMapping? mapping = null;
        if (body.IsReadWrite && IsUsable(body, files, out var backing)
            && (mapping = SharedMapping.TryMap(files[0], backing, body.Offset, body.Length, out var errno)) is null)
        {
            return errno;
        }

        if (mapping is not null)
        {
            // It is the mapping's from now on.
            files.Clear();
        }

        _ranges.Add(body.Address, new Range(body.Address, body.Length, mapping));
        _mapped += body.Length;
        if (mapping is not null)
        {
            TellDevice();
        }

        return Errno.None;
    }

    /// <summary>Removes the ranges that lie in another; an error leaves everything as it was.</summary>
    internal Errno Unmap(in DmaUnmapBody body)
    {
        if (body.Flags == DmaUnmapBody.All && (body.Address | body.Length) == 0)
        {
            Remove([.. _ranges.Values]);
            return Errno.None;
        }

        if (body.Flags != 0 || !IsRange(body.Address, body.Length))
        {
            return Errno.EINVAL;
        }

        var (address, last) = (body.Address, body.Address + (body.Length - 1));
        Range[] touched = [.. Touching(body.Address, body.Length)];
        if (touched.Length == 0)
        {
            return ENOENT;
        }

        if (touched.Any(range => range.Address < address || range.Last > last))
        {
            return Errno.EINVAL;
        }

        Remove(touched);
        return Errno.None;
    }

    /// <summary>Removes everything.</summary>
    internal void Clear() => Remove([.. _ranges.Values]);

    private const Errno EEXIST = (Errno)17;
    private const Errno ENOENT = (Errno)2;

    /// <summary>Whole pages, at least one, that do not wrap.</summary>
    private static bool IsRange(ulong address, ulong length) => length > 0
        && PageGeometry.IsAligned(address) && PageGeometry.IsAligned(length) && length <= ulong.MaxValue - address;

    private IEnumerable<Range> Touching(ulong address, ulong length) =>
        _ranges.Values.Where(range => range.Address <= address + (length - 1) && address <= range.Last);

    private bool IsUsable(in DmaMapBody body, List<SafeFileHandle> files, out Backing backing)
    {
        backing = Backing.SharedMemory;
        if (files.Count == 0)
        {
            if (!_hasSaidNotShared)
            {
                logger.NotShared(socket, body.Address);
                _hasSaidNotShared = true;
            }

            return false;
        }

        var reason = SharedMapping.BackingOf(files[0], out var pageSize) switch
        {
            null => "its descriptor is no memfd and no file in memory",
            Backing.HugeShared when pageSize != Backings.HugePageSize => $"its pages have {pageSize} bytes",
            Backing.HugeShared when (body.Address | body.Offset | body.Length) % Backings.HugePageSize != 0 =>
                "it is not made of whole huge pages",
            { } known => Use(known, out backing),
        };
        if (reason is not null)
        {
            logger.LeftOut(socket, body.Address, reason);
        }

        return reason is null;
    }

    private static string? Use(Backing known, out Backing backing)
    {
        backing = known;
        return null;
    }

    /// <summary>The device moves to what is left, and then nothing uses the mappings any more.</summary>
    private void Remove(Range[] ranges)
    {
        foreach (var range in ranges)
        {
            _ranges.Remove(range.Address);
            _mapped -= range.Length;
        }

        if (ranges.Any(range => range.Mapping is not null))
        {
            TellDevice();
        }

        foreach (var range in ranges)
        {
            range.Mapping?.Dispose();
        }
    }

    private void TellDevice()
    {
        SharedMapping[] mappings = [.. _ranges.Values.Select(range => range.Mapping).OfType<SharedMapping>()];
        var regions = _ranges.Values.Where(range => range.Mapping is not null).Select(range =>
            new Region(range.Address, (int)(range.Length >> PageGeometry.Shift), range.Mapping!.Backing)).ToArray();
        device.ChangeMemory(GuestMemory.Attach(
            new GuestLayout(regions), [.. mappings.Select(m => m.Base)], [.. mappings.Select(m => m.Life)],
            [.. mappings.Select(m => m.Object)]));
    }

    private sealed record Range(ulong Address, ulong Length, SharedMapping? Mapping)
    {
        internal ulong Last => Address + (Length - 1);
    }
}
