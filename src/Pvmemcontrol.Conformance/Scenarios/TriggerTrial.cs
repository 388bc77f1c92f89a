// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Asks the target which functions trigger a defect: a guest keeps off all of them.</summary>
/// <param name="trial">Runs the scenarios.</param>
internal sealed class TriggerTrial(ScenarioTrial trial)
{
    /// <summary>What any function but INFO may be about: oddities that INFO, which has no range, cannot have.</summary>
    private const Oddity OfRange = Oddity.AddressMisaligned | Oddity.LengthMisaligned | Oddity.Empty
        | Oddity.LeavesGuestRam | Oddity.SpansRegions | Oddity.SeveralPages | Oddity.OverLiveBuffer
        | Oddity.OverRevoked;

    /// <summary>True for a hang: a crash is another defect, and so is a hang for a crash.</summary>
    private bool _isHang;

    /// <summary>What triggers the finding; null when only the usual handshake does.</summary>
    internal Trigger? Find(Scenario minimal, Finding finding, RunDeath? end)
    {
        _isHang = end is { IsHang: true };
        var isEnd = end is not null;
        if (TriggerFinder.Find(minimal) is not var (trigger, key))
        {
            return null;
        }

        // Nor need what came before: reducing a scenario may have been cut short.
        if (!trigger.Before.IsEmpty && Plain(minimal, key) is var (plain, at) && Shows(plain, finding))
        {
            (minimal, key) = (plain, at);
            trigger = trigger with { Before = [] };
        }

        if (minimal.Steps[key] is not Step.Send sent)
        {
            return trigger;
        }

        // Values that shrinking leaves alone may still not matter.
        foreach (var simpler in Simpler(sent))
        {
            if (Shows(minimal, key, simpler, finding))
            {
                minimal = minimal with { Steps = minimal.Steps.SetItem(key, simpler) };
                trigger = TriggerFinder.Find(minimal)?.Trigger ?? trigger;
                break;
            }
        }

        if (minimal.Steps[key] is not Step.Send { Request: { IsKnown: true } request } send)
        {
            return trigger;
        }

        // Each end of a process costs another one.
        var others = isEnd
            ? StepKinds.OneOfEach
            : Enumerable.Range(0, FunctionCodes.Count).Select(f => (FunctionCode)f);
        var tried = others.Where(f => f != request.Function
            && (f != FunctionCode.Info || (trigger.Key.Odd & OfRange) == 0)).ToList();
        var shown = tried.FindAll(f => Shows(minimal, key, send with { Request = With(request, f, minimal) }, finding));
        ImmutableSortedSet<string> kinds = isEnd && shown.Count == tried.Count && tried.Count > 1
            ? StepKinds.Functions
            : [FunctionCodes.Name(request.Function), .. shown.Select(FunctionCodes.Name)];
        return trigger with { Key = trigger.Key with { Kinds = kinds } };
    }

    private static IEnumerable<Step.Send> Simpler(Step.Send send)
    {
        var request = send.Request;
        if (!request.IsKnown)
        {
            const ulong unknown = 0xFF;
            return request.FunctionCode >> 32 == 0
                ? []
                : [send with { Request = request with { FunctionCode = unknown } }];
        }

        var page = request.Address & ~(ulong)(PageGeometry.Size - 1);
        return request.Function == FunctionCode.Info || request.Length == 0
            || (page == request.Address && PageGeometry.IsAligned(request.Length))
            ? []
            :
            [
                send with { Request = request with { Address = page, Length = PageGeometry.Size } },
                send with { Request = request with { Address = page } },
                send with { Request = request with { Length = PageGeometry.Size } },
            ];
    }

    /// <summary>The scenario with the usual handshake and nothing else before its key.</summary>
    private static (Scenario Scenario, int Key) Plain(Scenario minimal, int key)
    {
        var before = minimal.Steps[..key].Where(s => s is Step.Fill or Step.Store or Step.Register
                or Step.Command { Value: (uint)TransportCommand.Reset or (uint)TransportCommand.Ready })
            .Select(s => s is Step.Register register ? register with
            {
                Buffer = ScenarioShrinker.SimplestBuffer(register.Slot, minimal.Layout),
                Form = AddressForm.EightBytes,
            } : s).ToList();
        return (minimal with { Steps = [.. before, .. minimal.Steps[key..]] }, before.Count);
    }

    private bool Shows(Scenario scenario, Finding finding)
    {
        var result = trial.RunIfUsable(scenario);
        return result.Death is { IsHang: true } == _isHang
            && result.Findings.Any(f => f.Requirement == finding.Requirement);
    }

    private bool Shows(Scenario minimal, int key, Step step, Finding finding) =>
        Shows(minimal with { Steps = minimal.Steps.SetItem(key, step) }, finding);

    private static Request With(in Request request, FunctionCode function, Scenario scenario)
    {
        var (layout, code) = (scenario.Layout, (ulong)function);
        return function == FunctionCode.Info ? new Request(function, 0, 0)
            : request.Function == FunctionCode.Info
                ? new Request(function, layout.Regions[^1].Start, layout.LargestPage, 1)
                : request with { FunctionCode = code };
    }
}
