// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>The form of a register write is the cause only if another form does not show the same.</summary>
public sealed class FormTests
{
    [CFact]
    public void A_buffer_that_is_refused_in_every_form_is_not_refused_because_of_its_form()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_003_over_aligned.c"));
        var options = new CampaignOptions { Seed = 1, Profile = Profile.Abi, Requests = 4_000 };
        var found = new ScenarioCampaign(target, options).Run();
        var trace = Assert.IsType<ScenarioCounterexample>(found.Violation);
        var steps = trace.Scenario.Steps
            .Select(s => s is Step.Register r ? r with { Form = AddressForm.LowThenHigh } : s);
        var changed = trace with
        {
            Recording = trace.Recording with { Scenario = trace.Scenario with { Steps = [.. steps] } },
        };
        var verdict = changed.RunOn(target, options);
        Assert.Equal("PVMC-DEV-003", verdict.Violation!.Finding.Requirement.Id.ToString());
    }
}
