// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>Where a range of guest physical addresses lies.</summary>
public enum RangePlace : byte
{
    /// <summary>No byte at all.</summary>
    Empty,

    /// <summary>Some byte is not guest RAM, or the range wraps.</summary>
    Outside,

    /// <summary>Guest RAM, every byte of it in one region.</summary>
    OneRegion,

    /// <summary>Guest RAM, over regions that are adjacent in guest physical addresses.</summary>
    AdjacentRegions,
}
