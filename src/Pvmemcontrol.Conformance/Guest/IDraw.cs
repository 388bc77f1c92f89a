// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>Where a generator's choices come from: a seed, or a property-testing library.</summary>
public interface IDraw
{
    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    int Below(int bound);

    /// <summary>Any 64 bits.</summary>
    ulong Bits();
}
