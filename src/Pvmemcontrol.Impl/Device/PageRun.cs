// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>Consecutive pages of one region that guests changed in the same way.</summary>
/// <param name="First">Index of the first page in the layout.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Marks">What was changed; not <see cref="PageMarks.None"/>.</param>
internal readonly record struct PageRun(int First, int Count, PageMarks Marks)
{
    /// <summary>Index after the last page.</summary>
    internal int End => First + Count;
}
