// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>
/// A scenario's run that a test writes down instead of running it. Guest RAM holds what the guest and the replies
/// wrote, and what the test says beside that.
/// </summary>
internal sealed class WrittenRun
{
    /// <summary>The command of the channel in slot 0.</summary>
    internal const uint Channel = 0x8000_0000;

    internal static readonly GuestLayout Layout = Layouts.Standard;

    /// <summary>The buffer of slot 0.</summary>
    internal static readonly ulong Buffer = Layout.AddressOfPage(0);

    internal static readonly Reply InfoReply = new(0, 0, PageGeometry.Size, 1, 0);

    private readonly List<(Step Step, Observation Seen)> _steps = [];
    private readonly byte[] _vmas = [.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, Layout.PageCount)];
    private readonly byte[] _residency = [.. Enumerable.Repeat(ResidencyTable.Resident, Layout.PageCount)];
    private readonly byte[][] _pages =
    [
        .. Enumerable.Range(0, Layout.PageCount)
            .Select(page => PageImage.Fresh(page, Layout.BackingOfPage(page)).Bytes.ToArray()),
    ];

    private bool _isResidencyKnown;

    internal HostCapabilities Host { get; init; } = HostCapabilities.Typical;

    internal uint MaxChannels { get; init; } = uint.MaxValue;

    internal Vcpus Vcpus { get; init; }

    internal ImmutableArray<byte> VmasAtCreate { get; init; } = [];

    internal OthersView? Others { get; init; }

    internal int Steps => _steps.Count;

    internal ScenarioRecording Recording => new(
        new Scenario(0, Layout, [.. _steps.Select(s => s.Step)]), Host, MaxChannels, [.. _steps.Select(s => s.Seen)],
        Death: null, new EndState([.. _vmas], _isResidencyKnown ? [.. _residency] : [],
            _pages.Index().ToImmutableSortedDictionary(p => p.Index, p => PageImage.Of(p.Item)))
        {
            Others = Others,
        })
    {
        Vcpus = Vcpus,
        VmasAtCreate = VmasAtCreate,
    };

    /// <summary>RESET, REGISTER of slot 0, READY.</summary>
    internal WrittenRun Handshake() => Commands(TransportCommand.Reset).Registers(0, Buffer, Channel)
        .Commands(TransportCommand.Ready);

    internal WrittenRun Does(Step step, Observation seen)
    {
        _steps.Add((step, seen));
        return this;
    }

    internal WrittenRun Does(Step step) => Does(step, new Observation(ObservationKind.Nothing));

    internal WrittenRun Commands(
        TransportCommand command, TransportCommand answer = TransportCommand.Ack, uint response = 0) =>
        Does(new Step.Command((uint)command), Answer(answer, response));

    internal WrittenRun Registers(byte slot, ulong buffer, uint channel,
        TransportCommand answer = TransportCommand.Ack, AddressForm form = AddressForm.EightBytes) =>
        Does(new Step.Register(slot, buffer, form), Answer(answer, channel));

    internal WrittenRun Stores(ulong address, ulong value)
    {
        var word = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        return Holds(address, word).Does(new Step.Store(address, value));
    }

    internal WrittenRun Asks(FunctionCode function, int page, Reply reply = default, int pages = 1) =>
        Asks(new Request(function, Layout.AddressOfPage(page), (ulong)pages << PageGeometry.Shift, 1), reply);

    internal WrittenRun Asks(Request request, Reply reply)
    {
        var bytes = new byte[Request.Size];
        reply.Encode(bytes);
        return Holds(Buffer, bytes).Does(new Step.Send(0, request), Observation.OfBuffer(bytes));
    }

    /// <summary>The request is still in its buffer.</summary>
    internal WrittenRun IsNotAnswered(Request request)
    {
        var bytes = new byte[Request.Size];
        request.Encode(bytes);
        return Holds(Buffer, bytes).Does(new Step.Send(0, request), Observation.OfBuffer(bytes));
    }

    /// <summary>Guest RAM holds these bytes in the end.</summary>
    internal WrittenRun Holds(ulong address, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_pages[Layout.Place(address, 1).FirstPage].AsSpan(PageGeometry.Offset(address)));
        return this;
    }

    /// <summary>A page is all zeros in the end.</summary>
    internal WrittenRun Zeroed(int page)
    {
        _pages[page].AsSpan().Clear();
        return this;
    }

    /// <summary>A page's VMA has these flags in the end.</summary>
    internal WrittenRun Flags(int page, VmaFlags flags)
    {
        _vmas[page] = (byte)flags;
        return this;
    }

    /// <summary>A page's VMA is not there in the end.</summary>
    internal WrittenRun Unmapped(int page)
    {
        _vmas[page] = VmaTable.Unmapped;
        return this;
    }

    /// <summary>Where the pages are is known in the end: these are absent.</summary>
    internal WrittenRun Absent(params ReadOnlySpan<int> pages)
    {
        _isResidencyKnown = true;
        foreach (var page in pages)
        {
            _residency[page] = ResidencyTable.None;
        }

        return this;
    }

    internal Judgement Judged(Profile profile = Profile.Abi, Coverage? coverage = null, bool isBareKernel = false) =>
        new ScenarioOracle(profile, coverage ?? new Coverage()).Judge(Recording, isBareKernel);

    /// <summary>What the process violated that ended in this step.</summary>
    internal Finding Died(RunPhase phase, int step, Profile profile = Profile.Abi) =>
        new ScenarioOracle(profile, new Coverage()).Judge(
            Recording, new RunDeath(step, phase, IsHang: false, "killed by SIGABRT"));

    /// <summary>The specification after the last step; no step shows a violation.</summary>
    internal Walk Walked(Profile profile = Profile.Abi)
    {
        var recording = Recording;
        var walk = new ScenarioOracle(profile, new Coverage()).Begin(recording, isBareKernel: false);
        for (var i = 0; i < Steps; i++)
        {
            Assert.Null(walk.Take(i, recording.Scenario.Steps[i], recording.Observations[i]));
        }

        return walk;
    }

    internal static Observation Answer(TransportCommand answer, uint response = 0) =>
        new(ObservationKind.Registers, (ulong)answer, response);
}
