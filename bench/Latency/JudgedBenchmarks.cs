// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Attributes;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.VfioUser.Judging;
using Pvmemcontrol.VfioUser.Server;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>
/// The time that the served device takes for a request, without and with the judge of drivers in front. The device
/// refuses the request, so that no host call is part of it.
/// </summary>
public class JudgedBenchmarks
{
    private const ulong Start = 0x10_0000;

    private static readonly byte[] Refused = new byte[Request.Size];

    private readonly List<IServedDevice> _devices = [];
    private GuestMemory _memory = null!;
    private GuestChannel _served = null!;
    private GuestChannel _judged = null!;

    [GlobalSetup]
    public void Boot()
    {
        new Request((FunctionCode)0xFFFF, Start, PageGeometry.Size).Encode(Refused);
        _memory = new GuestMemory(new GuestLayout(new Region(Start, 64, Backing.SharedMemory)));
        _served = ChannelOf(new ServedDevice(), Start);
        _judged = ChannelOf(new JudgedDevice(new ServedDevice(), new JudgeSession(), "device 0", []),
            Start + PageGeometry.Size);
    }

    [GlobalCleanup]
    public void ShutDown()
    {
        _devices.ForEach(d => d.Dispose());
        _memory.Dispose();
    }

    [Benchmark]
    public ulong Served() => _served.Ask(Refused);

    [Benchmark]
    public ulong Judged() => _judged.Ask(Refused);

    private GuestChannel ChannelOf(IServedDevice device, ulong buffer)
    {
        _devices.Add(device);
        device.Connect(process: null);
        device.ChangeMemory(_memory);
        var channel = Handshake.Run(new RegistersOf(device), _memory, [buffer])[0];
        if (channel.Ask(Refused) == 0)
        {
            throw new InvalidOperationException("the request is not refused");
        }

        return channel;
    }

    private sealed class RegistersOf(IServedDevice device) : IMmioDevice
    {
        public void Read(ulong offset, Span<byte> data) => device.ReadRegister(offset, data);

        public void Write(ulong offset, ReadOnlySpan<byte> data) =>
            device.WriteRegister(offset, data, isPosted: false);

        public void Dispose()
        {
        }
    }
}
