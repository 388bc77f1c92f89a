// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>How the kernel splits and joins the VMAs of a backing.</summary>
/// <param name="Merges">Whether it joins neighbours that have become equal.</param>
/// <param name="PagesTogether">A VMA begins at multiples of so many pages of <see cref="PageGeometry.Size"/>.</param>
internal readonly record struct SplitRules(bool Merges, int PagesTogether)
{
    private const int SmallPagesInHugePage = 512;

    /// <summary>The rules of a backing.</summary>
    internal static SplitRules Of(Backing backing) =>
        backing is Backing.PrivateAnonymous or Backing.SharedMemory or Backing.PrivateFile
            ? new SplitRules(Merges: true, PagesTogether: 1)

            // Huge pages: their VMAs have VM_DONTEXPAND, with which the kernel never merges.
            : new SplitRules(Merges: false, SmallPagesInHugePage);
}
