// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// A device's state and its encoding: little-endian; a version, the regions, the transport, the channels, the runs of
/// changed pages, and a checksum. Decoding trusts nothing: the bytes may be damaged or forged.
/// </summary>
/// <param name="Phase">The state of the transport.</param>
/// <param name="Address">The address register.</param>
/// <param name="Response">What the response register shows.</param>
/// <param name="Status">What the command register shows.</param>
/// <param name="FirstCommand">The command of the first channel, or of the next.</param>
/// <param name="Buffers">
/// The channels' buffers, guest physical addresses, in the order of their commands; <see cref="NoBuffer"/> where a
/// channel was dropped alone.
/// </param>
/// <param name="Runs">What guests changed of the mapping, in order.</param>
internal sealed record SavedState(
    TransportPhase Phase,
    StagedAddress Address,
    uint Response,
    uint Status,
    uint FirstCommand,
    ulong[] Buffers,
    PageRun[] Runs)
{
    /// <summary>No buffer begins there: it would wrap.</summary>
    internal const ulong NoBuffer = ulong.MaxValue;

    /// <summary>"PVMC" and the version.</summary>
    private const ulong Magic = 0x0000_0001_434D_5650;
    private const byte HasLow = 1;
    private const byte HasHigh = 2;
    private const int ChecksumSize = 4;

    /// <summary>The bytes.</summary>
    internal byte[] Encode(GuestLayout layout)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(layout.Regions.Length);
        foreach (var region in layout.Regions)
        {
            writer.Write(region.Start);
            writer.Write(region.Pages);
        }

        writer.Write((byte)Phase);
        writer.Write((byte)((Address.Low is null ? 0 : HasLow) | (Address.High is null ? 0 : HasHigh)));
        writer.Write(Address.Low ?? 0);
        writer.Write(Address.High ?? 0);
        writer.Write(Response);
        writer.Write(Status);
        writer.Write(FirstCommand);
        writer.Write(Buffers.Length);
        Array.ForEach(Buffers, writer.Write);
        writer.Write(Runs.Length);
        foreach (var run in Runs)
        {
            writer.Write(run.First);
            writer.Write(run.Count);
            writer.Write((ushort)run.Marks);
        }

        writer.Write(Checksum(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>The state of bytes; null, and a reason, when they are not the state of a device over these regions.
    /// </summary>
    internal static SavedState? Decode(ReadOnlySpan<byte> bytes, GuestLayout layout, out string reason)
    {
        reason = "";
        if (bytes.Length < ChecksumSize
            || Checksum(bytes[..^ChecksumSize]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]))
        {
            reason = "the checksum is wrong";
            return null;
        }

        var reader = new ByteReader(bytes[..^ChecksumSize]);
        if (reader.UInt64() != Magic)
        {
            reason = "it is not a state of this version";
            return null;
        }

        if (!HasRegions(ref reader, layout))
        {
            reason = "guest RAM has other regions";
            return null;
        }

        var state = DecodeTransport(ref reader, layout);
        reason = reader.IsAtEnd && state is not null ? "" : "it contradicts itself";
        return reader.IsAtEnd ? state : null;
    }

    private static bool HasRegions(ref ByteReader reader, GuestLayout layout)
    {
        var isSame = reader.Int32() == layout.Regions.Length;
        for (var i = 0; isSame && i < layout.Regions.Length; i++)
        {
            isSame = reader.UInt64() == layout.Regions[i].Start && reader.Int32() == layout.Regions[i].Pages;
        }

        return isSame;
    }

    private static SavedState? DecodeTransport(ref ByteReader reader, GuestLayout layout)
    {
        var phase = (TransportPhase)reader.Byte();
        var halves = reader.Byte();
        var (low, high) = (reader.UInt32(), reader.UInt32());
        var address = new StagedAddress(
            (halves & HasLow) == 0 ? null : low, (halves & HasHigh) == 0 ? null : high);
        var (response, status, first) = (reader.UInt32(), reader.UInt32(), reader.UInt32());
        var buffers = new ulong[reader.CountOf(sizeof(ulong))];
        for (var i = 0; i < buffers.Length; i++)
        {
            buffers[i] = reader.UInt64();
        }

        var runs = DecodeRuns(ref reader, layout);
        var isPossible = phase <= TransportPhase.Ready
            && halves <= (HasLow | HasHigh)
            && (low == 0 || address.Low is not null)
            && (high == 0 || address.High is not null)
            && (phase != TransportPhase.Broken || buffers.Length == 0)
            && (TransportCommand)status is 0 or TransportCommand.Ack or TransportCommand.Error
            && (response == 0 || response - first < (uint)buffers.Length);
        return isPossible && runs is not null
            ? new SavedState(phase, address, response, status, first, buffers, runs)
            : null;
    }

    private static PageRun[]? DecodeRuns(ref ByteReader reader, GuestLayout layout)
    {
        var runs = new PageRun[reader.CountOf(sizeof(int) + sizeof(int) + sizeof(ushort))];
        var end = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            var run = new PageRun(reader.Int32(), reader.Int32(), (PageMarks)reader.UInt16());
            if (run.First < end || run.Count < 1 || run.Count > layout.PageCount - run.First
                || run.Marks == PageMarks.None || (run.Marks & ~MappingChanges.Saved) != 0
                || layout.RegionOfPage(run.First) != layout.RegionOfPage(run.End - 1))
            {
                return null;
            }

            runs[i] = run;
            end = run.End;
        }

        return runs;
    }

    /// <summary>CRC-32C: it finds every damaged byte.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return sum;
    }
}
