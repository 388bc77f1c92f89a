// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Races;
using Xunit;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>The guest driver, when its users call it.</summary>
public sealed class IoctlSoundTests : SoundTests
{
    public static TheoryData<string> Races { get; } = [.. AllRaces.OfIoctls.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void The_driver_holds_in_every_schedule_and_gets_into_every_situation(string name) => AssertHolds(name);
}
