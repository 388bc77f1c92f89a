// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Setup;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>Suspected bugs that the patch does not have: the search of these worlds is exhaustive.</summary>
public sealed class UnreachableTests
{
    [Theory]
    [InlineData("rt-preempted-request")]
    [InlineData("rt-ioctls-vs-remove")]
    [InlineData("ioctl-vs-remove")]
    [InlineData("misc-open-vs-deregister")]
    [InlineData("same-channel-two-vcpus")]
    [InlineData("cpu-offline")]
    public void Version_4_is_not_at_fault_in(string world)
    {
        var exploration = WorldSearch.Exhaust(world, new V4Driver());
        Assert.Empty(WorldSearch.Violated(exploration));
        Assert.Equal(ExplorationEnd.Exhausted, exploration.End);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-029")]
    public void On_newer_kernels_a_second_device_does_no_harm_to_version_4() => Assert.DoesNotContain(
        "PVMC-DRV-029", WorldSearch.Violated(WorldSearch.Exhaust("two-devices", new V4Driver())));

    [Fact]
    [Trait("Requirement", "PVMC-DRV-032")]
    public void A_failed_probe_of_version_4_leaks_its_channels_and_so_never_frees_them_too_early()
    {
        var world = Model.NamedWorlds.Worlds.Find("probe-fails-then-free")!;
        var withoutRemove = world with
        {
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 0)),
                ActorSetup.Outside("VMM", new Call.Posted(0)),
            ],
        };
        var violated = WorldSearch.Violated(WorldSearch.Exhaust(withoutRemove, new V4Driver()));
        Assert.Contains("PVMC-DRV-023", violated);
        Assert.DoesNotContain("PVMC-DRV-032", violated);
        Assert.DoesNotContain("PVMC-SYS-001", violated);
    }
}
