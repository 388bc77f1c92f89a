// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// Requirements that the same fault of a device may violate. Which of them a run names first is up to chance: a smaller
/// counterexample may name the other.
/// </summary>
internal static class NeighbourRequirements
{
    /// <summary>What RESET has in common with VM reset: the requirement for RESET; null if there is none.</summary>
    internal static Requirement? OfReset(Requirement requirement) =>
        requirement == VmmRequirements.VmResetDropsChannels ? TransportRequirements.DroppedChannelsAreDead
        : requirement == VmmRequirements.VmmEventsAreQuiescent ? EffectRequirements.DropIsQuiescent
        : null;

    /// <summary>
    /// True for a requirement that is named because a request that touched a page last should have left it as it was.
    /// If the page is the same without that request, it did.
    /// </summary>
    internal static bool MayRename(Requirement requirement) =>
        requirement == EffectRequirements.OtherProtectionsStay
        || requirement == AttributeRequirements.OtherAttributesStay
        || requirement == RequestRequirements.NothingElseIsWritten;

    /// <summary>
    /// What loses attributes of a page may also lose its protection, which is worse; null if there is nothing worse.
    /// </summary>
    internal static Requirement? Worse(Requirement requirement) =>
        requirement == AttributeRequirements.OtherAttributesStay ? EffectRequirements.OtherProtectionsStay : null;

    /// <summary>
    /// MPROTECT_R instead of a request for an attribute, which shows whether the <see cref="Worse"/> happens too; any
    /// other request as it is.
    /// </summary>
    internal static Request AsProtection(Request request) =>
        request.IsKnown && VmaEffects.Changes(request.Function) is not (VmaFlags.None or VmaFlags.ReadWrite)
            ? request with { FunctionCode = (ulong)FunctionCode.MProtectR }
            : request;
}
