// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>What a region of guest RAM is mapped from; it decides what a host call does there.</summary>
public enum Backing : byte
{
    /// <summary>mmap(MAP_PRIVATE | MAP_ANONYMOUS).</summary>
    PrivateAnonymous,

    /// <summary>A memfd mapped MAP_SHARED.</summary>
    SharedMemory,

    /// <summary>
    /// A file mapped MAP_PRIVATE: a page reads as the file until it is written, and again once the copy is dropped.
    /// </summary>
    PrivateFile,

    /// <summary>mmap(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB), pages of 2 MiB.</summary>
    HugePrivate,

    /// <summary>A memfd of huge pages (MFD_HUGETLB), pages of 2 MiB, mapped MAP_SHARED.</summary>
    HugeShared,
}
