// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>What a page of <see cref="LargeMemory"/> holds.</summary>
internal enum LargeContent
{
    /// <summary>What the guest filled it with: in each word the page's guest physical address, marked.</summary>
    Fill,

    /// <summary>Zeros only.</summary>
    Zeros,

    /// <summary>Anything else.</summary>
    Other,
}
