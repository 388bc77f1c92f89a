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
    /// <exception cref="ArgumentException">The world or the options break what they promise.</exception>
    public static Exploration Explore<TKey>(IPackedWorld<TKey> world, ExplorationOptions options)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, MaxThreads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxStates, 1, nameof(options));
        if (world.Initial.IsEmpty)
        {
            throw new ArgumentException($"world {world.Name} has no initial state", nameof(world));
        }

        if (world.Sometimes.Length > 64 || world.ReachableGoals.Length > 32)
        {
            throw new ArgumentException($"world {world.Name} has more than 64 situations or 32 reachable goals",
                nameof(world));
        }

        return new Search<TKey>(world, options).Run();
    }

    private const int MaxThreads = 64;
}
