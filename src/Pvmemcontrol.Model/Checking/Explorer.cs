// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>Searches worlds breadth-first, so that counterexamples are shortest.</summary>
public static class Explorer
{
    /// <summary>Searches a world of any supported key.</summary>
    public static Exploration Explore(IWorld world, ExplorationOptions options) => world switch
    {
        IPackedWorld<ulong> narrow => Explore(narrow, options),
        IPackedWorld<UInt128> wide => Explore(wide, options),
        _ => throw new ArgumentException("its states are packed into neither ulong nor UInt128", nameof(world)),
    };

    /// <summary>Searches a world.</summary>
    public static Exploration Explore<TKey>(IPackedWorld<TKey> world, ExplorationOptions options)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> =>
        new SimpleSearch<TKey>(world, options).Run();
}
