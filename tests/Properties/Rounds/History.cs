// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>A round that nobody ran: a test says what happened in it, and asks the judge.</summary>
internal sealed class History : IDisposable
{
    internal static readonly Reply InfoReply = new(0, 0, PageGeometry.Size, 1, 0);
    internal static readonly Request Info = new(FunctionCode.Info, 0x11, 0x13, 0x15);

    private readonly RoundSheet _sheet = RoundSheet.Create();
    private readonly Round _round;

    /// <summary>A round with these requests and steps; memory is as it was before them.</summary>
    internal History(Request[] requests, params VcpuStep[][] vcpus)
    {
        _round = new Round(0, requests.Length, [.. requests], [.. vcpus.Select(v => v.ToArray())
            .Select(v => System.Collections.Immutable.ImmutableArray.Create(v))]);
        _sheet.Write(0, _round, isSerial: false);
        _sheet.HasBegun(0) = 1;
        _sheet.WorkingDrops = ulong.MaxValue;
        _sheet.SaidChannels = uint.MaxValue;
        for (var slot = 0; slot < requests.Length; slot++)
        {
            _sheet.Commands(0)[slot] = CommandOf(slot);
        }

        _sheet.Vmas(0).Fill((byte)VmaFlags.ReadWrite);
        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            RoundLayout.Initial(_round, page).Bytes.CopyTo(_sheet.Page(0, page));
        }
    }

    /// <summary>A step ran from one moment to another, and its vCPU saw these bytes.</summary>
    internal History With(int vcpu, int step, long begun, long returned, Observation seen)
    {
        var taken = _round.Vcpus[vcpu][step];
        _sheet.Records(0, vcpu)[step] = new StepRecord
        {
            Begun = begun,
            Returned = returned,
            Seen = returned + 1,
            Written = taken.Action == VcpuAction.Send ? CommandOf(taken.Slot) : taken.Value,
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

    /// <summary>A request was sent, and nothing came.</summary>
    internal History Unanswered(int vcpu, int step, long begun, long returned)
    {
        var bytes = new byte[Request.Size];
        _round.Requests[_round.Vcpus[vcpu][step].Slot].Encode(bytes);
        return With(vcpu, step, begun, returned, Observation.OfBuffer(bytes));
    }

    /// <summary>A buffer holds this in the end.</summary>
    internal History Buffer(int slot, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = RoundLayout.BufferOf(slot) + (ulong)i;
            _sheet.Page(0, RoundLayout.Layout.Place(at, 1).FirstPage)[PageGeometry.Offset(at)] = bytes[i];
        }

        return this;
    }

    /// <summary>A page is all zeros in the end.</summary>
    internal History Zeroed(int page)
    {
        _sheet.Page(0, page).Clear();
        return this;
    }

    /// <summary>What the judge says, and then nothing is left of it.</summary>
    internal RoundFinding? Judged()
    {
        using (this)
        {
            return new RoundJudge(RunnerSettings.Default.Host)
                .Judge(new RoundRecord(_sheet, 0, _round), new Coverage());
        }
    }

    public void Dispose() => _sheet.Dispose();

    private static uint CommandOf(int slot) => 0x8000_0000u + (uint)slot;
}
