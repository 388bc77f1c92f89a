// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Guest RAM, a device over it, its guest, and what /proc says of the mapping.</summary>
internal sealed class Rig : IDisposable
{
    private readonly Func<GuestMemory, IMmioDevice> _make;

    internal Rig(Func<GuestMemory, IMmioDevice> make)
    {
        _make = make;
        Device = make(Memory);
        Guest = new Guest(Device, Memory);
    }

    internal GuestMemory Memory { get; } = new(TestRam.Layout);

    internal IMmioDevice Device { get; }

    internal Guest Guest { get; }

    internal IVmReset Reset => (IVmReset)Device;

    internal ISaveRestore State => (ISaveRestore)Device;

    /// <summary>The VMA flags of every page.</summary>
    internal VmaFlags[] Flags()
    {
        using var vmas = new VmaTable();
        var flags = new byte[TestRam.Layout.PageCount];
        vmas.Read(Memory, flags);
        return Array.ConvertAll(flags, value => (VmaFlags)value);
    }

    /// <summary>Sends a request on a channel of the standard buffer; its errno.</summary>
    internal Errno Ask(uint channel, FunctionCode function, ulong address, ulong length) =>
        (Errno)Guest.Send(channel, TestRam.Buffer, new Request(function, address, length)).Errno;

    /// <summary>A new device over other memory with the same content, as a VMM makes it to restore a state.</summary>
    internal Rig Successor()
    {
        var rig = new Rig(_make);
        var page = new byte[PageGeometry.Size];
        for (var i = 0; i < TestRam.Layout.PageCount; i++)
        {
            if (Memory.TryRead(TestRam.Layout.AddressOfPage(i), page))
            {
                rig.Memory.Write(TestRam.Layout.AddressOfPage(i), page);
            }
        }

        return rig;
    }

    public void Dispose()
    {
        Device.Dispose();
        Memory.Dispose();
    }
}
