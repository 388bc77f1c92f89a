// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>The numbers of a <see cref="StormSheet"/>.</summary>
internal enum StormField
{
    /// <summary>Given: a <see cref="StormKind"/>.</summary>
    Kind,

    /// <summary>Given: bytes that the process may lock; all ones for as many as it can.</summary>
    LockLimit,

    /// <summary>Given: vm.max_map_count.</summary>
    MaxMapCount,

    /// <summary>Given: the guest stops after so many requests; all ones for no such end.</summary>
    MostRequests,

    /// <summary>How far the process is: a <see cref="StormState"/>.</summary>
    State,

    /// <summary>Register writes of the guest that ask for something, told before each.</summary>
    Requests,

    /// <summary>How many of the mappings that the VMM needs it could make at the end.</summary>
    Mappable,

    /// <summary>The same, when guest RAM was unmapped.</summary>
    MappableAfter,

    /// <summary>Mappings of the process at the end.</summary>
    Mappings,

    /// <summary>1 when the VMM could lock a page of its own before.</summary>
    CouldLock,

    /// <summary>1 when it could at the end.</summary>
    CanLock,

    /// <summary>1 when it could when guest RAM was unmapped.</summary>
    CanLockAfter,

    /// <summary>How many channels the device says that it takes; all ones when it does not say.</summary>
    SaidChannels,

    /// <summary>How many it took of those that it should take.</summary>
    TakenChannels,

    /// <summary>How many of these were asked INFO: all, or none.</summary>
    UsedChannels,

    /// <summary>How many answered before the first that did not.</summary>
    AnsweredChannels,

    /// <summary>How many it took when the guest went on registering.</summary>
    EndlessChannels,

    /// <summary>1 when it refused another.</summary>
    RefusedChannel,

    /// <summary>Bytes by which the process had grown then.</summary>
    EndlessGrowth,

    /// <summary>How many channels were registered and dropped again after that.</summary>
    DroppedChannels,

    /// <summary>Bytes by which the process grew over that.</summary>
    DroppedGrowth,

    /// <summary>How many devices were made and destroyed after the first ones.</summary>
    Lives,

    /// <summary>Descriptors that the process has more after them.</summary>
    LivesDescriptors,

    /// <summary>Mappings that it has more.</summary>
    LivesMappings,

    /// <summary>Bytes by which it grew.</summary>
    LivesGrowth,

    /// <summary>The first of the counts of a wave: <see cref="StormSheet.Wave"/>.</summary>
    Waves,
}
