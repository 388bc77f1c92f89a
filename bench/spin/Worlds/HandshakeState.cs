// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Bench.Spin.Worlds;

/// <summary>A state of handshake.pml, variable by variable.</summary>
internal readonly record struct HandshakeState
{
    internal DriverAt Driver { get; init; }

    internal Register Command { get; init; }

    internal Register Response { get; init; }

    internal Phase Phase { get; init; }

    internal bool Published { get; init; }

    internal int Channels { get; init; }

    internal int Buffers { get; init; }

    internal int Requests { get; init; }

    internal uint Channel { get; init; }

    internal static HandshakeState Unpack(UInt128 key)
    {
        var word = (ulong)(key >> 64);
        return new HandshakeState
        {
            Driver = (DriverAt)(byte)word,
            Command = (Register)((word >> 8) & 15),
            Response = (Register)((word >> 12) & 15),
            Phase = (Phase)((word >> 16) & 15),
            Published = (word & (1 << 20)) != 0,
            Channels = (byte)(word >> 24),
            Buffers = (byte)(word >> 32),
            Requests = (byte)(word >> 40),
            Channel = (uint)key,
        };
    }

    internal UInt128 Pack()
    {
        var word = (ulong)Driver | ((ulong)Command << 8) | ((ulong)Response << 12) | ((ulong)Phase << 16)
            | (Published ? 1UL << 20 : 0) | ((ulong)Channels << 24) | ((ulong)Buffers << 32) | ((ulong)Requests << 40);
        return new UInt128(word, Channel);
    }

    internal ChannelState At(int cpu) => (ChannelState)((Channel >> (2 * cpu)) & 3);

    internal HandshakeState With(int cpu, ChannelState state) =>
        this with { Channel = (Channel & ~(3U << (2 * cpu))) | ((uint)state << (2 * cpu)) };
}
