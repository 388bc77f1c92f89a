// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Concurrency.Drivers;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Concurrency.Vmms;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Every race that the implementation is put through.</summary>
internal static class AllRaces
{
    /// <summary>Of the device, and of the VMM around it.</summary>
    internal static readonly ImmutableArray<Race> OfDevice =
    [
        new ParallelRace(), new SharedChannelRace(), new RegistersRace(), .. DropRace.All, new RevokeRace(),
        new AttributesRace(), new MigrationRace(), new UnplugRace(), new AttributesUnplugRace(),
    ];

    /// <summary>Of the guest driver.</summary>
    internal static readonly ImmutableArray<Race> OfDriver =
    [
        new IoctlRace("ioctls-on-one-file", files: 1), new IoctlRace("ioctls-on-two-files", files: 2),
        new RemoveRace(), new ReleaseRace(), new ProbeRace(), new TwoDevicesRace(), new OpenRace(),
        new LateReplyRace(),
    ];

    /// <summary>All.</summary>
    internal static readonly ImmutableArray<Race> All = [.. OfDevice, .. OfDriver];

    /// <summary>The race with this name.</summary>
    internal static Race Find(string name) => All.First(race => race.Name == name);
}
