// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>Guest RAM and a device in one process, with the handshake done: one channel for every vCPU.</summary>
internal sealed class Guest : IDisposable
{
    private const ulong Start = 0x10_0000;

    /// <summary>Less than a huge page, so that the buffers' faults don't make the idle pages present.</summary>
    private const int Pages = 64;

    private const int FirstIdlePage = 32;

    private readonly GuestMemory _memory;
    private readonly PvmemcontrolDevice _device;
    private readonly LinuxHostCalls _hostCalls;
    private readonly GuestChannel[] _channels;

    /// <summary>Boots a guest with this number of vCPUs.</summary>
    internal Guest(int vcpus)
    {
        _memory = new GuestMemory(new GuestLayout(new Region(Start, Pages, Backing.PrivateAnonymous)));
        _hostCalls = new LinuxHostCalls(_memory);
        _device = new PvmemcontrolDevice(_memory, _hostCalls);
        _channels = Handshake.Run(_device, _memory, [.. Enumerable.Range(0, vcpus).Select(AddressOfPage)]);
    }

    /// <summary>An INFO request as it stands in a buffer.</summary>
    internal static byte[] Info() => Encode(new Request(FunctionCode.Info, 0, 0));

    /// <summary>A request for an untouched page, one for each vCPU, as it stands in a buffer.</summary>
    internal static byte[] OnIdlePage(FunctionCode function, int vcpu) =>
        Encode(new Request(function, IdlePage(vcpu), PageGeometry.Size));

    /// <summary>The channel of a vCPU.</summary>
    internal GuestChannel Channel(int vcpu) => _channels[vcpu];

    /// <summary>A function on the idle page without the device: the call that the device makes.</summary>
    internal Errno Bare(FunctionCode function, int vcpu) =>
        _hostCalls.Call(function, region: 0, IdlePage(vcpu) - Start, PageGeometry.Size, arg: 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _device.Dispose();
        _memory.Dispose();
    }

    private static ulong IdlePage(int vcpu) => AddressOfPage(FirstIdlePage + vcpu);

    private static ulong AddressOfPage(int page) => Start + ((ulong)page << PageGeometry.Shift);

    private static byte[] Encode(Request request)
    {
        var bytes = new byte[Request.Size];
        request.Encode(bytes);
        return bytes;
    }
}
