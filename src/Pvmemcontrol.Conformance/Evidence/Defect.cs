// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>A defect of a device that was proved: the run goes on around it.</summary>
internal sealed class Defect
{
    /// <summary>So many forms of one defect are kept off one by one; then by what they have in common.</summary>
    private const int FormsApart = 3;

    /// <summary>With more forms, the requirement is set aside as a whole.</summary>
    private const int MostForms = 6;

    private readonly List<Trigger> _triggers = [];
    private int _forms;

    internal Defect(Counterexample counterexample, Trigger? trigger)
    {
        Counterexample = counterexample;
        Add(trigger);
    }

    /// <summary>What shows it.</summary>
    internal Counterexample Counterexample { get; private set; }

    /// <summary>The requirement that it does not meet.</summary>
    internal Requirement Requirement => Counterexample.Finding.Requirement;

    /// <summary>What a guest that knows it keeps off.</summary>
    internal IReadOnlyList<Trigger> Triggers => _triggers;

    /// <summary>
    /// True when no guest can keep off it: what shows the requirement is not judged any further.
    /// </summary>
    internal bool IsSetAsideByName { get; private set; }

    /// <summary>How many steps were left out because of it.</summary>
    internal long KeptOff { get; set; }

    /// <summary>True when another trigger of the same requirement may be another form of it.</summary>
    internal bool IsLike(Trigger? trigger) => trigger is null || IsSetAsideByName
        || _triggers.Exists(t => t.Key.IsLike(trigger.Key));

    /// <summary>Keeps the smaller counterexample, under the cause that was named first.</summary>
    internal void Offer(Counterexample other)
    {
        if (other.Steps.Count() < Counterexample.Steps.Count() && other.Death is null == Counterexample.Death is null)
        {
            Counterexample = other with { Cause = Counterexample.Cause };
        }
    }

    /// <summary>Takes note of another form.</summary>
    internal void Add(Trigger? trigger)
    {
        _forms++;
        IsSetAsideByName |= trigger is null || _forms > MostForms;
        if (trigger is null)
        {
            return;
        }

        _triggers.Add(trigger);
        if (_forms > FormsApart)
        {
            var all = _triggers.Aggregate((one, other) => one.WidenedBy(other));
            _triggers.Clear();
            _triggers.Add(all);
        }
    }
}
