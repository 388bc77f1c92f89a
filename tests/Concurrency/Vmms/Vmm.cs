// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Concurrency.Vmms;

/// <summary>
/// The VMM around the device, as it should be: a register access is one call of the device; while the machine is saved
/// and restored, vCPUs are paused outside. Broken ones override one step.
/// </summary>
internal class Vmm(VmmStage stage) : IMmioDevice
{
    /// <summary>vCPUs hold it during a register access; to pause them, the VMM holds it alone.</summary>
    private readonly RwSemaphore _outside = new();

    /// <summary>The device that the guest has now.</summary>
    protected IMmioDevice Device { get; private set; } = stage.NewDevice(stage.Memory);

    /// <summary>The guest RAM that the guest has now.</summary>
    internal GuestMemory Memory { get; private set; } = stage.Memory;

    /// <summary>What it works with.</summary>
    protected VmmStage Stage => stage;

    /// <summary>True when a vCPU is in a register access.</summary>
    internal bool IsEntered => _outside.Readers > 0;

    /// <inheritdoc/>
    public virtual void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        Enter();
        Device.Write(offset, data);
        Leave();
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        Enter();
        Device.Read(offset, data);
        Leave();
    }

    /// <inheritdoc/>
    public void Dispose() => Device.Dispose();

    /// <summary>A vCPU loads or stores in guest RAM, unless it is paused.</summary>
    internal void Touch(Action<GuestMemory> access)
    {
        Enter();
        access(Memory);
        Leave();
    }

    /// <summary>Saves the machine and continues with its successor.</summary>
    internal virtual void Migrate()
    {
        _outside.DownWrite();
        var state = ((ISaveRestore)Device).Save();
        Stage.CopyMemory();
        GoOn(state);
        _outside.UpWrite();
    }

    /// <summary>A new device in the other guest RAM has the state, and the guest has that from now on.</summary>
    protected void GoOn(byte[] state)
    {
        var device = stage.NewDevice(stage.Successor);
        Restore((ISaveRestore)device, state);
        Device = device;
        Memory = stage.Successor;
        stage.Note("the guest continues");
    }

    /// <summary>Brings a device into a saved state.</summary>
    protected virtual void Restore(ISaveRestore device, byte[] state)
    {
        if (!device.TryRestore(state))
        {
            throw new InvalidOperationException("the state is not restored");
        }
    }

    /// <summary>A vCPU leaves the guest for a register access.</summary>
    protected void Enter() => _outside.DownRead();

    /// <summary>A vCPU enters the guest.</summary>
    protected void Leave() => _outside.UpRead();
}
