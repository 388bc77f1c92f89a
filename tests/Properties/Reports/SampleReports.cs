// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using NamedWorlds = Pvmemcontrol.Model.NamedWorlds.Worlds;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>Findings as runs make them, without any run.</summary>
internal static class SampleReports
{
    /// <summary>What a hostile device may say: markup, scripts, terminal controls, reordering, a broken pair.</summary>
    internal const string Hostile = "</p><script>document.title='run'</script><img src=x onerror=alert(1)>"
        + "\u001b[2J\u001b]0;title\u0007 \"'`````` | **bold** [x](javascript:1) & \u202e reversed \ud83d -->]]>";

    /// <summary>The page that the sample scenarios fill, and that is zeros afterwards.</summary>
    internal const int LostPage = 3;

    /// <summary>A finding that a scenario shows: the guest fills a page, and it is zeros in the end.</summary>
    internal static ScenarioCounterexample Scenario(Requirement requirement, string observed, int steps = 4)
    {
        var layout = Layouts.Standard;
        ImmutableArray<Step> all =
        [
            new Step.Fill(LostPage, 1), .. Enumerable.Repeat(new Step.Command(TransportCommand.Reset), steps - 1),
        ];
        var ack = new Observation(ObservationKind.Registers, (ulong)TransportCommand.Ack);
        var end = new EndState([.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, layout.PageCount)],
            [.. Enumerable.Repeat((byte)0, layout.PageCount)],
            ImmutableSortedDictionary<int, PageImage>.Empty);
        return new ScenarioCounterexample(new Finding(requirement, steps, observed, "the guest's fill"),
            new Origin(TargetSpec.Library("lib.so"), Profile.Abi, Layouts.StandardName, Seed: 1, Index: 0),
            new SecondRun(true),
            new ScenarioRecording(new Scenario(1, layout, all), new HostCapabilities(), 4096,
                [new Observation(ObservationKind.Nothing), .. Enumerable.Repeat(ack, steps - 1)], null, end),
            originalSteps: 30);
    }

    /// <summary>A finding that a round shows: on two vCPUs a request lasts longer than a RESET.</summary>
    internal static RoundCounterexample Round(Requirement requirement)
    {
        var round = new Round(1, 1, [new Request(FunctionCode.DontNeed, RoundLayout.AddressOf(4), 4096)],
        [
            [new VcpuStep(VcpuAction.Send, 0, 0, 0)],
            [new VcpuStep(VcpuAction.Command, 0, (ulong)TransportCommand.Reset, 0)],
        ]);
        var sent = new StepRecord { Begun = 1, Returned = 4, Seen = 5 };
        var reset = new StepRecord
        {
            Begun = 2,
            Returned = 3,
            Seen = 3,
            Observation = new Observation(ObservationKind.Registers, (ulong)TransportCommand.Ack),
        };
        var end = new RoundEnd([.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, RoundLayout.ComparedPages)], 0,
            ImmutableSortedDictionary<int, PageImage>.Empty);
        return new RoundCounterexample(new Finding(requirement, 1, "a late reply", "none"),
            new Origin(TargetSpec.Library("lib.so"), Profile.Abi, Layouts.StandardName, Seed: 1, Index: 0),
            new Rate(10, 10, 10, 10, true),
            new RoundRecording(round, new HostCapabilities(), 4096, 1, [0x80000000], [[sent], [reset]], null, end),
            originalSteps: 9);
    }

    /// <summary>The verdict of a run with these findings.</summary>
    internal static Verdict Verdict(params ReadOnlySpan<Counterexample> found) => new(
        ScenarioCampaign.KindOf(Profile.Abi, Layouts.StandardName, 1, Vcpus.Played),
        TargetSpec.Library("lib.so"), Profile.Abi,
        Layouts.StandardName, 1, Outcome.Violation, 1, 1, TimeSpan.Zero, new Coverage(), found[0],
        [.. found[1..]]);

    /// <summary>The document of such a run.</summary>
    internal static ReportDocument Document(params ReadOnlySpan<Counterexample> found) =>
        DeviceReport.Of("conform", [Verdict(found)], [], (2, "a violation"), isStrict: false);

    /// <summary>A hostile finding, another scenario, and a round.</summary>
    internal static ReportDocument Mixed { get; } = Document(
        Scenario(EffectRequirements.DeviceSurvives, Hostile + new string('x', 1 << 20)),
        Scenario(RequestRequirements.ReplyIsTheCalls, "a deviation"),
        Round(EffectRequirements.DropIsQuiescent));

    /// <summary>A world that a published driver fails in.</summary>
    internal static WorldRun World { get; } = WorldRun.Of(
        NamedWorlds.Find("two-ioctls-one-file")!, new V4Driver(), new ExplorationOptions());
}
