// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>Explains what VM reset, save and restore show.</summary>
internal sealed class LifecycleJudge(GuestView guest)
{
    /// <summary>The host has no huge pages left, if that could be arranged.</summary>
    internal static Explanation EmptyPool(int step, SpecState state, in Observation observation) => new(
        new Verification(step), observation.A == 0 ? state : state with { Host = state.Host.WithEmptyPool() });

    /// <summary>VM reset. Whether RESET is still needed before REGISTER is left open: no driver does without.</summary>
    internal IEnumerable<Explanation> Reset(SpecState state, Observation observation)
    {
        if (observation.A == DeviceLife.NotOffered)
        {
            yield return new Explanation(new Verification(guest.Index), state);
            yield break;
        }

        foreach (var phase in new[] { TransportPhase.Broken, TransportPhase.Registering })
        {
            var verification = new Verification(guest.Index);
            verification.Exercise(VmmRequirements.VmResetDropsChannels);
            var isClean = CheckPages(verification, state, VmmRequirements.VmResetRestoresMemory, observation);
            yield return new Explanation(verification, state with
            {
                Transport = Transport.Initial with { Phase = phase },
                Host = state.Host.AsNew(),
            }, IsLast: !isClean);
        }
    }

    /// <summary>Save and restore: to the guest nothing has happened, or else the device has said that it could not.
    /// </summary>
    internal IEnumerable<Explanation> SaveAndRestore(SpecState state, Observation observation)
    {
        var verification = new Verification(guest.Index);
        switch (observation.A)
        {
            case DeviceLife.NotOffered:
                yield return new Explanation(verification, state);
                break;
            case DeviceLife.Refused:
                yield return new Explanation(
                    verification, state with { Transport = Transport.Initial, Host = state.Host.AsNew() });
                break;
            default:
                guest.StepsWithoutEffect.Add((guest.Index, VmmRequirements.RestoreKeepsChannels));
                verification.Exercise(VmmRequirements.RestoreKeepsChannels);
                verification.Exercise(VmmRequirements.RestoreKeepsContent);
                var isKept = CheckPages(verification, state, VmmRequirements.RestoreKeepsMappings, observation);
                var host = state.Host.PerhapsMoved();
                yield return new Explanation(verification, state with { Host = host }, IsLast: !isKept);

                // What the registers held is for the VMM to keep: PVMC-VMM-007.
                var cleared = state.Transport.WithoutResponse() with { Address = default };
                if (cleared != state.Transport)
                {
                    yield return new Explanation(
                        verification, state with { Transport = cleared, Host = host }, IsLast: !isKept);
                }

                break;
        }
    }

    /// <summary>True when the pages are as they should be. What is not told leaves open what comes later.</summary>
    private static bool CheckPages(
        Verification verification, SpecState state, Requirement requirement, Observation observation)
    {
        var isEqual = observation.B == 0;
        if (!isEqual && requirement == VmmRequirements.RestoreKeepsMappings && IsOpen(state, observation))
        {
            return false;
        }

        _ = verification.Check(requirement, isEqual, () =>
        {
            var page = (int)observation.C;
            var (before, after) = ((VmaFlags)(byte)observation.D, (byte)(observation.D >> 8));
            var seen = after == Impl.Host.VmaTable.Unmapped ? "not mapped" : VmaSet.Describe((VmaFlags)after);
            var address = state.Host.Layout.AddressOfPage(page);
            return ($"{observation.B} pages differ: page {page} (0x{address:x}) is {seen}", VmaSet.Describe(before));
        });
        return isEqual;
    }

    /// <summary>
    /// True when the page that differs may be as it was and as it is: a call on it failed, and a device cannot know.
    /// </summary>
    private static bool IsOpen(SpecState state, Observation observation)
    {
        var page = state.Host.Pages[(int)observation.C].Vma;
        var (before, after) = ((byte)observation.D, (byte)(observation.D >> 8));
        return after != Impl.Host.VmaTable.Unmapped && page.Has((VmaFlags)before) && page.Has((VmaFlags)after);
    }
}
