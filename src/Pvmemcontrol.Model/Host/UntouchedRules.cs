// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>The requirements that hold for pages which no request or call names.</summary>
/// <param name="Content">Why their bytes stay.</param>
/// <param name="Protection">Why their protection stays.</param>
/// <param name="Attributes">Why they stay locked or not, dumped or not, mergeable or not.</param>
public sealed record UntouchedRules(Requirement Content, Requirement Protection, Requirement Attributes)
{
    /// <summary>Behind a device: the device is responsible.</summary>
    public static readonly UntouchedRules BehindDevice =
        new(RequestRequirements.NothingElseIsWritten, EffectRequirements.OtherProtectionsStay,
            AttributeRequirements.OtherAttributesStay);

    /// <summary>Under bare calls: the kernel is described.</summary>
    public static readonly UntouchedRules BareKernel =
        new(HostRequirements.UntouchedKept, HostRequirements.ProtectSetsRange, HostRequirements.AttributesStay);
}
