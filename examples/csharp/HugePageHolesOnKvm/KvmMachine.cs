// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Examples;

/// <summary>A VM with one vCPU, a page for the buffer, a huge page, and the device.</summary>
internal sealed class KvmMachine : IDisposable
{
    /// <summary>Guest physical address of the guest's huge page.</summary>
    internal const ulong HugePage = 0x1_4000_0000;

    private const ulong Buffer = 0x1_0000_0000;
    private const int CommandAt = Request.Size;

    private readonly GuestMemory _ram = new(new GuestLayout(
        new Region(Buffer, 1, Backing.PrivateAnonymous),
        new Region(HugePage, Backings.PagesInHugePage, Backing.PrivateAnonymous)));

    private readonly PvmemcontrolDevice _device;
    private readonly KvmGuest _guest;
    private readonly KvmVcpu _vcpu;
    private readonly byte[] _page = new byte[PageGeometry.Size];
    private readonly uint _channel;

    internal KvmMachine()
    {
        _device = new PvmemcontrolDevice(_ram);
        _guest = new KvmGuest(_ram);
        _vcpu = new KvmVcpu(_guest, _device);
        _ = Command((uint)TransportCommand.Reset);
        BinaryPrimitives.WriteUInt64LittleEndian(_page, Buffer);
        Perform(GuestAccess.Store(Bar.Start + Registers.Address, sizeof(ulong), 0));
        _channel = Command((uint)TransportCommand.Register);
        _ = Command((uint)TransportCommand.Ready);
    }

    /// <summary>The guest fills a page with a word.</summary>
    internal void Fill(ulong address, ulong word)
    {
        for (var at = 0; at < _page.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_page.AsSpan(at), word);
        }

        Perform(GuestAccess.Store(address, _page.Length, 0));
    }

    /// <summary>The guest loads a word.</summary>
    internal ulong Load(ulong address)
    {
        Perform(GuestAccess.Load(address, sizeof(ulong), 0));
        return BinaryPrimitives.ReadUInt64LittleEndian(_page);
    }

    /// <summary>The guest sends DONTNEED; true when the reply is success.</summary>
    internal bool DontNeed(ulong address, ulong length)
    {
        new Request(FunctionCode.DontNeed, address, length).Encode(_page);
        BinaryPrimitives.WriteUInt32LittleEndian(_page.AsSpan(CommandAt), _channel);
        Perform(GuestAccess.Store(Buffer, Request.Size, 0),
            GuestAccess.Store(Bar.Start + Registers.Command, sizeof(uint), CommandAt),
            GuestAccess.Load(Buffer, Request.Size, 0));
        return Reply.Decode(_page) is { Errno: 0, Code: 0 };
    }

    /// <summary>How much of the huge page the host has in memory: the Rss of its mapping in /proc/self/smaps.</summary>
    internal long ResidentKiB()
    {
        var start = ((ulong)_ram.BaseOf(1)).ToString("x", CultureInfo.InvariantCulture).PadLeft(8, '0') + "-";
        var rss = File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !line.StartsWith(start, StringComparison.Ordinal))
            .First(line => line.StartsWith("Rss:", StringComparison.Ordinal));
        return long.Parse(rss.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _guest.Dispose();
        _device.Dispose();
        _ram.Dispose();
    }

    /// <summary>A transport command, which must be acknowledged; the response.</summary>
    private uint Command(uint command)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_page, command);
        Perform(GuestAccess.Store(Bar.Start + Registers.Command, sizeof(uint), 0),
            GuestAccess.Load(Bar.Start + Registers.Command, sizeof(uint), 0),
            GuestAccess.Load(Bar.Start + Registers.Response, sizeof(uint), sizeof(uint)));
        return BinaryPrimitives.ReadUInt32LittleEndian(_page) == (uint)TransportCommand.Ack
            ? BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(sizeof(uint)))
            : throw new InvalidOperationException($"command 0x{command:x8} was not acknowledged");
    }

    private void Perform(params ReadOnlySpan<GuestAccess> accesses)
    {
        if (_vcpu.Perform(accesses, _page) != accesses.Length)
        {
            throw new InvalidOperationException("an access of the guest faulted");
        }
    }
}
