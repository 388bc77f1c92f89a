// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>
/// What the bare Linux call does is always something that the device's envelope allows: a device that passes valid
/// requests on conforms under either profile, for any order of calls.
/// </summary>
[Properties(Arbitrary = [typeof(ScenarioGenerators)], EndSize = 40)]
public sealed class EnvelopeProperties
{
    [Property]
    public void The_bare_call_lies_within_the_profile_abi(KernelScenario scenario) =>
        AssertWithin(scenario, Profile.Abi);

    [Property]
    public void The_bare_call_lies_within_the_profile_linux(KernelScenario scenario) =>
        AssertWithin(scenario, Profile.Linux);

    private static void AssertWithin(KernelScenario scenario, Profile profile)
    {
        var host = HostMapping.Fresh(scenario.Scenario.Layout, HostCapabilities.Typical,
            UntouchedRules.BehindDevice);
        foreach (var step in scenario.Scenario.Steps)
        {
            if (step is Step.Fill fill)
            {
                host = host.Write(host.Layout.AddressOfPage(fill.Page), PageImage.Filled(fill.Page, fill.Tag).Bytes);
            }

            if (step is Step.HostCall call
                && host.Layout.Place(call.Address, call.Length) is { Place: RangePlace.OneRegion, IsAligned: true })
            {
                var result = HostCalls.Apply(host, call.Function, call.Address, call.Length);
                var errno = result.Errnos[0];
                var reply = new Reply((uint)errno, errno == Errno.None ? 0u : 1u, 0, 0, 0);
                var outcomes = new RequestSpec(profile, host, [],
                    default).Outcomes(new Request(call.Function, call.Address, call.Length));
                Assert.Contains(outcomes, o => o.Reply.All(f => f.Admits(reply)) && Covers(o.Host, result.After));
                host = result.After;
            }
        }
    }

    /// <summary>Everything that may be after the call may be after the request.</summary>
    private static bool Covers(HostMapping envelope, HostMapping exact) => envelope.Pages.Zip(exact.Pages).All(p =>
        p.Second.Content.Images.All(i => p.First.Content.Images.Contains(i))
        && p.Second.Vma.And(p.First.Vma) == p.Second.Vma
        && (p.First.Presence is null || p.First.Presence.IsResident == p.Second.Presence?.IsResident)
        && (p.First.Content.IsLazilyFreed || !p.Second.Content.IsLazilyFreed));
}
