// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;

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
            var left = end is { } time && KnownOf(run.Target).HasAny
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
                // A suspicion that there was no time for counts only if nothing is wrong that may be the reason.
                var isGuess = !lead.IsReproduced && !lead.IsHard
                    && lead.Reproduction is Rate { Attempts: 0 } && others.Count > 0;
                var isAnother = !others.Contains(lead.Finding.Requirement) && !isGuess
                    && !lead.IsMetBy(KnownOf(verdict.Target));
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
}
