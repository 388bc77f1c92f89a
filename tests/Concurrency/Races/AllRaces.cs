// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Concurrency.Drivers;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Concurrency.Vmms;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Every race that the implementation is put through.</summary>
internal static class AllRaces
{
    /// <summary>Of the device.</summary>
    internal static readonly ImmutableArray<Race> OfDevice =
        [new ParallelRace(), new SharedChannelRace(), new RegistersRace(), .. DropRace.All, new RevokeRace()];

    /// <summary>Of the VMM around it.</summary>
    internal static readonly ImmutableArray<Race> OfVmm =
        [new AttributesRace(), new MigrationRace(), new UnplugRace(), new AttributesUnplugRace()];

    /// <summary>Of ioctls, with one another and with the ends of device and file.</summary>
    internal static readonly ImmutableArray<Race> OfIoctls =
    [
        new IoctlRace("ioctls-on-one-file", files: 1), new IoctlRace("ioctls-on-two-files", files: 2),
        new RemoveRace(), new ReleaseRace(),
    ];

    /// <summary>Of what else the guest driver does.</summary>
    internal static readonly ImmutableArray<Race> OfDriver =
        [new ProbeRace(), new TwoDevicesRace(), new OpenRace(), new LateReplyRace()];

    /// <summary>All.</summary>
    internal static readonly ImmutableArray<Race> All = [.. OfDevice, .. OfVmm, .. OfIoctls, .. OfDriver];

    /// <summary>The race with this name.</summary>
    internal static Race Find(string name) => All.First(race => race.Name == name);
}
