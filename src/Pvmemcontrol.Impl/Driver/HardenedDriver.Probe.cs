// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Impl.Driver;

/// <content>probe and remove, one at a time under a mutex; and the hooks.</content>
public partial class HardenedDriver
{
    /// <summary>Held by probe and by remove, whichever device they are for.</summary>
    private readonly object _mutex = new();

    private DriverInstance? _owner;

    /// <summary>The one device that the driver serves, or null. Under the mutex of probe and remove.</summary>
    protected DriverInstance? Owner
    {
        get => _owner;
        set => _owner = value;
    }

    /// <inheritdoc/>
    public virtual int Probe(IPciFunction function)
    {
        var error = function.Enable();
        if (error != 0)
        {
            return error;
        }

        var registers = function.MapRegisters();
        if (registers is null)
        {
            return -(int)Errno.ENOMEM;
        }

        lock (_mutex)
        {
            AssertOwnerInvariants();
            return RefusesSecond() ? -(int)Errno.EBUSY : ProbeFirst(function, registers);
        }
    }

    /// <inheritdoc/>
    public virtual void Remove(IPciFunction function)
    {
        lock (_mutex)
        {
            AssertOwnerInvariants();
            var device = OwnDevice(function) ?? throw new KernelBugException("remove of a device that is not bound");
            misc.Deregister(this);
            Retract();
            GiveBack(device);
            Owner = null;
            LetGoAndFree(device, onFailure: false);
            FreeDevice(device);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The next kernel does not know which pages are revoked: they are given back first.</remarks>
    public virtual void Shutdown(IPciFunction function)
    {
        if (OwnDevice(function) is { } device)
        {
            Retract();
            GiveBack(device);
            Disconnect(device);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// -EBUSY while a page is revoked, which the kernel could not read for its image, or while anything is in force
    /// that the host would forget.
    /// </remarks>
    public virtual int Suspend(IPciFunction function)
    {
        if (OwnDevice(function) is not { } device)
        {
            return 0;
        }

        if (RefusesToSleep())
        {
            return -(int)Errno.EBUSY;
        }

        Retract();
        Disconnect(device);
        return 0;
    }

    /// <inheritdoc/>
    /// <remarks>When it fails, ioctls find no device until it is bound again.</remarks>
    public virtual int Resume(IPciFunction function)
    {
        if (OwnDevice(function) is not { } device)
        {
            return 0;
        }

        var error = Connect(device);
        if (error == 0)
        {
            Publish(device);
        }

        return error;
    }

    /// <summary>When hibernation is refused.</summary>
    protected virtual bool RefusesToSleep() => !Lasting.IsEmpty;

    /// <summary>The device of the function that the PCI core passes.</summary>
    protected virtual DriverInstance? OwnDevice(IPciFunction function) => (DriverInstance?)function.DriverData;

    /// <summary>A second device is refused before anything of the first is touched.</summary>
    protected virtual bool RefusesSecond() => Owner is not null;

    /// <summary>The alignment that the channels are allocated with, in bytes: their size, so that none crosses a page.
    /// </summary>
    protected virtual int ChannelAlignment => Request.Size;

    /// <summary>True when the answer to INFO is valid.</summary>
    protected virtual bool AcceptsInfo(in Reply reply) => IsInfo(reply);

    /// <summary>What probe returns if it is not.</summary>
    protected virtual int InfoError(in Reply reply) => -(int)Errno.EIO;

    /// <summary>Makes the device known to ioctls.</summary>
    protected virtual void Publish(DriverInstance device)
    {
        DeviceLock.DownWrite();
        try
        {
            AssertDeviceInvariants();
            Device = device;
        }
        finally
        {
            DeviceLock.UpWrite();
        }
    }

    /// <summary>Hides the device from new ioctls, and waits for those that use it.</summary>
    protected virtual void Retract()
    {
        DeviceLock.DownWrite();
        try
        {
            AssertDeviceInvariants();
            Device = null;
        }
        finally
        {
            DeviceLock.UpWrite();
        }
    }

    /// <summary>
    /// Frees the channels if the device acknowledged that it dropped them; otherwise they are never freed.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="onFailure">True in a probe that failed.</param>
    protected virtual void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        if (Disconnect(device))
        {
            FreeChannels(device);
        }
        else
        {
            device.IsFreed = true;
            Kernel.Quarantine(device.ChannelMemory!);
        }
    }

    /// <summary>Frees the channels.</summary>
    protected void FreeChannels(DriverInstance device)
    {
        device.IsFreed = true;
        Kernel.Free(device.ChannelMemory!);
    }

    /// <summary>Frees the device structure.</summary>
    protected virtual void FreeDevice(DriverInstance device)
    {
        device.IsFreed = true;
        Kernel.Free(device.Memory);
    }

    private int ProbeFirst(IPciFunction function, IRegisters registers)
    {
        if (Kernel.Allocate(DriverInstance.Size) is not { } memory)
        {
            return -(int)Errno.ENOMEM;
        }

        var device = new DriverInstance(registers, memory);
        var error = -(int)Errno.ENOMEM;
        if (Kernel.AllocatePerCpu(Request.Size, ChannelAlignment) is { } channelMemory)
        {
            device.AttachChannels(channelMemory);
            error = Serve(function, device);
            if (error == 0)
            {
                return 0;
            }

            LetGoAndFree(device, onFailure: true);
        }

        FreeDevice(device);
        return error;
    }

    /// <summary>From the first register access to success.</summary>
    private int Serve(IPciFunction function, DriverInstance device)
    {
        var error = Connect(device);
        if (error == 0)
        {
            error = AskInfo(device);
        }

        if (error != 0)
        {
            return error;
        }

        Publish(device);
        error = misc.Register(this);
        if (error != 0)
        {
            Retract();
            return error;
        }

        Owner = device;
        function.DriverData = device;
        return 0;
    }

    /// <summary>-EIO unless INFO was answered, without an error and with a page size; keeps the answer.</summary>
    private int AskInfo(DriverInstance device)
    {
        var buffer = new CallBuffer { Request = new Request(FunctionCode.Info, 0, 0) };
        SendRequest(device, buffer);
        var reply = buffer.Reply;
        if (!AcceptsInfo(reply))
        {
            return InfoError(reply);
        }

        Span<byte> info = stackalloc byte[Request.Size];
        buffer.Encode(info);
        Kernel.Store(device.Memory.Addresses[0], info);
        device.PageSize = reply.Value;
        return 0;
    }

    /// <summary>Holds whenever the mutex is held, except in the middle of probe and remove.</summary>
    private void AssertOwnerInvariants()
    {
        KernelBugException.ThrowUnless(_owner is not null || _device is null,
            DriverRequirements.SecondDeviceIsHarmless, "ioctls find a device that is not bound");
        KernelBugException.ThrowUnless(_owner is null || !_owner.IsFreed,
            DriverRequirements.SuccessMeansServing, "the device that is bound was freed");
    }
}
