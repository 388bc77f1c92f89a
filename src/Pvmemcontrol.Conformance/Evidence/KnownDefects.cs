// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>
/// The defects of one device that were proved so far. A guest that knows them leaves out the steps that trigger them:
/// what it still shows is another defect.
/// </summary>
internal sealed class KnownDefects
{
    /// <summary>More defects of one requirement are taken for one.</summary>
    private const int MostOfOneName = 3;

    private readonly List<Defect> _all = [];

    /// <summary>All of them, in the order in which they were found.</summary>
    internal IReadOnlyList<Defect> All => _all;

    /// <summary>The requirements that no guest can keep off.</summary>
    internal ImmutableHashSet<Requirement> SetAside { get; private set; } = [];

    /// <summary>True when something is known.</summary>
    internal bool HasAny => _all.Count > 0;

    /// <summary>True when a run of any kind proved a violation.</summary>
    internal bool IsAnythingProved { get; private set; }

    /// <summary>Takes note of a proved violation, with a known trigger or without.</summary>
    internal void NoteProved() => IsAnythingProved = true;

    /// <summary>True when a device left something behind each time: a process is used up soon.</summary>
    internal bool UsesUpProcesses { get; set; }

    /// <summary>
    /// The requirements that different functions may fail for different reasons. Any other is one defect.
    /// </summary>
    private static readonly ImmutableHashSet<Requirement> ByFunction =
    [
        RequestRequirements.NothingElseIsWritten, EffectRequirements.OtherProtectionsStay,
        AttributeRequirements.OtherAttributesStay,
    ];

    /// <summary>Whatever a guest did before, a device that dies may do so for one reason; a hang is another.</summary>
    private static bool IsHang(Counterexample counterexample) => counterexample.Death is { IsHang: true };

    /// <summary>A number that is wrong in one reply is wrong in all: there is nothing to keep off.</summary>
    private static bool IsOfEveryReply(Requirement requirement) => requirement == RequestRequirements.ReplyTellsSuccess;

    /// <summary>
    /// Adds a defect that one vCPU shows; null for another form of one that is known.
    /// </summary>
    internal Defect? Add(Counterexample counterexample, Trigger? trigger)
    {
        var requirement = counterexample.Finding.Requirement;
        NoteProved();
        trigger = IsOfEveryReply(requirement) ? null : trigger;
        var named = _all.FindAll(d =>
            d.Requirement == requirement && IsHang(d.Counterexample) == IsHang(counterexample));
        var same = named.Find(d => d.IsLike(trigger) || !ByFunction.Contains(requirement))
            ?? (named.Count >= MostOfOneName ? named[^1] : null);
        if (same is null)
        {
            _all.Add(new Defect(counterexample, trigger));
        }
        else
        {
            same.Add(trigger);
            same.Offer(counterexample);
        }

        SetAside = [.. _all.Where(d => d.IsSetAsideByName).Select(d => d.Requirement)];
        return same is null ? _all[^1] : null;
    }

    /// <summary>True when one of them has this name.</summary>
    internal bool Has(Requirement requirement) => _all.Exists(d => d.Requirement == requirement);

    /// <summary>True when a step of the scenario triggers one.</summary>
    internal bool AreMet(Scenario scenario) => MetBy(scenario) is not null;

    /// <summary>The first defect that a step of the scenario triggers, or null.</summary>
    internal Defect? MetBy(Scenario scenario) =>
        HasAny ? Walk(scenario).Select(s => s.Met).FirstOrDefault(d => d is not null) : null;

    /// <summary>The scenario without the steps that trigger one.</summary>
    internal Scenario Apply(Scenario scenario)
    {
        if (!HasAny)
        {
            return scenario;
        }

        var steps = ImmutableArray.CreateBuilder<Step>(scenario.Steps.Length);
        foreach (var (step, met) in Walk(scenario))
        {
            if (met is null)
            {
                steps.Add(step);
            }
            else
            {
                met.KeptOff++;
            }
        }

        return steps.Count == scenario.Steps.Length ? scenario : scenario with { Steps = steps.DrainToImmutable() };
    }

    /// <summary>The defect that such a request triggers, whatever came before; or null.</summary>
    internal Defect? MetBy(in Request request, GuestLayout layout)
    {
        var shape = new ShapeSketch(layout).OfRequest(request);
        return MetBy(shape);
    }

    /// <summary>The defect that kills or stops the device at such a request, whatever came before; or null.</summary>
    internal Defect? DiesOf(in Request request, GuestLayout layout)
    {
        var shape = new ShapeSketch(layout).OfRequest(request);
        return _all.Find(d => d.Counterexample.Death is not null && d.Triggers.Any(t => t.Key.Admits(shape)));
    }

    /// <summary>The defect that a transport command triggers in Ready, or null.</summary>
    internal Defect? MetBy(string command) => MetBy(new StepShape(command, Oddity.InReady | Oddity.LaterChannel));

    /// <summary>True when a function does something wrong that may show in memory: not only in its replies.</summary>
    internal bool MaySpoilMemory(string function)
    {
        var shape = new StepShape(function, Oddity.None);
        return _all.Exists(d => !OnlyReplies.Contains(d.Requirement) && d.Triggers.Any(t => t.Key.Admits(shape)));
    }

    private static readonly ImmutableHashSet<Requirement> OnlyReplies =
    [
        RequestRequirements.ReplyTellsSuccess, RequestRequirements.EveryRequestIsAnswered,
    ];

    /// <summary>The defect that every guest meets, so that there is nothing else to see; or null.</summary>
    internal Defect? InTheWay => _all.Find(d => d.Triggers.Any(t => t.Key is { IsAnyRequest: true, Odd: Oddity.None }
        && t.Before.IsEmpty)) ?? _all.Find(d => d.IsSetAsideByName && d.Triggers.Count == 0 && IsHandshake(d));

    private static bool IsHandshake(Defect defect) => defect.Requirement.MakesViolation
        && defect.Counterexample.Finding.Requirement != TransportRequirements.RegistersDiscloseNothing
        && defect.Counterexample.Death is not null;

    private Defect? MetBy(StepShape shape) => _all.Find(d => d.Triggers.Any(t => t.Key.Admits(shape)));

    /// <summary>Each step with the defect that it triggers, if those before it that trigger one are left out.</summary>
    private IEnumerable<(Step Step, Defect? Met)> Walk(Scenario scenario)
    {
        var sketch = new ShapeSketch(scenario.Layout);
        var progress = _all.SelectMany(d => d.Triggers.Select(t => new Progress(d, t))).ToList();
        foreach (var step in scenario.Steps)
        {
            var shape = sketch.Of(step);
            var met = progress.Find(p => p.IsCompletedBy(shape))?.Defect;
            if (met is null)
            {
                progress.ForEach(p => p.Take(shape));
                sketch.Note(step);
            }

            yield return (step, met);
        }
    }

    /// <summary>How much of what comes before a trigger's key has come.</summary>
    private sealed class Progress(Defect defect, Trigger trigger)
    {
        private int _came;

        internal Defect Defect => defect;

        internal bool IsCompletedBy(in StepShape shape) =>
            _came == trigger.Before.Length && trigger.Key.Admits(shape);

        internal void Take(in StepShape shape)
        {
            if (_came < trigger.Before.Length && trigger.Before[_came].Admits(shape))
            {
                _came++;
            }
        }
    }
}
