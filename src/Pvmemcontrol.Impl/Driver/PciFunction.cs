// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>A PCI function whose BAR 0 is a device of this process.</summary>
/// <param name="slot">Where it is, such as 0000:00:04.0.</param>
/// <param name="device">The device.</param>
/// <param name="hasWrite64">True where the architecture has 8-byte writes, as x86-64.</param>
public class PciFunction(string slot, IMmioDevice device, bool hasWrite64 = true) : IPciFunction
{
    private MmioRegisters? _registers;
    private bool _isGone;
    private object? _driverData;
    private bool _isEnabled;

    /// <inheritdoc/>
    public string Slot { get; } = slot;

    /// <inheritdoc/>
    public object? DriverData
    {
        get => _driverData;
        set => _driverData = value;
    }

    /// <summary>One at a time: probe, remove and the hooks of this function (device_lock).</summary>
    internal object Lock { get; } = new();

    /// <summary>The driver that has it, or null. Under <see cref="Lock"/>.</summary>
    internal IPciDriver? Driver { get; set; }

    /// <inheritdoc/>
    public virtual int Enable()
    {
        _isEnabled = true;
        return 0;
    }

    /// <inheritdoc/>
    public virtual IRegisters? MapRegisters()
    {
        if (!_isEnabled)
        {
            throw new KernelBugException("a BAR is mapped of a function that is not enabled");
        }

        return _registers = new MmioRegisters(device, hasWrite64, () => Volatile.Read(ref _isGone));
    }

    /// <summary>
    /// Surprise removal: writes do nothing, reads give ones. Accesses in progress complete as usual.
    /// </summary>
    public void Vanish() => Volatile.Write(ref _isGone, true);

    /// <summary>What the PCI core undoes after remove and after a probe that failed.</summary>
    internal void ReleaseResources()
    {
        _registers?.Unmap();
        _registers = null;
        _isEnabled = false;
        DriverData = null;
    }
}
