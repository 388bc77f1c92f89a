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
/// refuses the request, so that no host call is part of it. Guest RAM is as a client gives it: sealed against
/// shrinking, or such that its pages may vanish, so that every copy is a system call.
/// </summary>
public class JudgedBenchmarks
{
    private const ulong Start = 0x10_0000;
    private const int Pages = 64;

    private static readonly byte[] Refused = new byte[Request.Size];

    private readonly List<IServedDevice> _devices = [];
    private GuestMemory _memory = null!;
    private GuestChannel _served = null!;
    private GuestChannel _judged = null!;
    private GuestChannel _servedVanishing = null!;
    private GuestChannel _judgedVanishing = null!;

    [GlobalSetup]
    public void Boot()
    {
        new Request((FunctionCode)0xFFFF, Start, PageGeometry.Size).Encode(Refused);
        _memory = new GuestMemory(new GuestLayout(new Region(Start, Pages, Backing.SharedMemory)));
        _served = ChannelOf(new ServedDevice(), PageLife.Lasting);
        _judged = ChannelOf(Judging(), PageLife.Lasting);
        _servedVanishing = ChannelOf(new ServedDevice(), PageLife.Vanishing);
        _judgedVanishing = ChannelOf(Judging(), PageLife.Vanishing);
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

    [Benchmark]
    public ulong ServedVanishing() => _servedVanishing.Ask(Refused);

    [Benchmark]
    public ulong JudgedVanishing() => _judgedVanishing.Ask(Refused);

    private static JudgedDevice Judging() => new(new ServedDevice(), new JudgeSession(), "device 0", []);

    /// <summary>The buffers of devices lie in pages of their own.</summary>
    private GuestChannel ChannelOf(IServedDevice device, PageLife life)
    {
        var buffer = Start + ((ulong)_devices.Count * PageGeometry.Size);
        _devices.Add(device);
        device.Connect(process: null);
        device.ChangeMemory(GuestMemory.Attach(
            _memory.Layout, [_memory.BaseOf(0)], [life], [_memory.ObjectOf(0)!.Value]));
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
