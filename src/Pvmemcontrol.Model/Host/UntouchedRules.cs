// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>The requirements that hold for pages which no request or call names.</summary>
/// <param name="Content">Why their bytes stay.</param>
/// <param name="Protection">Why their protection stays.</param>
public sealed record UntouchedRules(Requirement Content, Requirement Protection)
{
    /// <summary>Behind a device: the device is answerable.</summary>
    public static readonly UntouchedRules BehindDevice =
        new(RequestRequirements.NothingElseIsWritten, EffectRequirements.OtherProtectionsStay);

    /// <summary>Under bare calls: the kernel is described.</summary>
    public static readonly UntouchedRules BareKernel =
        new(HostRequirements.UntouchedKept, HostRequirements.ProtectSetsRange);
}
