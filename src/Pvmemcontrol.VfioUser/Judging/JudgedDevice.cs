// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Server;
using Pvmemcontrol.VfioUser.Tagging;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>judge(faults(tags(device))): a device whose driver is judged by what it does to the device.</summary>
public sealed class JudgedDevice : IServedDevice
{
    /// <summary>Where the guest reads <see cref="Status"/>; it writes marks at 0.</summary>
    public const int StatusOffset = sizeof(uint);

    private readonly IServedDevice _inner;
    private readonly FaultyDevice _device;
    private readonly CurrentRam _ram = new();
    private readonly DriverJudge _judge;
    private readonly JudgeSession _session;

    /// <summary>Puts a judge before a device.</summary>
    /// <param name="device">The device; it is disposed of with this one.</param>
    /// <param name="session">What is known of the guest.</param>
    /// <param name="name">The device's name in reports.</param>
    /// <param name="faults">What it does wrong when marks ask for it.</param>
    public JudgedDevice(IServedDevice device, JudgeSession session, string name, ImmutableArray<FaultKind> faults)
    {
        (_inner, _session) = (device, session);
        _device = new FaultyDevice(new TaggingDevice(new Registers(device, _ram), _ram), _ram, faults);
        _judge = session.Add(name, _ram, () => FaultList.NameOf(_device.Current));
    }

    /// <summary>
    /// The word that the guest's program reads beside the mark register: the current fault in bits 0 to 7, the faults
    /// left in bits 8 to 15, how often the guest has started in bits 16 to 23.
    /// </summary>
    public uint Status => (uint)_device.Current | ((uint)_device.Left << 8) | ((uint)(byte)_session.Boots << 16);

    /// <inheritdoc/>
    public void Connect(OtherProcess? process)
    {
        _judge.DeviceReset();
        _inner.Connect(process);
    }

    /// <inheritdoc/>
    public void ReadRegister(ulong offset, Span<byte> data)
    {
        _device.Read(offset, data);
        _judge.Read(offset, ToValue(data));
    }

    /// <inheritdoc/>
    public void WriteRegister(ulong offset, ReadOnlySpan<byte> data, bool isPosted)
    {
        if (isPosted)
        {
            _session.Posted(_judge.Name);
        }

        if (ChannelBuffers.CommandOf(offset, data) is { } command && _judge.BeginRequest(command) is { } request)
        {
            _ram.Remember(request);
            _device.Write(offset, data);
            _ram.Forget();
            _judge.EndRequest(request);
            return;
        }

        _judge.Write(offset, data.Length, ToValue(data));
        _device.Write(offset, data);
    }

    /// <inheritdoc/>
    public void ReadMark(int offset, Span<byte> data)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, Status);
        for (var i = 0; i < data.Length; i++)
        {
            var at = offset + i - StatusOffset;
            data[i] = at is >= 0 and < sizeof(uint) ? word[at] : (byte)0;
        }
    }

    /// <inheritdoc/>
    public void WriteMark(int offset, ReadOnlySpan<byte> data)
    {
        if (offset == 0 && data.Length == sizeof(uint)
            && Mark.Decode(BinaryPrimitives.ReadUInt32LittleEndian(data)) is { } mark)
        {
            Apply(mark);
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _judge.DeviceReset();
        _inner.Reset();
    }

    /// <inheritdoc/>
    public void ChangeMemory(GuestMemory memory)
    {
        _inner.ChangeMemory(memory);
        _ram.Memory = memory;
    }

    /// <inheritdoc/>
    public void Disconnect() => _inner.Disconnect();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private void Apply(Mark mark)
    {
        _session.Marked(_judge, mark);
        _judge.Marked(mark);
        switch (mark.Kind)
        {
            case MarkKind.NextFault:
                _device.ChooseNext();
                break;
            case MarkKind.Fault:
                _device.Choose((FaultKind)mark.Value);
                break;
            default:
                break;
        }
    }

    private static ulong ToValue(ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        word.Clear();
        data[..Math.Min(data.Length, word.Length)].CopyTo(word);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    /// <summary>The registers of a device, without the rest.</summary>
    private sealed class Registers(IServedDevice device, CurrentRam ram) : IMmioDevice
    {
        public void Read(ulong offset, Span<byte> data) => device.ReadRegister(offset, data);

        public void Write(ulong offset, ReadOnlySpan<byte> data)
        {
            ram.Forget();
            device.WriteRegister(offset, data, isPosted: false);
        }

        public void Dispose() => device.Dispose();
    }
}
