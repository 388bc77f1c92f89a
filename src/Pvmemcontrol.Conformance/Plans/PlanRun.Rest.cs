// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Rounds;

namespace Pvmemcontrol.Conformance.Plans;

/// <content>What comes after the first proof, and last.</content>
public sealed partial class PlanRun
{
    /// <summary>The most time of every proof but the first, so that several fit.</summary>
    private TimeSpan LongestProof => plan.Time is { } time
        ? TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 10, 0.5, _options.LongestReduction.TotalSeconds))
        : _options.LongestReduction;

    /// <summary>The rest of every run with one vCPU. Where proofs took time, what is left is shared.</summary>
    private void RunOn()
    {
        var all = _open.Sum(o => o.Run.Time.Ticks);
        var end = plan.Time * End;
        foreach (var (run, campaign) in _open)
        {
            var left = end is { } time && OptionsFor(run.Target).IsAround
                ? campaign.Elapsed + ((time - _clock.Elapsed) * ((double)run.Time.Ticks / all))
                : TimeSpan.MaxValue;
            all -= run.Time.Ticks;
            if (!IsOver(run, campaign, left))
            {
                Add(campaign.Finish(), run);
            }
        }
    }

    /// <summary>
    /// What rounds and bounds showed although one vCPU should show it: a finding, unless scenarios found its cause.
    /// </summary>
    private void SettleLeads()
    {
        foreach (var (i, run) in _withLeads)
        {
            var verdict = _verdicts[i];
            var others = _verdicts.Where(v => v.Target == verdict.Target).SelectMany(v => v.Violations).ToList();
            foreach (var lead in verdict.Leads)
            {
                if (others.Exists(o => IsToldBy(lead, o)) || MayFollow(lead, KnownOf(verdict.Target)))
                {
                    verdict = verdict with { Again = [.. verdict.Again.Append(lead.Finding.Requirement).Distinct()] };
                }
                else
                {
                    others.Add(lead);
                    verdict = verdict.With(lead);
                }
            }

            _verdicts[i] = verdict;
            observer.Over(verdict, run);
        }
    }

    /// <summary>
    /// True where another finding has the name of a lead, and is as sure; and where a lead is a suspicion that there
    /// was no time for, or an end that did not show again: something else that is wrong may be the reason.
    /// </summary>
    private static bool IsToldBy(Counterexample lead, Counterexample other)
    {
        var isProved = UnconfirmedFindings<Counterexample>.IsSettled(lead);
        return other.Finding.Requirement == lead.Finding.Requirement
            ? !isProved || UnconfirmedFindings<Counterexample>.IsSettled(other)
            : !isProved && (lead.Death is not null || lead.Reproduction is Rate { Attempts: 0 });
    }

    /// <summary>
    /// True for what a defect that scenarios found may cause: what it triggers, and what one vCPU should show too.
    /// </summary>
    private static bool MayFollow(Counterexample lead, KnownDefects known) =>
        lead.IsMetBy(known) || (known.HasAny && lead is RoundCounterexample { IsSerial: true });
}
