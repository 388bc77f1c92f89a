// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>The numbers of a <see cref="BoundSheet"/>.</summary>
internal enum BoundField
{
    /// <summary>Given: a <see cref="BoundKind"/>.</summary>
    Kind,

    /// <summary>Given: bytes that the process may lock; all ones for as many as it can.</summary>
    LockLimit,

    /// <summary>Given: vm.max_map_count.</summary>
    MaxMapCount,

    /// <summary>Given: the number of requests after which the guest stops; all ones for no limit.</summary>
    MostRequests,

    /// <summary>The progress of the process: a <see cref="BoundState"/>.</summary>
    State,

    /// <summary>Requests and commands of the guest, counted before each.</summary>
    Requests,

    /// <summary>How many of the mappings that it needs the VMM could make at the end.</summary>
    Mappable,

    /// <summary>The same, after guest RAM was unmapped.</summary>
    MappableAfter,

    /// <summary>Mappings of the process at the end.</summary>
    Mappings,

    /// <summary>1 when the VMM could lock a page of its own at the start.</summary>
    CouldLock,

    /// <summary>1 when it could at the end.</summary>
    CanLock,

    /// <summary>1 when it could after guest RAM was unmapped.</summary>
    CanLockAfter,

    /// <summary>How many channels the device says it supports; all ones when it does not say.</summary>
    SaidChannels,

    /// <summary>How many of the expected channels it registered.</summary>
    TakenChannels,

    /// <summary>How many of these were sent INFO: all, or none.</summary>
    UsedChannels,

    /// <summary>How many answered before the first one that did not.</summary>
    AnsweredChannels,

    /// <summary>How many channels it registered without a limit of the guest.</summary>
    EndlessChannels,

    /// <summary>1 when it refused the next one.</summary>
    RefusedChannel,

    /// <summary>Bytes by which the process grew by then.</summary>
    EndlessGrowth,

    /// <summary>How many channels were registered and dropped afterwards.</summary>
    DroppedChannels,

    /// <summary>Bytes by which the process grew meanwhile.</summary>
    DroppedGrowth,

    /// <summary>How many devices were made and destroyed after the first ones.</summary>
    Lives,

    /// <summary>Additional descriptors of the process after them.</summary>
    LivesDescriptors,

    /// <summary>Additional mappings.</summary>
    LivesMappings,

    /// <summary>Bytes by which it grew.</summary>
    LivesGrowth,

    /// <summary>How many kinds of calls were repeated.</summary>
    KindsOfCalls,

    /// <summary>How many calls of all kinds there were.</summary>
    RepeatedCalls,

    /// <summary>How many of the requests over large memory left it as they may, or were left out.</summary>
    LargeRequests,

    /// <summary>The number of the request that did not, from 1; 0 for none.</summary>
    LargeRequest,

    /// <summary>Its answer.</summary>
    LargeErrno,

    /// <summary>Guest physical address of the page that shows it.</summary>
    LargePage,

    /// <summary>1 when the flags of its mapping show it, 0 when its content does.</summary>
    LargeIsFlags,

    /// <summary>Its flags before the request.</summary>
    LargeBefore,

    /// <summary>Its flags after the request, or a <see cref="LargeContent"/>.</summary>
    LargeSeen,

    /// <summary>The number of the first request that was refused without need, from 1; 0 for none.</summary>
    LargeRefused,

    /// <summary>Its answer.</summary>
    LargeRefusal,

    /// <summary>The number of the request that its buffer still held afterwards, from 1; 0 for none.</summary>
    LargeUnanswered,

    /// <summary>
    /// Given: what the guest leaves out, because the device is known to die of it; a bit for each of the names in
    /// <see cref="Bounds.LeftOut"/>.
    /// </summary>
    LeftOut,

    /// <summary>The first of the counts of a wave: <see cref="BoundSheet.Wave"/>.</summary>
    Waves,
}
