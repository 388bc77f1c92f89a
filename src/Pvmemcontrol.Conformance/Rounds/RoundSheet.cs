// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The memory that the process of rounds shares with the process that judges: rounds and their records. Records are
/// written by plain stores as the steps run: the process may die at any time.
/// </summary>
internal sealed class RoundSheet : IDisposable
{
    /// <summary>Rounds in a batch.</summary>
    internal const int BatchSize = 16;

    /// <summary>A cache line for each vCPU's progress, against false sharing.</summary>
    private const int LineSize = 128;

    private const int ControlSize = 4096;
    private const int DropsOffset = 2048;
    private const int SaidChannelsOffset = 2056;
    private const int SerialisedOffset = 2064;
    private const int VmasAtCreateOffset = 2072;

    private const int CommandsOffset = 64;
    private const int RequestsOffset = 192;
    private const int StepsOffset = RequestsOffset + (Round.MostSlots * Request.Size);
    private const int RecordsOffset = StepsOffset + (Round.MostVcpus * Round.MostSteps * VcpuStep.Size);
    private const int VmasOffset = RecordsOffset + (Round.MostVcpus * Round.MostSteps * StepRecord.Size);
    private const int PagesOffset = (VmasOffset + RoundLayout.ComparedPages + 63) & ~63;
    private const int PlaceSize = PagesOffset + (RoundLayout.ComparedPages * PageGeometry.Size);

    private readonly SharedArena _memory;

    private RoundSheet(SharedArena memory) => _memory = memory;

    /// <summary>The path by which another process of the same user opens it.</summary>
    internal string Path => _memory.Path;

    /// <summary>Makes one, zeroed.</summary>
    internal static RoundSheet Create() => new(SharedArena.Create(ControlSize + (BatchSize * PlaceSize)));

    /// <summary>Opens the one that another process made.</summary>
    internal static RoundSheet Open(string path) => new(SharedArena.Open(path));

    /// <summary>What drops channels on this device, each tried alone: a bit for each of <see cref="Drops"/>.</summary>
    internal ref ulong WorkingDrops => ref Word(DropsOffset);

    /// <summary>How many channels the device says it supports.</summary>
    internal ref ulong SaidChannels => ref Word(SaidChannelsOffset);

    /// <summary>1 when the device needs serialised register accesses.</summary>
    internal ref ulong IsSerialised => ref Word(SerialisedOffset);

    /// <summary>The flags of the VMAs of the compared pages once a device was created.</summary>
    internal Span<byte> VmasAtCreate => _memory.Bytes.Slice(VmasAtCreateOffset, RoundLayout.ComparedPages);

    /// <summary>Changes with every step.</summary>
    internal long Progress
    {
        get
        {
            var sum = 0L;
            for (var vcpu = 0; vcpu <= Round.MostVcpus; vcpu++)
            {
                sum += Volatile.Read(ref Line(vcpu));
            }

            return sum;
        }
    }

    /// <summary>The index in the batch of the round whose memory is being read; -1 while rounds run.</summary>
    internal int Current
    {
        get => (int)Volatile.Read(ref Word(DropsOffset - 8)) - 1;
        set => Volatile.Write(ref Word(DropsOffset - 8), (ulong)(value + 1));
    }

    /// <summary>Publishes progress of a vCPU; the number after the last vCPU is for work between rounds.</summary>
    internal void Tell(int vcpu) => Volatile.Write(ref Line(vcpu), Line(vcpu) + 1);

    /// <summary>Puts a round into a place of the batch, without any record.</summary>
    internal void Write(int place, Round round, bool isSerial)
    {
        var at = At(place);
        at[..PagesOffset].Clear();
        at[0] = (byte)round.Vcpus.Length;
        at[1] = (byte)round.Requests.Length;
        at[2] = (byte)round.Channels;
        at[3] = isSerial ? (byte)1 : (byte)0;
        MemoryMarshal.Write(at[8..], round.Seed);
        for (var i = 0; i < round.Requests.Length; i++)
        {
            round.Requests[i].Encode(at[(RequestsOffset + (i * Request.Size))..]);
        }

        for (var vcpu = 0; vcpu < round.Vcpus.Length; vcpu++)
        {
            at[4 + vcpu] = (byte)round.Vcpus[vcpu].Length;
            round.Vcpus[vcpu].AsSpan().CopyTo(StepsOf(place, vcpu));
        }
    }

    /// <summary>Reads a round; the second is true when its vCPUs take turns instead of running at once.</summary>
    internal (Round Round, bool IsSerial) Read(int place)
    {
        var at = At(place);
        var requests = new Request[at[1]];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Request.Decode(at.Slice(RequestsOffset + (i * Request.Size), Request.Size));
        }

        var vcpus = ImmutableArray.CreateBuilder<ImmutableArray<VcpuStep>>(at[0]);
        for (var vcpu = 0; vcpu < at[0]; vcpu++)
        {
            vcpus.Add([.. StepsOf(place, vcpu)[..at[4 + vcpu]]]);
        }

        return (new Round(MemoryMarshal.Read<ulong>(at[8..]), at[2], [.. requests], vcpus.MoveToImmutable()),
            at[3] != 0);
    }

    /// <summary>The records of a vCPU's steps.</summary>
    internal Span<StepRecord> Records(int place, int vcpu) => MemoryMarshal.Cast<byte, StepRecord>(
        At(place).Slice(RecordsOffset + (vcpu * Round.MostSteps * StepRecord.Size),
            Round.MostSteps * StepRecord.Size));

    /// <summary>1 when the handshake before the round worked.</summary>
    internal ref byte HasBegun(int place) => ref At(place)[16];

    /// <summary>The commands that the handshake gave the channels, by slot.</summary>
    internal Span<uint> Commands(int place) => MemoryMarshal.Cast<byte, uint>(
        At(place).Slice(CommandsOffset, Round.MostSlots * sizeof(uint)));

    /// <summary>The first word of the last slow page, after the round.</summary>
    internal ref ulong SlowWord(int place) => ref MemoryMarshal.AsRef<ulong>(At(place)[24..]);

    /// <summary>Where the VMM's own memory changed: <see cref="CanaryPages.FindChanged"/>; 0 for nowhere.</summary>
    internal ref ulong ChangedBeside(int place) => ref MemoryMarshal.AsRef<ulong>(At(place)[32..]);

    /// <summary>The flags of the VMAs of the compared pages, after the round.</summary>
    internal Span<byte> Vmas(int place) => At(place).Slice(VmasOffset, RoundLayout.ComparedPages);

    /// <summary>A compared page, after the round.</summary>
    internal Span<byte> Page(int place, int page) =>
        At(place).Slice(PagesOffset + (page * PageGeometry.Size), PageGeometry.Size);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private Span<VcpuStep> StepsOf(int place, int vcpu) => MemoryMarshal.Cast<byte, VcpuStep>(
        At(place).Slice(StepsOffset + (vcpu * Round.MostSteps * VcpuStep.Size), Round.MostSteps * VcpuStep.Size));

    private ref ulong Word(int offset) => ref MemoryMarshal.AsRef<ulong>(_memory.Bytes[offset..]);

    private ref long Line(int vcpu) => ref Unsafe.As<ulong, long>(ref Word(vcpu * LineSize));

    private Span<byte> At(int place) => _memory.Bytes.Slice(ControlSize + (place * PlaceSize), PlaceSize);
}
