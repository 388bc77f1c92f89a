// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>The guest of one round: its memory, and the channels it knows.</summary>
internal sealed class RoundGuest
{
    private readonly IMmioDevice _device;
    private readonly GuestMemory _memory;
    private readonly uint[] _commands = new uint[Round.MostSlots];
    private readonly byte[][] _requests;

    /// <summary>A guest whose buffers are filled.</summary>
    internal RoundGuest(IMmioDevice device, GuestMemory memory, Round round)
    {
        _device = device;
        Port = new RegisterPort(device);
        _memory = memory;
        _requests = new byte[round.Requests.Length][];
        for (var slot = 0; slot < _requests.Length; slot++)
        {
            _requests[slot] = new byte[Request.Size];
            round.Requests[slot].Encode(_requests[slot]);
            Fill(slot);
            _commands[slot] = 0x5EED_0000u + (uint)slot;
        }
    }

    /// <summary>The device's registers.</summary>
    internal RegisterPort Port { get; }

    /// <summary>True when the device has a VM reset.</summary>
    internal bool HasVmReset => _device is IVmReset;

    /// <summary>RESET, a channel for each of the first slots, READY; false when some answer is not ACK.</summary>
    internal bool TryHandshake(int channels) => IsAcknowledged(TransportCommand.Reset)
        && Enumerable.Range(0, channels).All(IsRegistered)
        && IsAcknowledged(TransportCommand.Ready);

    /// <summary>The command of a slot's channel, or one that no REGISTER returned.</summary>
    internal uint CommandOf(int slot) => _commands[slot];

    /// <summary>Puts a slot's request into its buffer.</summary>
    internal void Fill(int slot) => _memory.Write(RoundLayout.BufferOf(slot), _requests[slot]);

    /// <summary>Writes a slot's buffer into the address register, and REGISTER; the caller reads the answer.</summary>
    internal void WriteRegister(int slot)
    {
        Port.Write(Registers.Address, sizeof(ulong), RoundLayout.BufferOf(slot));
        Port.WriteCommand((uint)TransportCommand.Register);
    }

    /// <summary>Remembers the channel that an answer to REGISTER gives.</summary>
    internal void Note(int slot, in Observation answer)
    {
        if (answer.A == (uint)TransportCommand.Ack)
        {
            _commands[slot] = (uint)answer.B;
        }
    }

    /// <summary>Reads a slot's buffer.</summary>
    internal Observation Look(int slot)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        _memory.Read(RoundLayout.BufferOf(slot), bytes);
        return Observation.OfBuffer(bytes);
    }

    /// <summary>Lets the VMM reset the device; false when it cannot.</summary>
    internal bool ResetVm()
    {
        (_device as IVmReset)?.ResetVm();
        return HasVmReset;
    }

    /// <summary>Writes a byte of a slot's buffer with some bits flipped, and then as it was.</summary>
    internal void Rewrite(int slot, int offset, byte flips)
    {
        var at = RoundLayout.BufferOf(slot) + (ulong)offset;
        var value = _requests[slot][offset];
        _memory.Write(at, [(byte)(value ^ flips)]);
        _memory.Write(at, [value]);
    }

    /// <summary>Reuses buffers and pages.</summary>
    internal void Reuse(ulong slots, ulong pages)
    {
        Span<byte> page = stackalloc byte[PageGeometry.Size];
        for (var slot = 0; slot < _requests.Length; slot++)
        {
            if (((slots >> slot) & 1) != 0)
            {
                page[..Request.Size].Fill(RoundLayout.ReusedByte);
                _memory.Write(RoundLayout.BufferOf(slot), page[..Request.Size]);
            }
        }

        if (((pages >> RoundLayout.SlowBit) & 1) != 0)
        {
            page[..sizeof(ulong)].Fill(RoundLayout.ReusedByte);
            _memory.Write(RoundLayout.LastSlowPage, page[..sizeof(ulong)]);
        }

        for (var i = 0; i < RoundLayout.ComparedPages; i++)
        {
            if (((pages >> i) & 1) != 0)
            {
                PageImage.FillPattern(i, RoundLayout.ReuseTag, page);
                _memory.Write(RoundLayout.AddressOf(i), page);
            }
        }
    }

    private bool IsAcknowledged(TransportCommand command)
    {
        Port.WriteCommand((uint)command);
        return Port.ReadAnswer().A == (uint)TransportCommand.Ack;
    }

    private bool IsRegistered(int slot)
    {
        WriteRegister(slot);
        var answer = Port.ReadAnswer();
        Note(slot, answer);
        return answer.A == (uint)TransportCommand.Ack;
    }
}
