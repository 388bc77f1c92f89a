// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>Guest RAM after the last step of a run.</summary>
public interface IFinalMemory
{
    /// <summary>How many pages were looked at, from the first.</summary>
    int PageCount { get; }

    /// <summary>How many steps came before.</summary>
    int StepCount { get; }

    /// <summary>The flags of each page's VMA, as <c>VmaTable</c> has them.</summary>
    ReadOnlySpan<byte> Vmas { get; }

    /// <summary>
    /// The flags of each page's VMA once the device was created, before the first step; empty stands for readable and
    /// writable pages without attributes.
    /// </summary>
    ReadOnlySpan<byte> VmasAtCreate { get; }

    /// <summary>Whether each page was resident, as <c>ResidencyTable</c> has it; empty where it was not read.</summary>
    ReadOnlySpan<byte> Residency { get; }

    /// <summary>What others do not see as they should; null where they do, or nobody looked.</summary>
    OthersView? Others => null;

    /// <summary>The bytes of a page.</summary>
    ReadOnlySpan<byte> Page(int index);
}
