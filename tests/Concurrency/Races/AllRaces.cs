// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Concurrency.Vmms;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Every race that the implementation is put through.</summary>
internal static class AllRaces
{
    /// <summary>In the order of the reports.</summary>
    internal static readonly ImmutableArray<Race> All =
    [
        new ParallelRace(), new SharedChannelRace(), new RegistersRace(), .. DropRace.All, new RevokeRace(),
        new AttributesRace(), new MigrationRace(),
    ];

    /// <summary>The race with this name.</summary>
    internal static Race Find(string name) => All.First(race => race.Name == name);
}
