// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// A scenario on several vCPUs. First one vCPU makes a handshake with a channel for each of the first slots, and fills
/// every slot's buffer with its request; then all vCPUs begin at once, each with its own steps.
/// </summary>
/// <param name="Seed">The seed that generated it; 0 for one written by hand.</param>
/// <param name="Channels">How many slots are registered in the handshake.</param>
/// <param name="Requests">The request in each slot's buffer.</param>
/// <param name="Vcpus">The steps of each vCPU.</param>
public sealed record Round(
    ulong Seed, int Channels, ImmutableArray<Request> Requests, ImmutableArray<ImmutableArray<VcpuStep>> Vcpus)
{
    /// <summary>The most vCPUs of a round.</summary>
    public const int MostVcpus = 4;

    /// <summary>The most steps of a vCPU.</summary>
    public const int MostSteps = 12;

    /// <summary>The most slots of a round.</summary>
    public const int MostSlots = 24;

    /// <summary>All steps.</summary>
    internal IEnumerable<VcpuStep> Steps => Vcpus.SelectMany(steps => steps);

    /// <summary>True when a request is rewritten while it runs.</summary>
    internal bool IsRewritten => Steps.Any(s => s.Action == VcpuAction.Rewrite);

    /// <summary>
    /// True when a channel's command may be written by two vCPUs. Such a guest violates PVMC-DRV-009, and few of its
    /// replies can be judged.
    /// </summary>
    internal bool SharesChannel => Steps.Where(s => s.Action is VcpuAction.Send or VcpuAction.Repeat)
        .GroupBy(s => s.Slot).Any(g => g.Count() > 1 || g.First().Action == VcpuAction.Repeat);

    /// <summary>How many requests it sends.</summary>
    internal long RequestCount => Steps.Sum(s => s.Action switch
    {
        VcpuAction.Send => 1,
        VcpuAction.Repeat => (long)s.Value,
        _ => 0,
    });
}
