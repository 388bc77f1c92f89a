// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Pvmemcontrol.VfioUser.Server;
using Pvmemcontrol.VfioUser.Tagging;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>A guest of two CPUs without a kernel: what a driver does to its device, access by access.</summary>
internal sealed class FakeGuest : IDisposable
{
    internal const int Cpus = 2;
    internal const uint Ack = (uint)TransportCommand.Ack;
    internal const uint Error = (uint)TransportCommand.Error;
    private const ulong FirstBuffer = 0x10_0000;

    private readonly JudgedDevice _device;
    private readonly bool _ownsMemory;
    private ulong _lastNumber;

    /// <summary>A guest with one device, whose program has said that it runs.</summary>
    internal FakeGuest()
        : this(new GuestMemory(new GuestLayout(new Region(FirstBuffer, 8, Backing.PrivateAnonymous))),
            new JudgeSession(), "device 0")
    {
        _ownsMemory = true;
        Mark(MarkKind.Boot, Cpus);
    }

    private FakeGuest(GuestMemory memory, JudgeSession session, string name)
    {
        (Memory, Session) = (memory, session);
        _device = new JudgedDevice(new Hooked(new ServedDevice(), () => AfterWrite?.Invoke()), session, name,
            FaultList.All);
        _device.Connect(null);
        _device.ChangeMemory(memory);
    }

    /// <summary>Called when the device has performed a register write, before the guest goes on.</summary>
    internal Action? AfterWrite { get; set; }

    internal GuestMemory Memory { get; }

    internal JudgeSession Session { get; }

    /// <summary>The IDs of what is not met.</summary>
    internal string[] Found => [.. Session.Findings.Select(f => f.Requirement.Id.ToString())];

    internal int FaultsLeft => (int)((Status >> 8) & 0xFF);

    private uint Status
    {
        get
        {
            Span<byte> word = stackalloc byte[sizeof(uint)];
            _device.ReadMark(JudgedDevice.StatusOffset, word);
            return BinaryPrimitives.ReadUInt32LittleEndian(word);
        }
    }

    /// <summary>A second device of the same guest.</summary>
    internal FakeGuest Second() => new(Memory, Session, "device 1");

    internal static ulong Buffer(int index) => FirstBuffer + ((ulong)index * 64);

    internal void Mark(MarkKind kind, int value = 0) => Mark(new Mark(kind, value));

    internal void Mark(Mark mark)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, mark.Encode());
        _device.WriteMark(0, word);
    }

    internal void Command(TransportCommand command) => Command((uint)command);

    internal void Command(uint command, bool isPosted = false)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, command);
        _device.WriteRegister(Registers.Command, word, isPosted);
    }

    internal void Address(ulong buffer)
    {
        Span<byte> both = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(both, buffer);
        _device.WriteRegister(Registers.Address, both[..sizeof(uint)], isPosted: false);
        _device.WriteRegister(Registers.AddressHigh, both[sizeof(uint)..], isPosted: false);
    }

    internal uint Read(ulong offset)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        word.Clear();
        _device.ReadRegister(offset, word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    /// <summary>A transport command and its answer.</summary>
    internal uint Do(TransportCommand command)
    {
        Command(command);
        return Read(Registers.Command);
    }

    /// <summary>Registers a buffer; the command of the channel, or null.</summary>
    internal uint? Register(ulong buffer)
    {
        Address(buffer);
        return Do(TransportCommand.Register) == Ack ? Read(Registers.Response) : null;
    }

    /// <summary>RESET, a buffer for each CPU, READY, INFO, every answer good; the commands of the channels.</summary>
    internal uint[] Handshake()
    {
        Do(TransportCommand.Reset);
        uint[] channels = [.. Enumerable.Range(0, Cpus).Select(i => Register(Buffer(i))!.Value)];
        Do(TransportCommand.Ready);
        Send(channels[0], Buffer(0), Info);
        return channels;
    }

    internal static Request Info => new(FunctionCode.Info, 0, 0, ulong.MaxValue);

    /// <summary>A tagged request that was not there before.</summary>
    internal Request NextTagged() => TaggedRequest.Of((1UL << 48) | ++_lastNumber);

    /// <summary>A request and what is in the buffer afterwards.</summary>
    internal Request Send(uint channel, ulong buffer, in Request request)
    {
        Put(buffer, request);
        Command(channel);
        return Get(buffer);
    }

    internal void Put(ulong buffer, in Request request)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        request.Encode(bytes);
        Memory.Write(buffer, bytes);
    }

    internal Request Get(ulong buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        Memory.Read(buffer, bytes);
        return Request.Decode(bytes);
    }

    internal void ResetVm() => _device.Reset();

    public void Dispose()
    {
        _device.Dispose();
        if (_ownsMemory)
        {
            Memory.Dispose();
        }
    }

    private sealed class Hooked(IServedDevice device, Action afterWrite) : IServedDevice
    {
        public void Connect(OtherProcess? process) => device.Connect(process);

        public void ReadRegister(ulong offset, Span<byte> data) => device.ReadRegister(offset, data);

        public void WriteRegister(ulong offset, ReadOnlySpan<byte> data, bool isPosted)
        {
            device.WriteRegister(offset, data, isPosted);
            afterWrite();
        }

        public void ReadMark(int offset, Span<byte> data) => device.ReadMark(offset, data);

        public void WriteMark(int offset, ReadOnlySpan<byte> data) => device.WriteMark(offset, data);

        public void Reset() => device.Reset();

        public void ChangeMemory(GuestMemory memory) => device.ChangeMemory(memory);

        public void Disconnect() => device.Disconnect();

        public void Dispose() => device.Dispose();
    }
}
