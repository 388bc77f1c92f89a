// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of rounds.</summary>
public sealed class RoundTraceProperties : TraceContract
{
    private static readonly VcpuStep Reset = VcpuStep.Command(TransportCommand.Reset);
    private static readonly Request OnePage = new(FunctionCode.DontNeed, RoundLayout.AddressOf(5), PageGeometry.Size);
    private static readonly Request TwoPages = OnePage with { Length = 2 * PageGeometry.Size };

    /// <summary>Steps, requests, and what is wrong with them.</summary>
    public static TheoryData<string, string> Nonsense { get; } = new()
    {
        { "bit behind the byte", "a value of the step is out of range" },
        { "byte behind the buffer", "a value of the step is out of range" },
        { "pause of a minute", "a value of the step is out of range" },
        { "a command that is none", "a value of the step is out of range" },
        { "a page behind the compared ones", "a value of the step is out of range" },
        { "waits for itself", "a vCPU may repeat or rewrite only once" },
        { "memory in use", "memory is reused without dropping the channels just before" },
        { "memory that is revoked", "a page that is reused may be revoked" },
        { "buffers that are revoked", "the request of slot 1 must not touch the pages of the buffers" },
        { "buffers that are revoked by a byte", "the request of slot 0 must not touch the pages of the buffers" },
        { "slow memory behind its end", "the request of slot 1 must be a DONTNEED of the last pages" },
        { "slow memory by another function", "the request of slot 1 must not touch the memory for slow requests" },
        { "pages in any order", "requests of two vCPUs that share pages must be of one page" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void An_invalid_round_is_refused(string name, string why)
    {
        var refused = Assert.Throws<TraceFormatException>(() => Read(Text(Nothing(Named(name)))));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"slot\":1,\"value\"", "\"slot\":2,\"value\"", ":4: there is no slot 2; slots are 0 to 1")]
    [InlineData("\"slot\":1,\"request\"", "\"slot\":0,\"request\"", ":3: 'slot' is not a whole number from 1 to 1")]
    [InlineData("\"channels\":1", "\"channels\":3", ":1: 'channels' is not a whole number from 1 to 2")]
    [InlineData("\"vcpus\":[1,1]", "\"vcpus\":[1,1,0,0,0]", ":1: 'vcpus' are 5, not 1 to 4")]
    [InlineData("\"vcpus\":[1,1]", "\"vcpus\":[1,13]", ":1: 'vcpus' is not a whole number from 0 to 12")]
    [InlineData("\"begun\":2", "\"begun\":3", "vCPU 1: a number of step 1 was taken twice")]
    [InlineData("\"begun\":2", "\"begun\":5", ":5: its numbers are out of order")]
    [InlineData("\"seen\":6", "\"seen\":145", ":5: 'seen' is not a whole number from 0 to 144")]
    [InlineData("\"seen\":6", "\"seen\":0", "vCPU 1: the round completed, but not step 1")]
    [InlineData("\"saw\":\"Buffer\"", "\"saw\":\"Value\"", ":4: it cannot show this")]
    [InlineData("\"written\":\"0x0\"", "\"written\":\"0x100000000\"", ":5: its written value is wrong")]
    [InlineData("\"vmas\":[[28", "\"vmas\":[[27", ":6: 'vmas' has 27 pages of 28")]
    public void What_no_run_can_show_is_refused_with_the_line(string text, string instead, string why)
    {
        var file = Text(Nothing(Of([OnePage, OnePage], [VcpuStep.Send(1)], [VcpuStep.Send(0)])));
        Assert.Contains(text, file, StringComparison.Ordinal);
        var refused = Assert.Throws<TraceFormatException>(
            () => Read(file.Replace(text, instead, StringComparison.Ordinal)));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 50)]
    public void Every_round_that_is_made_or_made_smaller_can_be_read(ulong seed, ulong drops)
    {
        var draw = new SeededDraw(seed);
        var round = RoundGenerator.Generate(seed, drops);
        for (var depth = 0; depth < 6; depth++)
        {
            Assert.Null(RoundValidator.WhyNot(round));
            Assert.All(round.Steps, step => Assert.Null(RoundValidator.WhyNot(step, round.Requests.Length)));
            var smaller = RoundShrinker.Shrink(round).ToList();
            round = smaller.Count == 0 ? round : smaller[draw.Below(smaller.Count)];
        }
    }

    /// <summary>
    /// All steps overlap, every reply is right, and one byte is not: no order explains that, and there are many.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void The_judge_terminates_for_any_number_of_orders(int pages)
    {
        var round = new Round(1, Round.MostSlots, [.. Enumerable.Range(0, Round.MostSlots).Select(i => pages == 1
                ? OnePage with { Arg = (ulong)i }
                : RoundLayout.SlowRequest(pages) with { Arg = (ulong)i })],
            [.. Enumerable.Range(0, Round.MostSlots).Select(VcpuStep.Send).Chunk(6).Select(s => s.ToImmutableArray())]);
        var trace = Read(Text(With(round, new Observation(ObservationKind.Buffer), page: 7)));
        Assert.Contains(TraceBytes.Judge(trace).Violation?.Finding.Requirement,
            new[] { null, RequestRequirements.NothingElseIsWritten });
    }

    private protected override Counterexample Any(ulong seed) => AnyRoundTrace.Of(seed);

    private static Round Named(string name)
    {
        var send = VcpuStep.Send(0);
        var protect = new Request(FunctionCode.MProtectNone, RoundLayout.AddressOf(5), PageGeometry.Size);
        var slow = RoundLayout.SlowRequest(4);
        return name switch
        {
            "bit behind the byte" => Of([OnePage], [new VcpuStep(VcpuAction.Rewrite, 0, 16, 0x100)]),
            "byte behind the buffer" => Of([OnePage], [new VcpuStep(VcpuAction.Rewrite, 0, Request.Size, 1)]),
            "pause of a minute" => Of([OnePage], [new VcpuStep(VcpuAction.Pause, 0, 60_000_000_000)]),
            "a command that is none" => Of([OnePage], [new VcpuStep(VcpuAction.Command, 0, 0x8000_0000)]),
            "a page behind the compared ones" => Of(
                [OnePage], [Reset, new VcpuStep(VcpuAction.Reuse, 0, 0, 1UL << RoundLayout.ComparedPages)]),
            "waits for itself" => Of([OnePage],
                [new VcpuStep(VcpuAction.Rewrite, 0, 16, 1), new VcpuStep(VcpuAction.Repeat, 0, 9)]),
            "memory in use" => Of([OnePage], [send], [new VcpuStep(VcpuAction.Reuse, 0, 1)]),
            "memory that is revoked" => Of(
                [OnePage, protect], [send], [Reset, new VcpuStep(VcpuAction.Reuse, 0, 1, 1UL << 5)]),
            "buffers that are revoked" => Of(
                [OnePage, protect with { Address = RoundLayout.AddressOf(1) }], [VcpuStep.Send(1)]),
            "buffers that are revoked by a byte" => Of(
                [protect], [new VcpuStep(VcpuAction.Repeat, 0, 9)], [new VcpuStep(VcpuAction.Rewrite, 0, 9, 0x50)]),
            "slow memory behind its end" => Of(
                [OnePage, slow with { Length = slow.Length + PageGeometry.Size }], [send]),
            "slow memory by another function" => Of(
                [OnePage, slow with { FunctionCode = (ulong)FunctionCode.MLock }], [send]),
            "pages in any order" => Of([TwoPages, OnePage], [send], [VcpuStep.Send(1)]),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static Round Of(Request[] requests, params VcpuStep[][] vcpus) =>
        new(1, 1, [.. requests], [.. vcpus.Select(v => v.ToImmutableArray())]);

    private static RoundCounterexample Nothing(Round round) => With(round, default, page: null);

    /// <summary>All vCPUs begin their steps at the same time, and see the same.</summary>
    private static RoundCounterexample With(Round round, Observation seen, int? page)
    {
        var count = round.Vcpus.Length;
        var records = round.Vcpus.Select((steps, vcpu) => steps.Select((step, i) => new StepRecord
        {
            Begun = (i * 3 * count) + vcpu + 1,
            Returned = (((i * 3) + 1) * count) + vcpu + 1,
            Seen = (((i * 3) + 2) * count) + vcpu + 1,
            Written = step.Action is VcpuAction.Send or VcpuAction.Repeat ? (ulong)step.Slot : step.Value,
            Observation = seen == default ? Unseen(step) : seen,
        }).ToImmutableArray());
        var pages = ImmutableSortedDictionary<int, PageImage>.Empty;
        var end = new RoundEnd([.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, RoundLayout.ComparedPages)], 0,
            page is { } index ? pages.Add(index, PageImage.Zero) : pages);
        var recording = new RoundRecording(round, RunnerSettings.Default.Host, uint.MaxValue, ulong.MaxValue,
            [.. Enumerable.Range(0, round.Channels).Select(slot => (uint)slot)], [.. records], Death: null, end);
        return AnyRoundTrace.Of(recording, ConcurrencyRequirements.SomeOrderExplains, new SeededDraw(1));
    }

    private static Observation Unseen(VcpuStep step) => step.Action switch
    {
        VcpuAction.Send or VcpuAction.Repeat => new Observation(ObservationKind.Buffer),
        VcpuAction.Command => new Observation(ObservationKind.Registers),
        _ => new Observation(ObservationKind.Nothing),
    };
}
