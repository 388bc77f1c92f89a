// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>What runs on a device in another process cannot exercise.</summary>
internal static class ServerCoverage
{
    private static readonly FrozenDictionary<Requirement, string> Reasons = new Dictionary<Requirement, string>(
    [
        .. All("the device has a mapping of its own",
            EffectRequirements.ProtectionIsInForce, EffectRequirements.OtherProtectionsStay,
            EffectRequirements.RevokedBufferIsHarmless, AttributeRequirements.LockMeansLocked,
            AttributeRequirements.UnlockMeansUnlocked, AttributeRequirements.DontDumpMeansNoDump,
            AttributeRequirements.UnmergeableMeansUnshared, AttributeRequirements.OtherAttributesStay,
            AttributeRequirements.NothingBecomesExecutable, VmmRequirements.VmResetRestoresMemory),
        .. All("what processes share is no private memory",
            EffectRequirements.DontNeedZeroes, EffectRequirements.FreeKeepsOrZeroes,
            EffectRequirements.DontNeedRevealsFile),
        .. All("a connection brings one access at a time",
            EffectRequirements.DropIsQuiescent, ConcurrencyRequirements.RequestIsReadOnce,
            ConcurrencyRequirements.SomeOrderExplains, VmmRequirements.VmmEventsAreQuiescent),
        .. All("the device uses up its own process",
            [.. Catalogue.All.Where(BoundRequirements.IsAboutBounds), VmmRequirements.DestroyedDevicesLeaveNothing]),
    ]).ToFrozenDictionary();

    /// <summary>Why these runs cannot exercise the requirement; null if they can, or run on another target.</summary>
    internal static string? NotTestable(Requirement requirement, IReadOnlyList<Verdict> verdicts) =>
        verdicts.Count > 0 && verdicts.All(v => v.Target.Kind == TargetKind.Server)
            ? Reasons.GetValueOrDefault(requirement)
            : null;

    private static IEnumerable<KeyValuePair<Requirement, string>> All(
        string reason, params ReadOnlySpan<Requirement> requirements) =>
        requirements.ToArray().Select(requirement => KeyValuePair.Create(requirement, $"not testable here: {reason}"));
}
