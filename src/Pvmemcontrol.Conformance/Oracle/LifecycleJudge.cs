// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>Explains what VM reset, save and restore show.</summary>
internal sealed class LifecycleJudge(GuestView guest)
{
    /// <summary>The host runs out of huge pages, if the process may arrange that.</summary>
    internal static Explanation EmptyPool(int step, SpecState state, in Observation observation) => new(
        new Verification(step), observation.A == 0 ? state : state with { Host = state.Host.WithEmptyPool() });

    /// <summary>VM reset. Whether REGISTER still needs a RESET first is left open: every driver sends one.</summary>
    internal IEnumerable<Explanation> Reset(SpecState state, Observation observation)
    {
        if (observation.A == LifecycleAnswer.NotOffered)
        {
            yield return new Explanation(new Verification(guest.Index), state);
            yield break;
        }

        foreach (var phase in new[] { TransportPhase.Broken, TransportPhase.Registering })
        {
            var verification = new Verification(guest.Index);
            verification.Exercise(VmmRequirements.VmResetDropsChannels);
            var isClean = state.Host.Capabilities.IsOtherProcess
                || CheckPages(verification, state, VmmRequirements.VmResetRestoresMemory, observation);
            yield return new Explanation(verification, state with
            {
                Transport = Transport.Initial with { Phase = phase },
                Host = state.Host.AsNew(),
            }, IsLast: !isClean);
        }
    }

    /// <summary>Save and restore: invisible to the guest, unless the device refused to be restored.</summary>
    internal IEnumerable<Explanation> SaveAndRestore(SpecState state, Observation observation)
    {
        var verification = new Verification(guest.Index);
        switch (observation.A)
        {
            case LifecycleAnswer.NotOffered:
                yield return new Explanation(verification, state);
                break;
            case LifecycleAnswer.Refused:
                yield return new Explanation(
                    verification, state with { Transport = Transport.Initial, Host = state.Host.AsNew() });
                break;
            default:
                guest.StepsWithoutEffect.Add((guest.Index, VmmRequirements.RestoreKeepsChannels));
                guest.Restored = state.Transport;
                verification.Exercise(VmmRequirements.RestoreKeepsChannels);
                verification.Exercise(VmmRequirements.RestoreKeepsContent);
                var isKept = CheckPages(verification, state, VmmRequirements.RestoreKeepsMappings, observation);
                var host = state.Host.PerhapsMoved();
                yield return new Explanation(verification, state with { Host = host }, IsLast: !isKept);

                // PVMC-VMM-027 is a SHOULD, and checked when the guest reads.
                var cleared = state.Transport.WithoutResponse() with { Address = default };
                if (cleared != state.Transport)
                {
                    yield return new Explanation(
                        verification, state with { Transport = cleared, Host = host }, IsLast: !isKept);
                }

                break;
        }
    }

    /// <summary>Save alone: invisible to the guest.</summary>
    internal Explanation Save(SpecState state, Observation observation)
    {
        var verification = new Verification(guest.Index);
        if (observation.A == LifecycleAnswer.NotOffered)
        {
            return new Explanation(verification, state);
        }

        guest.StepsWithoutEffect.Add((guest.Index, VmmRequirements.SavedDeviceGoesOn));
        var isKept = CheckPages(verification, state, VmmRequirements.SavedDeviceGoesOn, observation);
        return new Explanation(verification, state, IsLast: !isKept);
    }

    /// <summary>A damaged state is refused; then the same as for save and restore.</summary>
    internal IEnumerable<Explanation> RestoreDamaged(
        SpecState state, Step.RestoreDamaged step, Observation observation)
    {
        var requirement = step.Damage == StateDamage.Flipped
            ? VmmRequirements.FlippedBitIsNoticed
            : VmmRequirements.DamagedStateIsRefused;
        if (observation.A == LifecycleAnswer.Taken)
        {
            var verification = new Verification(guest.Index);
            _ = verification.Check(requirement, holds: false, () => (
                $"restore returned success for {Describe(step)}", "it refuses what no save wrote"));
            return [new Explanation(verification, Next: null, IsLast: true)];
        }

        var explanations = SaveAndRestore(state, observation).ToList();
        if (observation.A != LifecycleAnswer.NotOffered)
        {
            // All of them have the same verification.
            _ = explanations[0].Verification.Exercise(requirement);
        }

        return explanations;
    }

    private static string Describe(Step.RestoreDamaged step) => step.Damage switch
    {
        StateDamage.Truncated => "a saved state without its end",
        StateDamage.Extended => "a saved state with more bytes after it",
        StateDamage.Flipped => "a saved state of which one bit was flipped",
        _ => "random bytes of the size of a saved state",
    };

    /// <summary>True when the pages are as they should be. After a difference, later steps are not judged.</summary>
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
            var seen = after == VmaTable.Unmapped ? "not mapped" : VmaSet.Describe((VmaFlags)after);
            var address = state.Host.Layout.AddressOfPage(page);
            return ($"{observation.B} pages differ: page {page} (0x{address:x}) is {seen}", VmaSet.Describe(before));
        });
        return isEqual;
    }

    /// <summary>
    /// True when both the old and the new flags of the page are allowed: a call on it failed, and a device cannot know
    /// its state.
    /// </summary>
    private static bool IsOpen(SpecState state, Observation observation)
    {
        var page = state.Host.Pages[(int)observation.C].Vma;
        var (before, after) = ((byte)observation.D, (byte)(observation.D >> 8));
        return after != VmaTable.Unmapped && page.Has((VmaFlags)before) && page.Has((VmaFlags)after);
    }
}
