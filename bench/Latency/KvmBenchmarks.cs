// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>
/// A real vCPU: a request takes two exits, one for the command and one that says that the guest is done; what these
/// cost where the VMM does nothing.
/// </summary>
public class KvmBenchmarks
{
    private const ulong Buffer = 0x1_0000_0000;
    private const int CommandAt = 2 * Request.Size;

    private static readonly byte[] InfoRequest = Guest.Info();

    private readonly byte[] _data = new byte[CommandAt + sizeof(uint)];
    private readonly GuestAccess[] _request =
    [
        GuestAccess.Store(Buffer, Request.Size, 0),
        GuestAccess.Store(Bar.Start + Registers.Command, sizeof(uint), CommandAt),
        GuestAccess.Load(Buffer, Request.Size, Request.Size),
    ];

    private GuestMemory _memory = null!;
    private PvmemcontrolDevice _device = null!;
    private KvmGuest _guest = null!;
    private KvmVcpu _vcpu = null!;

    [GlobalSetup]
    public void Boot()
    {
        _memory = new GuestMemory(new GuestLayout(new Region(Buffer, 4, Backing.PrivateAnonymous)), place: 4);
        _device = new PvmemcontrolDevice(_memory);
        _guest = new KvmGuest(_memory);
        _vcpu = new KvmVcpu(_guest, _device);
        _ = Command(TransportCommand.Reset);
        BinaryPrimitives.WriteUInt64LittleEndian(_data, Buffer);
        _ = _vcpu.Perform([GuestAccess.Store(Bar.Start + Registers.Address, sizeof(ulong), 0)], _data);
        var channel = Command(TransportCommand.Register);
        _ = Command(TransportCommand.Ready);
        InfoRequest.CopyTo(_data, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(_data.AsSpan(CommandAt), channel);
        if (_vcpu.Perform(_request, _data) != 3 || Reply.Decode(_data.AsSpan(Request.Size)).Errno != 0)
        {
            throw new InvalidOperationException("INFO does not work");
        }

        // The loads of a program overwrite its data.
        InfoRequest.CopyTo(_data, 0);
    }

    [GlobalCleanup]
    public void ShutDown()
    {
        _guest.Dispose();
        _device.Dispose();
        _memory.Dispose();
    }

    [Benchmark]
    public int InfoOnVcpu() => _vcpu.Perform(_request, _data);

    /// <summary>Two programs without an access: each is one exit.</summary>
    [Benchmark]
    public int TwoExits() => _vcpu.Perform([], []) + _vcpu.Perform([], []);

    /// <summary>A transport command; the response.</summary>
    private uint Command(TransportCommand command)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_data, (uint)command);
        _ = _vcpu.Perform(
            [
                GuestAccess.Store(Bar.Start + Registers.Command, sizeof(uint), 0),
                GuestAccess.Load(Bar.Start + Registers.Response, sizeof(uint), sizeof(uint)),
            ], _data);
        return BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(sizeof(uint)));
    }
}
