// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>Properties that follow from the backing alone.</summary>
public static class Backings
{
    /// <summary>Bytes in a huge page of the specification.</summary>
    public const int HugePageSize = 2 * 1024 * 1024;

    /// <summary>Pages of <see cref="PageGeometry.Size"/> bytes in a huge page.</summary>
    public const int PagesInHugePage = HugePageSize / PageGeometry.Size;

    /// <summary>True for hugetlb memory.</summary>
    public static bool IsHuge(this Backing backing) => backing is Backing.HugePrivate or Backing.HugeShared;

    /// <summary>True where every mapping of the object sees the same bytes.</summary>
    public static bool IsShared(this Backing backing) => backing is Backing.SharedMemory or Backing.HugeShared;

    /// <summary>How many pages of <see cref="PageGeometry.Size"/> bytes the kernel maps and unmaps at once.</summary>
    public static int PagesAtOnce(this Backing backing) => backing.IsHuge() ? PagesInHugePage : 1;
}
