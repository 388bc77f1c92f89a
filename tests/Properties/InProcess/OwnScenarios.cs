// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.InProcess;

/// <summary>
/// Runs scenarios in the process of the tests, on targets that neither end it nor hang: nothing is started, and nothing
/// but the judge is between a fault of the judge and the test.
/// </summary>
internal sealed class OwnScenarios : IDisposable
{
    /// <summary>About how many steps a scenario has.</summary>
    private const int Size = 30;

    /// <summary>After it no access of the guest ends the process: one that is denied is told as a fault.</summary>
    private static readonly Step MayFault = new Step.Resend(0);

    private readonly TargetSpec _target;
    private readonly LoadedTarget _loaded;
    private readonly OtherDevices _others;
    private readonly ScenarioArena _arena;
    private readonly FinalPages _pages;
    private readonly KeptObjects _kept = new();

    internal OwnScenarios(TargetSpec target, GuestLayout layout)
    {
        _target = target;
        _loaded = TargetLoader.Load(target);
        _arena = ScenarioArena.Create(layout);
        _others = new OtherDevices(_loaded, process: 1);
        _arena.MaxChannels = _loaded.MaxChannels;
        _pages = new FinalPages(_arena, new VmaTable(), new ResidencyTable());
        VmasAtCreate.Look(_loaded, layout, _pages.Vmas).CopyTo(_arena.VmasAtCreate);
    }

    private bool IsBare => _target.Kind == TargetKind.BareKernel;

    /// <summary>What scenarios with the seeds from 1 on show, judged by a profile.</summary>
    internal IEnumerable<Judgement> Judge(int scenarios, Profile profile, Coverage? coverage = null)
    {
        var oracle = new ScenarioOracle(profile, coverage ?? new Coverage());
        return Enumerable.Range(1, scenarios).Select(seed => oracle.Judge(Run((ulong)seed), IsBare));
    }

    /// <summary>Runs the scenario of a seed; what it showed is there until the next one runs.</summary>
    internal ScenarioRecord Run(ulong seed)
    {
        var drawn = ScenarioGenerator.Generate(
            seed, Size, IsBare ? StepTable.BareKernel : StepTable.Device, _arena.Layout);
        return Run(IsBare ? drawn : drawn with { Steps = [MayFault, .. drawn.Steps.Take(Scenario.MaxSteps - 1)] });
    }

    /// <summary>The same with any scenario.</summary>
    internal ScenarioRecord Run(Scenario scenario)
    {
        _arena.WriteSteps(0, scenario.Steps);
        ScenarioProgram.RunAt(_arena, 0, _loaded, _others, _pages, _kept, guests: null);
        return new ScenarioRecord(_arena, 0, scenario, RunnerSettings.Default);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _kept.Dispose();
        _pages.Vmas.Dispose();
        _pages.Residency.Dispose();
    }
}
