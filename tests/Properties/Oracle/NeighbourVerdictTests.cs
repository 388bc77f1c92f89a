// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Which other requirement the same fault of a device may violate.</summary>
public sealed class NeighbourVerdictTests
{
    [Fact]
    [Trait("Requirement", "PVMC-VMM-001")]
    public void What_VM_reset_requires_of_channels_RESET_requires_too()
    {
        Assert.Equal(TransportRequirements.DroppedChannelsAreDead,
            NeighbourRequirements.OfReset(VmmRequirements.VmResetDropsChannels));
        Assert.Equal(EffectRequirements.DropIsQuiescent,
            NeighbourRequirements.OfReset(VmmRequirements.VmmEventsAreQuiescent));
        Assert.Null(NeighbourRequirements.OfReset(VmmRequirements.VmResetRestoresMemory));
    }

    [Fact]
    public void Only_what_a_request_should_have_left_alone_may_get_another_name() => Assert.Equal(
        new HashSet<Requirement>
        {
            RequestRequirements.NothingElseIsWritten,
            EffectRequirements.OtherProtectionsStay,
            AttributeRequirements.OtherAttributesStay,
        },
        Catalogue.All.Where(NeighbourRequirements.MayRename).ToHashSet());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-065")]
    public void A_protection_that_is_lost_is_worse_than_an_attribute()
    {
        Assert.Equal(EffectRequirements.OtherProtectionsStay,
            NeighbourRequirements.Worse(AttributeRequirements.OtherAttributesStay));
        Assert.Null(NeighbourRequirements.Worse(EffectRequirements.OtherProtectionsStay));
        Assert.Null(NeighbourRequirements.Worse(RequestRequirements.NothingElseIsWritten));
    }

    [Theory]
    [InlineData(FunctionCode.MLock, FunctionCode.MProtectR)]
    [InlineData(FunctionCode.DontDump, FunctionCode.MProtectR)]
    [InlineData(FunctionCode.Unmergeable, FunctionCode.MProtectR)]
    [InlineData(FunctionCode.MProtectNone, FunctionCode.MProtectNone)]
    [InlineData(FunctionCode.DontNeed, FunctionCode.DontNeed)]
    [InlineData(FunctionCode.Info, FunctionCode.Info)]
    public void Only_a_request_for_an_attribute_is_tried_as_a_protection(FunctionCode function, FunctionCode tried)
    {
        var request = new Request(function, 1, 2, 3);
        Assert.Equal(request with { FunctionCode = (ulong)tried }, NeighbourRequirements.AsProtection(request));
    }

    [Fact]
    public void An_unknown_function_stays_as_it_is()
    {
        var request = new Request(0x1_0000_0000UL | (ulong)FunctionCode.MLock, 1, 2, 3);
        Assert.Equal(request, NeighbourRequirements.AsProtection(request));
    }
}
