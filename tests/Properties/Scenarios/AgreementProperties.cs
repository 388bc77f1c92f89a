// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>
/// The implementation, the C example and the real kernel against the specification, by call sequences that FsCheck
/// draws and shrinks. To replay a failure put the seed it prints into the attribute: <c>Replay = "(seed,gamma)"</c>.
/// </summary>
[Properties(Arbitrary = [typeof(ScenarioGenerators)], MaxTest = 400, EndSize = 60)]
public sealed class AgreementProperties : IDisposable
{
    private readonly Trial _impl = new(TargetSpec.Impl, Profile.Linux, RunnerSettings.Default);
    private readonly Trial _kernel = new(TargetSpec.BareKernel, Profile.Linux, RunnerSettings.Default);

    [Property]
    [Trait("Requirement", "PVMC-DEV")]
    public void The_implementation_does_what_the_specification_says(DeviceScenario scenario) =>
        Assert.Empty(_impl.Run(scenario.Scenario).Findings);

    [Property]
    [Trait("Requirement", "PVMC-HOST")]
    public void The_kernel_does_what_the_host_model_says(KernelScenario scenario) =>
        Assert.Empty(_kernel.Run(scenario.Scenario).Findings);

    public void Dispose()
    {
        _impl.Dispose();
        _kernel.Dispose();
    }
}
