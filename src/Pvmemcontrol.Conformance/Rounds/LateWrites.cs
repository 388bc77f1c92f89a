// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Memory that a guest reuses after it dropped its channels. Any bytes there that the guest did not write are a late
/// write of the device: one observation is proof.
/// </summary>
internal static class LateWrites
{
    /// <summary>The first byte that changed late, or null.</summary>
    internal static RoundFinding? Find(IRoundRecord record, Coverage coverage)
    {
        foreach (var reuse in record.Steps.Where(s => s.Step.Action == VcpuAction.Reuse))
        {
            if (DropBefore(record, reuse) is not { } drop)
            {
                continue;
            }

            var requirement = RequirementOf(drop.Step);
            if (Find(record, reuse.Step) is var (what, where))
            {
                coverage.Exercise(requirement);
                var wrote = RoundText.Describe(drop.Step, record.Round);
                return new RoundFinding(new Finding(requirement, 0,
                    $"{wrote} returned, and the guest wrote to {where}; now it reads {what}",
                    $"{where} reads as the guest left it"), IsHard: true);
            }

            if (record.Steps.Any(s => s.Step.Action == VcpuAction.Send && s.Overlaps(drop)))
            {
                coverage.Exercise(requirement);
            }
        }

        return null;
    }

    /// <summary>The requirement that a drop waits for requests in flight.</summary>
    internal static Requirement RequirementOf(VcpuStep drop) => drop.Action == VcpuAction.VmReset
        ? VmmRequirements.VmmEventsAreQuiescent
        : EffectRequirements.DropIsQuiescent;

    /// <summary>
    /// The drop that returns the memory to the guest: its vCPU's last, if it works on this device. If it overlaps a
    /// drop on another vCPU, that one may have had to wait instead.
    /// </summary>
    internal static TakenStep? DropBefore(IRoundRecord record, TakenStep reuse)
    {
        var drop = record.Steps.LastOrDefault(s =>
            s.Vcpu == reuse.Vcpu && s.Index < reuse.Index && Drops.Works(s.Step, record.WorkingDrops));
        return drop is not null && !record.Steps.Any(s => s != drop && s.Step.MayDrop && s.Overlaps(drop))
            ? drop
            : null;
    }

    private static (string What, string Where)? Find(IRoundRecord record, VcpuStep reuse)
    {
        for (var slot = 0; slot < record.Round.Requests.Length; slot++)
        {
            var bytes = record.Buffer(slot);
            if (((reuse.Value >> slot) & 1) != 0 && bytes.ContainsAnyExcept(RoundLayout.ReusedByte))
            {
                return (Reply.Decode(bytes).ToString(), $"the buffer of channel {slot}");
            }
        }

        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            if (((reuse.Other >> page) & 1) != 0
                && !record.Page(page).SequenceEqual(PageImage.Filled(page, RoundLayout.ReuseTag).Bytes))
            {
                return (record.Page(page).ContainsAnyExcept((byte)0) ? "something else" : "zeros",
                    $"page 0x{RoundLayout.AddressOf(page):x}");
            }
        }

        return ((reuse.Other >> RoundLayout.SlowBit) & 1) != 0
            && record.SlowWord != RoundLayout.ReusedByte * 0x0101_0101_0101_0101UL
            ? ($"0x{record.SlowWord:x}", $"page 0x{RoundLayout.LastSlowPage:x}")
            : null;
    }
}
