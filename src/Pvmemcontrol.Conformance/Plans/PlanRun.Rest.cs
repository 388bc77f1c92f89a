// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Rounds;

namespace Pvmemcontrol.Conformance.Plans;

/// <content>What comes last.</content>
public sealed partial class PlanRun
{
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
            var others = _verdicts.Where(v => v.Target == verdict.Target).SelectMany(v => v.Violations)
                .Select(c => c.Finding.Requirement).ToHashSet();
            foreach (var lead in verdict.Leads)
            {
                var isAnother = !others.Contains(lead.Finding.Requirement)
                    && (others.Count == 0 || !MayFollow(lead)) && !lead.IsMetBy(KnownOf(verdict.Target));
                _ = isAnother && others.Add(lead.Finding.Requirement);
                verdict = isAnother ? verdict.With(lead) : verdict with
                {
                    Again = [.. verdict.Again.Append(lead.Finding.Requirement).Distinct()],
                };
            }

            _verdicts[i] = verdict;
            observer.Over(verdict, run);
        }
    }

    /// <summary>
    /// True when what is known to be wrong may be the reason: of a suspicion that there was no time for, of an end that
    /// did not show again, and of what one vCPU should show too, where scenarios showed something else.
    /// </summary>
    private static bool MayFollow(Counterexample lead) => lead is RoundCounterexample { IsSerial: true }
        || (!UnconfirmedFindings<Counterexample>.IsSettled(lead)
            && (lead.Death is not null || lead.Reproduction is Rate { Attempts: 0 }));
}
