// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <content>The objects behind guest RAM.</content>
public sealed partial class GuestMemory
{
    /// <summary>
    /// The object behind a region of shared memory, for another process to map; null for other backings, and where it
    /// is not known. It is open until Dispose; one that this made is sealed in its size.
    /// </summary>
    public SharedObject? ObjectOf(int region) => !_objects.IsEmpty ? _objects[region]
        : _regions[region].Backing.IsShared() && _mappings[region]!.Object is { } made ? new SharedObject(made.File, 0)
        : null;

    /// <summary>
    /// What others who have mapped the same see: the file behind a region of a private file, or the object behind one
    /// of shared memory. Empty for other backings, which nobody else maps or which are hugetlb memory.
    /// </summary>
    /// <param name="region">Index of the region.</param>
    public ReadOnlySpan<byte> AsOthersSee(int region)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        return _mappings[region]!.Object is { } made ? made.Seen : [];
    }

    /// <summary>
    /// The number of the object behind a region, as /proc/self/maps has it: 0 for private anonymous memory; null where
    /// it is not known.
    /// </summary>
    /// <param name="region">Index of the region.</param>
    public ulong? InodeOf(int region) => _mappings[region]!.Object is { Inode: not 0 } made ? made.Inode
        : _regions[region].Backing == Backing.PrivateAnonymous ? 0
        : null;

    /// <summary>
    /// Reads the whole object behind a region and maps no page of it; false where this cannot be done.
    /// </summary>
    /// <param name="region">Index of the region.</param>
    /// <param name="destination">As long as the region.</param>
    public bool TryReadObject(int region, Span<byte> destination) =>
        _mappings[region]!.Object is { } made && made.TryRead(destination);

    /// <summary>The bytes of the pages that the object behind a region has; null where that is not known.</summary>
    /// <param name="region">Index of the region.</param>
    public ulong? AllocatedBytesOf(int region) => _mappings[region]!.Object?.AllocatedBytes;
}
