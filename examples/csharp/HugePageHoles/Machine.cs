// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Examples;

/// <summary>A host and a guest in one process: guest RAM, the device over it, and the guest's kernel with the driver.
/// </summary>
internal sealed class Machine : IDisposable
{
    /// <summary>Guest physical address of the guest's huge page, with any backing on the host.</summary>
    internal const ulong HugePage = 0x4000_0000;

    private const ulong KernelMemory = 0x10_0000;
    private const int KernelPages = 16;

    private readonly GuestMemory _ram;
    private readonly PvmemcontrolDevice _device;
    private readonly PciCore _pci;
    private readonly PciFunction _function;

    internal Machine(Backing backing)
    {
        _ram = new GuestMemory(new GuestLayout(
            new Region(KernelMemory, KernelPages, Backing.PrivateAnonymous),
            new Region(HugePage, Backings.HugePageSize / PageGeometry.Size, backing)));

        // The host's side: a device behind two registers of a PCI function.
        _device = new PvmemcontrolDevice(_ram);
        _function = new PciFunction("0000:00:04.0", _device);

        // The guest's side: a kernel with the driver, which the PCI core binds to the function.
        var kernel = new GuestKernel(
            _ram, KernelMemory, KernelPages * PageGeometry.Size, Math.Min(Environment.ProcessorCount, 8));
        _pci = new PciCore(new HardenedDriver(kernel, Misc));
        var error = _pci.Bind(_function);
        if (error != 0)
        {
            throw new InvalidOperationException($"probe returned {error}");
        }
    }

    /// <summary>Where the driver's node is.</summary>
    internal MiscCore Misc { get; } = new();

    /// <summary>Fills a range with one byte.</summary>
    internal void Fill(ulong address, int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        _ram.Write(address, bytes);
    }

    /// <summary>True when every byte of a range is this one.</summary>
    internal bool Holds(ulong address, int length, byte value)
    {
        var bytes = new byte[length];
        _ram.Read(address, bytes);
        return !bytes.AsSpan().ContainsAnyExcept(value);
    }

    public void Dispose()
    {
        _pci.Unbind(_function);
        _device.Dispose();
        _ram.Dispose();
    }
}
