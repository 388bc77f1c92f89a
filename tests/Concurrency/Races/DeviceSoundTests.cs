// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>The device.</summary>
public sealed class DeviceSoundTests : SoundTests
{
    public static TheoryData<string> Races { get; } = [.. AllRaces.OfDevice.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void The_device_holds_in_every_schedule_and_gets_into_every_situation(string name) => AssertHolds(name);

    [Fact]
    public void A_long_run_has_more_than_twenty_thousand_schedules_and_every_run_a_third_of_that()
    {
        var least = Effort.SkipsLong is null ? 20_000 : 20_000 / 3;
        Assert.All(Strategies.All, strategy => Assert.InRange(SchedulesOf(strategy), 1, 3_000));
        Assert.InRange(Strategies.All.Sum(SchedulesOf) * AllRaces.All.Length, least, int.MaxValue);
    }

    [Fact]
    public void A_situation_that_no_schedule_gets_into_is_missed()
    {
        // One lock for all channels: nothing is wrong in any schedule, and two requests are never in flight.
        var broken = new Parts
        {
            Device = (memory, host) => new Broken.Dev071OneRequestAtATime(Parts.SoundDevice(memory, host)),
        };
        var result = Search.Run(new ParallelRace(), broken, Strategy.Random, SchedulesOf(Strategy.Random));
        Assert.Null(result.Finding);
        Assert.DoesNotContain(Situations.TwoInFlight, result.Situations);
    }
}
