// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Concurrency.Vmms;

/// <summary>
/// The VMM around the device, as it should be: a register access is one call of the device; while the machine is saved
/// and restored, vCPUs stand still outside. Broken ones override one step.
/// </summary>
internal class Vmm(VmmStage stage) : IMmioDevice
{
    /// <summary>Guards everything below it.</summary>
    private readonly object _gate = new();
    private int _inside;
    private bool _isPaused;

    /// <summary>The device that the guest has now.</summary>
    protected IMmioDevice Device { get; private set; } = stage.NewDevice(stage.Memory);

    /// <summary>The guest RAM that the guest has now.</summary>
    internal GuestMemory Memory { get; private set; } = stage.Memory;

    /// <summary>What it works with.</summary>
    protected VmmStage Stage => stage;

    /// <summary>True when a vCPU is in a register access.</summary>
    internal bool IsEntered
    {
        get
        {
            lock (_gate)
            {
                return _inside > 0;
            }
        }
    }

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

    /// <summary>A vCPU loads or stores in guest RAM. One that stands still does not.</summary>
    internal void Touch(Action<GuestMemory> access)
    {
        Enter();
        access(Memory);
        Leave();
    }

    /// <summary>Saves the machine and goes on with its successor.</summary>
    internal virtual void Migrate()
    {
        Pause();
        var state = ((ISaveRestore)Device).Save();
        Stage.CopyMemory();
        GoOn(state);
        Resume();
    }

    /// <summary>A new device in the other guest RAM has the state, and the guest has that from now on.</summary>
    protected void GoOn(byte[] state)
    {
        var device = stage.NewDevice(stage.Successor);
        Restore((ISaveRestore)device, state);
        Device = device;
        Memory = stage.Successor;
        stage.Note("the guest goes on");
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
    protected void Enter()
    {
        lock (_gate)
        {
            while (_isPaused)
            {
                Monitor.Wait(_gate);
            }

            _inside++;
        }
    }

    /// <summary>A vCPU enters the guest.</summary>
    protected void Leave()
    {
        lock (_gate)
        {
            _inside--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until no vCPU is in a register access; lets none in.</summary>
    protected void Pause()
    {
        lock (_gate)
        {
            _isPaused = true;
            while (_inside > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Lets vCPUs go on.</summary>
    protected void Resume()
    {
        lock (_gate)
        {
            _isPaused = false;
            Monitor.PulseAll(_gate);
        }
    }
}
