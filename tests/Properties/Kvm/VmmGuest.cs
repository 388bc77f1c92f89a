// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>A guest on the vCPU of a VMM, with one channel. Its buffer is on the first page.</summary>
internal sealed class VmmGuest
{
    private const ulong Buffer = 0x1_0000_0100;

    private readonly KvmVmm _vmm;
    private readonly byte[] _data = new byte[128];
    private readonly uint _channel;

    /// <summary>Does the handshake.</summary>
    internal VmmGuest(KvmVmm vmm)
    {
        _vmm = vmm;
        Require(Do(TransportCommand.Reset));
        BinaryPrimitives.WriteUInt64LittleEndian(_data.AsSpan(8), Buffer);
        Require(Do(TransportCommand.Register, GuestAccess.Store(Bar.Start + Registers.Address, 8, 8)));
        Require(_vmm.Vcpu.Perform([GuestAccess.Load(Bar.Start + Registers.Response, 4, 0)], _data) == 1);
        _channel = BinaryPrimitives.ReadUInt32LittleEndian(_data);
        Require(Do(TransportCommand.Ready));
    }

    /// <summary>Guest physical address of a page of the region that stays.</summary>
    internal static ulong Page(int number) => KvmVmm.Ram.Start + ((ulong)number << PageGeometry.Shift);

    /// <summary>The page of the buffer.</summary>
    internal const int BufferPage = 0;

    /// <summary>Fills the buffer, writes the command and loads the reply, in one program; the 32 bytes.</summary>
    internal byte[] Send(in Request request)
    {
        request.Encode(_data);
        BinaryPrimitives.WriteUInt32LittleEndian(_data.AsSpan(64), _channel);
        Require(_vmm.Vcpu.Perform([Fill, Command, GuestAccess.Load(Buffer, Request.Size, 32)], _data) == 3);
        return _data[32..64];
    }

    /// <summary>Fills the buffer.</summary>
    internal void FillOnly(in Request request)
    {
        request.Encode(_data);
        Require(_vmm.Vcpu.Perform([Fill], _data) == 1);
    }

    /// <summary>Writes the channel's command, and then makes another access; true when that worked.</summary>
    internal bool CommandAnd(GuestAccess access)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_data.AsSpan(64), _channel);
        return _vmm.Vcpu.Perform([Command, access], _data) == 2;
    }

    /// <summary>Reads the command register, and then stores to a page; true when that worked.</summary>
    internal bool ReadAndStore(ulong address) => _vmm.Vcpu.Perform(
        [GuestAccess.Load(Bar.Start + Registers.Command, 4, 0), GuestAccess.Store(address, 8, 8)], _data) == 2;

    /// <summary>Stores a word.</summary>
    internal bool Store(ulong address, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_data, value);
        return _vmm.Vcpu.Perform([GuestAccess.Store(address, 8, 0)], _data) == 1;
    }

    /// <summary>Loads a word; null when that faults.</summary>
    internal ulong? Load(ulong address) => _vmm.Vcpu.Perform([GuestAccess.Load(address, 8, 0)], _data) == 1
        ? BinaryPrimitives.ReadUInt64LittleEndian(_data)
        : null;

    private static GuestAccess Fill => GuestAccess.Store(Buffer, Request.Size, 0);

    private static GuestAccess Command => GuestAccess.Store(Bar.Start + Registers.Command, 4, 64);

    private bool Do(TransportCommand command, params ReadOnlySpan<GuestAccess> before)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_data, (uint)command);
        GuestAccess[] accesses =
        [
            .. before, GuestAccess.Store(Bar.Start + Registers.Command, 4, 0),
            GuestAccess.Load(Bar.Start + Registers.Command, 4, 4),
        ];
        return _vmm.Vcpu.Perform(accesses, _data) == accesses.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(4)) == (uint)TransportCommand.Ack;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the guest cannot use the device");
        }
    }
}
