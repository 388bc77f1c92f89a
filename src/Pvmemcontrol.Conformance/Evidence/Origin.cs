// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Where a counterexample comes from: a run with these values finds it again.</summary>
/// <param name="Target">What showed it.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Backing">The name of the guest RAM.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Index">Which scenario or round of that run it comes from, from 0.</param>
public sealed record Origin(TargetSpec Target, Profile Profile, string Backing, ulong Seed, long Index)
{
    /// <summary>The origin in a run with these options.</summary>
    internal static Origin Of(TargetSpec target, CampaignOptions options, long index) =>
        new(target, options.Profile, options.Backing, options.Seed, index);
}
