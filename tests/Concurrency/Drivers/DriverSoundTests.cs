// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Races;
using Xunit;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>The guest driver.</summary>
public sealed class DriverSoundTests : SoundTests
{
    public static TheoryData<string> Races { get; } = [.. AllRaces.OfDriver.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void The_driver_holds_in_every_schedule_and_gets_into_every_situation(string name) => AssertHolds(name);
}
