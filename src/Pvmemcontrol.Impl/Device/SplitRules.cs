// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>How the kernel splits and merges the VMAs of a backing.</summary>
/// <param name="Merges">Whether it merges neighbours that have become equal.</param>
/// <param name="PagesTogether">VMAs begin at multiples of this many pages of <see cref="PageGeometry.Size"/>.</param>
internal readonly record struct SplitRules(bool Merges, int PagesTogether)
{
    /// <summary>The rules of a backing. The kernel never merges VMAs of huge pages: they have VM_DONTEXPAND.</summary>
    internal static SplitRules Of(Backing backing) => new(!backing.IsHuge(), backing.PagesAtOnce());
}
