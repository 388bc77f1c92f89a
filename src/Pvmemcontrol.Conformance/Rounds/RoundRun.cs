// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Runs one round: the guest's side of every access, recorded with their order.</summary>
internal sealed class RoundRun(RoundSheet sheet, int place, Round round, RoundGuest guest)
{
    /// <summary>The counter that orders events; in the middle, so that it has its cache lines to itself.</summary>
    private readonly long[] _order = new long[64];

    /// <summary>20 ms; a slow device gets fewer requests.</summary>
    private static readonly long MostRepeating = Stopwatch.Frequency / 50;

    /// <summary>40 ms for all its requests: on a busy machine, two vCPUs seldom run at once.</summary>
    private static readonly long MostWaiting = Stopwatch.Frequency / 25;

    /// <summary>
    /// 200 us: how long a vCPU spins for the one that rewrites. On a busy machine that may not run for a while, and a
    /// request that nobody rewrites shows nothing.
    /// </summary>
    private static readonly long Patience = Stopwatch.Frequency / 5000;

    /// <summary>Requests begin with so many delays, at any moment of a rewrite.</summary>
    private const int Delays = 24;

    private readonly bool _isRewritten = round.IsRewritten;
    private int _repeating = round.Steps.Count(s => s.Action == VcpuAction.Repeat);
    private long _rewrites;
    private int _met;

    /// <summary>Runs one vCPU's steps, concurrently with the others.</summary>
    internal void Play(int vcpu)
    {
        for (var step = 0; step < round.Vcpus[vcpu].Length; step++)
        {
            Take(vcpu, step, isAlone: false);
        }
    }

    /// <summary>
    /// Runs the steps one after the other, each vCPU's in order: shows faults that need no concurrency.
    /// </summary>
    internal void RunInTurns()
    {
        var draw = new SeededDraw(round.Seed);
        var next = new int[round.Vcpus.Length];
        for (var left = round.Steps.Count(); left > 0; left--)
        {
            var vcpu = draw.Below(next.Length);
            while (next[vcpu] == round.Vcpus[vcpu].Length)
            {
                vcpu = (vcpu + 1) % next.Length;
            }

            Take(vcpu, next[vcpu]++, isAlone: true);
        }
    }

    private void Take(int vcpu, int index, bool isAlone)
    {
        var step = round.Vcpus[vcpu][index];
        ref var record = ref sheet.Records(place, vcpu)[index];
        sheet.Tell(vcpu);
        record.Written = step.Action is VcpuAction.Send or VcpuAction.Repeat
            ? guest.CommandOf(step.Slot) : step.Value;
        record.Begun = Next();
        Act(vcpu, step, record.Written, isAlone);
        record.Returned = Next();
        record.Observation = Look(step);
        record.Seen = Next();
    }

    private long Next() => Interlocked.Increment(ref _order[_order.Length / 2]);

    private void Act(int vcpu, VcpuStep step, ulong written, bool isAlone)
    {
        switch (step.Action)
        {
            case VcpuAction.Pause:
                Wait((long)step.Value);
                break;
            case VcpuAction.Send:
            case VcpuAction.Command:
                guest.Port.WriteCommand((uint)written);
                break;
            case VcpuAction.Repeat:
                Repeat(vcpu, step, (uint)written, isAlone);
                break;
            case VcpuAction.Rewrite:
                while (Volatile.Read(ref _repeating) > 0 && !isAlone)
                {
                    guest.Rewrite(step.Slot, (int)step.Value, (byte)step.Other);
                    Volatile.Write(ref _rewrites, _rewrites + 1);
                }

                break;
            case VcpuAction.Register:
                guest.WriteRegister(step.Slot);
                break;
            case VcpuAction.VmReset:
                guest.ResetVm();
                break;
            case VcpuAction.Reuse:
                guest.Reuse(step.Value, step.Other);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step.Action, "no such action");
        }
    }

    private void Repeat(int vcpu, VcpuStep step, uint command, bool isAlone)
    {
        var (since, waited) = (Stopwatch.GetTimestamp(), 0L);
        for (var i = 0UL; i < step.Value && Stopwatch.GetTimestamp() - since - waited < MostRepeating; i++)
        {
            sheet.Tell(vcpu);
            guest.Fill(step.Slot);
            if (_isRewritten && !isAlone)
            {
                var begun = Stopwatch.GetTimestamp();
                if (AwaitRewrite(begun + MostWaiting - waited))
                {
                    Interlocked.Increment(ref _met);
                }

                waited += Stopwatch.GetTimestamp() - begun;
                Thread.SpinWait((int)(i % Delays));
                if ((i & 1) != 0)
                {
                    // In this CPU's cache, the buffer is read as fast as by a guest's vCPU that has just filled it.
                    _ = guest.Look(step.Slot);
                }
            }

            guest.Port.WriteCommand(command);
        }

        Interlocked.Decrement(ref _repeating);
    }

    /// <summary>
    /// Waits until the other vCPU is seen to rewrite: it runs now, on another CPU. What it did while this one did not
    /// run does not count. False when it was not seen in time.
    /// </summary>
    private bool AwaitRewrite(long until)
    {
        var (seen, begun) = (Volatile.Read(ref _rewrites), Stopwatch.GetTimestamp());
        while (Volatile.Read(ref _rewrites) == seen && Stopwatch.GetTimestamp() < until)
        {
            if (Stopwatch.GetTimestamp() - begun > Patience)
            {
                // The other may wait for this very CPU.
                Thread.Yield();
                (seen, begun) = (Volatile.Read(ref _rewrites), Stopwatch.GetTimestamp());
            }
        }

        return Volatile.Read(ref _rewrites) != seen;
    }

    private Observation Look(VcpuStep step)
    {
        switch (step.Action)
        {
            case VcpuAction.Send:
            case VcpuAction.Repeat:
                return guest.Look(step.Slot);
            case VcpuAction.Command:
                return guest.Port.ReadAnswer();
            case VcpuAction.Rewrite:
                return new Observation(ObservationKind.Value, (ulong)Volatile.Read(ref _met));
            case VcpuAction.Register:
                var answer = guest.Port.ReadAnswer();
                guest.Note(step.Slot, answer);
                return answer;
            case VcpuAction.VmReset:
                return new Observation(ObservationKind.Value, guest.HasVmReset ? LifecycleAnswer.Done : 0);
            default:
                return new Observation(ObservationKind.Nothing);
        }
    }

    private static void Wait(long nanoseconds)
    {
        var end = Stopwatch.GetTimestamp() + (nanoseconds * Stopwatch.Frequency / 1_000_000_000);
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(1);
        }
    }

    /// <summary>Fills guest RAM.</summary>
    internal static void Prepare(GuestMemory memory, Round round)
    {
        foreach (var region in RoundLayout.Layout.Regions[..^1])
        {
            FirstPages.BringIn(memory, region.Start, region.Length);
        }

        Span<byte> page = stackalloc byte[PageGeometry.Size];
        for (var i = RoundLayout.FirstPage; i < RoundLayout.ComparedPages; i++)
        {
            PageImage.FillPattern(i, RoundLayout.FillTag, page);
            memory.Write(RoundLayout.AddressOf(i), page);
        }

        foreach (var request in round.Requests.Where(r => RoundLayout.IsSlow(r)))
        {
            FirstPages.BringIn(memory, request.Address, request.Length);
            memory.Write(request.Address + request.Length - PageGeometry.Size, [RoundLayout.ReusedByte]);
        }
    }
}
