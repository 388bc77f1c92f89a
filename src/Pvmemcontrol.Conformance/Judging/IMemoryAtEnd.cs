// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>What guest RAM was when a scenario was over.</summary>
internal interface IMemoryAtEnd
{
    /// <summary>How many pages were looked at, from the first.</summary>
    int PageCount { get; }

    /// <summary>How many steps came before.</summary>
    int StepCount { get; }

    /// <summary>The flags of each page's VMA, or <see cref="Impl.Host.VmaTable.Unmapped"/>.</summary>
    ReadOnlySpan<byte> Vmas { get; }

    /// <summary>Where each page was, as <see cref="Impl.Host.ResidencyTable"/> has it; empty where nobody looked.
    /// </summary>
    ReadOnlySpan<byte> Residency { get; }

    /// <summary>The bytes of a page.</summary>
    ReadOnlySpan<byte> Page(int index);
}
