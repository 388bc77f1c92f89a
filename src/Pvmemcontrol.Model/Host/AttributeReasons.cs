// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>The requirements that leave no other attributes of a page, one an attribute.</summary>
/// <param name="Locked">Why it is locked or not.</param>
/// <param name="DontDump">Why it is left out of dumps or not.</param>
/// <param name="Mergeable">Why it is mergeable or not.</param>
public readonly record struct AttributeReasons(Requirement Locked, Requirement DontDump, Requirement Mergeable)
{
    /// <summary>One reason for all.</summary>
    public static AttributeReasons All(Requirement reason) => new(reason, reason, reason);

    /// <summary>The reasons once a call gave another for the attributes in the mask.</summary>
    public AttributeReasons With(VmaFlags mask, Requirement reason) => new(
        mask.HasFlag(VmaFlags.Locked) ? reason : Locked,
        mask.HasFlag(VmaFlags.DontDump) ? reason : DontDump,
        mask.HasFlag(VmaFlags.Mergeable) ? reason : Mergeable);
}
