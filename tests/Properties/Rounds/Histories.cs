// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>What tests on histories have in common.</summary>
internal static class Histories
{
    /// <summary>The page that most requests are about.</summary>
    internal const int Page = 5;

    internal static readonly VcpuStep Reset = VcpuStep.Command(TransportCommand.Reset);

    internal static readonly Observation Ack = new(ObservationKind.Registers, (ulong)TransportCommand.Ack);

    /// <summary>No reply that any request may have.</summary>
    internal static readonly Reply Garbage = new(0, 0, 3, 1, 0);

    internal static Request Protect(FunctionCode function) =>
        new(function, RoundLayout.AddressOf(Page), PageGeometry.Size, 0x19);

    /// <summary>The guest writes to buffers and pages that dropped channels had; a bit for each.</summary>
    internal static VcpuStep Reuse(ulong buffers, ulong pages) => new(VcpuAction.Reuse, 0, buffers, pages);

    /// <summary>A request on one vCPU, and RESET on another.</summary>
    internal static History Dropped() => new([History.Info], [VcpuStep.Send(0)], [Reset]);

    /// <summary>Two requests of two vCPUs for other protections of one page.</summary>
    internal static History TwoProtections() => new(
        [Protect(FunctionCode.MProtectR), Protect(FunctionCode.MProtectNone)], [VcpuStep.Send(0)], [VcpuStep.Send(1)]);

    /// <summary>What the guest writes to a buffer that it reuses.</summary>
    internal static byte[] Pattern()
    {
        var bytes = new byte[Request.Size];
        Array.Fill(bytes, RoundLayout.ReusedByte);
        return bytes;
    }

    internal static void AssertFinds(Requirement requirement, History history) =>
        Assert.Equal(requirement, history.Judged()?.Requirement);

    /// <summary>The violation is not one of orders.</summary>
    internal static void AssertFindsAlone(Requirement requirement, History history) =>
        Assert.Equal(requirement, history.Judged()?.Alone);
}
