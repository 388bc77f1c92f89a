// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Races;
using Xunit;

namespace Pvmemcontrol.Concurrency.Vmms;

/// <summary>The VMM around the device.</summary>
public sealed class VmmSoundTests : SoundTests
{
    public static TheoryData<string> Races { get; } = [.. AllRaces.OfVmm.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void The_VMM_holds_in_every_schedule_and_gets_into_every_situation(string name) => AssertHolds(name);
}
