// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>A round that a test writes down instead of running it.</summary>
internal sealed class History
{
    internal static readonly Reply InfoReply = new(0, 0, PageGeometry.Size, 1, 0);
    internal static readonly Request Info = new(FunctionCode.Info, 0x11, 0x13, 0x15);

    private readonly Round _round;
    private readonly StepRecord[][] _records;
    private readonly Dictionary<int, byte[]> _pages = [];
    private readonly byte[] _vmas = [.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, RoundLayout.ComparedPages)];
    private ulong _changedBeside;

    /// <summary>A round with these requests and steps; memory is as it was before them.</summary>
    internal History(Request[] requests, params VcpuStep[][] vcpus)
    {
        _round = new Round(0, requests.Length, [.. requests], [.. vcpus.Select(v => v.ToImmutableArray())]);
        _records = [.. vcpus.Select(v => new StepRecord[v.Length])];
    }

    /// <summary>All of it.</summary>
    internal RoundRecording Recording => new(_round, RunnerSettings.Default.Host, uint.MaxValue, ulong.MaxValue,
        [.. Enumerable.Range(0, _round.Channels).Select(CommandOf)], [.. _records.Select(r => r.ToImmutableArray())],
        Death: null, new RoundEnd([.. _vmas], SlowWord: 0,
            _pages.ToImmutableSortedDictionary(p => p.Key, p => PageImage.Of(p.Value)))
        {
            ChangedBeside = _changedBeside,
        });

    /// <summary>A step ran between two points in time, and its vCPU saw these bytes.</summary>
    internal History With(int vcpu, int step, long begun, long returned, Observation seen)
    {
        var taken = _round.Vcpus[vcpu][step];
        _records[vcpu][step] = new StepRecord
        {
            Begun = begun,
            Returned = returned,
            Seen = returned + 1,
            Written = taken.Action is VcpuAction.Send or VcpuAction.Repeat ? CommandOf(taken.Slot) : taken.Value,
            Observation = seen,
        };
        return this;
    }

    /// <summary>A request ran, and this was its reply.</summary>
    internal History Answered(int vcpu, int step, long begun, long returned, Reply reply)
    {
        var bytes = new byte[Request.Size];
        reply.Encode(bytes);
        return Buffer(_round.Vcpus[vcpu][step].Slot, bytes)
            .With(vcpu, step, begun, returned, Observation.OfBuffer(bytes));
    }

    /// <summary>A request was sent, and no reply arrived.</summary>
    internal History Unanswered(int vcpu, int step, long begun, long returned)
    {
        var bytes = new byte[Request.Size];
        _round.Requests[_round.Vcpus[vcpu][step].Slot].Encode(bytes);
        return With(vcpu, step, begun, returned, Observation.OfBuffer(bytes));
    }

    /// <summary>Only at this point in time had a step's vCPU seen what it led to.</summary>
    internal History SeenAt(int vcpu, int step, long at)
    {
        _records[vcpu][step].Seen = at;
        return this;
    }

    /// <summary>A buffer holds this in the end.</summary>
    internal History Buffer(int slot, ReadOnlySpan<byte> bytes) => Bytes(RoundLayout.BufferOf(slot), bytes);

    /// <summary>These bytes are at an address in the end.</summary>
    internal History Bytes(ulong address, params ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = address + (ulong)i;
            PageOf(RoundLayout.Layout.Place(at, 1).FirstPage)[PageGeometry.Offset(at)] = bytes[i];
        }

        return this;
    }

    /// <summary>A page is all zeros in the end.</summary>
    internal History Zeroed(int page)
    {
        PageOf(page).AsSpan().Clear();
        return this;
    }

    /// <summary>A page holds in the end what the guest writes when it reuses it.</summary>
    internal History Reused(int page)
    {
        PageImage.Filled(page, RoundLayout.ReuseTag).Bytes.CopyTo(PageOf(page));
        return this;
    }

    /// <summary>A page's VMA has these flags in the end.</summary>
    internal History Flags(int page, VmaFlags flags)
    {
        _vmas[page] = (byte)flags;
        return this;
    }

    /// <summary>The VMM's memory changed where this address would be.</summary>
    internal History ChangedBeside(ulong address)
    {
        _changedBeside = address;
        return this;
    }

    /// <summary>The verdict of the judge.</summary>
    internal RoundFinding? Judged(Coverage? coverage = null) => Recording.Judge(coverage ?? new Coverage());

    private static uint CommandOf(int slot) => 0x8000_0000u + (uint)slot;

    private byte[] PageOf(int page)
    {
        if (!_pages.TryGetValue(page, out var bytes))
        {
            _pages.Add(page, bytes = RoundLayout.Initial(_round, page).Bytes.ToArray());
        }

        return bytes;
    }
}
