// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// The driver as it should be, equal to the model's <see cref="Model.Driver.HardenedDriver"/> step for step: the
/// calls of users. A reader-writer lock keeps the device while an ioctl uses it; requests and replies are the call's
/// own; a local lock keeps the channel. Errors are negative errnos. Broken variants override one step.
/// </summary>
/// <param name="kernel">Memory and CPUs.</param>
/// <param name="misc">Where the device node is registered.</param>
public partial class HardenedDriver(IGuestKernel kernel, IMiscCore misc) : IFileOperations, IPciDriver
{
    /// <summary>The device that ioctls find, or null. Written with <see cref="DeviceLock"/> write-locked.</summary>
    private DriverInstance? _device;

    /// <summary>Held by an ioctl whose request lasts. Taken before <see cref="DeviceLock"/>.</summary>
    private readonly object _lastingMutex = new();

    /// <summary>The device that ioctls find, or null.</summary>
    protected DriverInstance? Device
    {
        get => _device;
        set => _device = value;
    }

    /// <summary>Keeps the device in place while ioctls use it.</summary>
    protected RwSemaphore DeviceLock { get; } = new();

    /// <summary>What outlasts the requests that were sent. Under the mutex for them, or while no ioctl runs.</summary>
    protected LastingChanges Lasting { get; } = new();

    /// <summary>Memory and CPUs.</summary>
    protected IGuestKernel Kernel { get; } = kernel;

    /// <inheritdoc/>
    /// <remarks>A file has no data of its own, so nothing is allocated and nothing is shared.</remarks>
    public virtual int Open(OpenFile file) => Admits(file);

    /// <inheritdoc/>
    public virtual void Release(OpenFile file)
    {
        // A file has no data of its own.
    }

    /// <inheritdoc/>
    public virtual int Ioctl(OpenFile file, uint command, ulong argument, IUserMemory user)
    {
        var buffer = BufferOf(file);
        var error = CopyIn(command, argument, user, buffer);
        if (error != 0)
        {
            return error;
        }

        error = Lasting.Lasts(buffer.Request) ? CallAlone(buffer) : CallWithDevice(buffer);
        return error != 0 ? error : CopyOut(argument, user, buffer);
    }

    /// <inheritdoc/>
    /// <remarks>compat_ptr_ioctl: the layout is the same, the pointer is shorter.</remarks>
    public int CompatIoctl(OpenFile file, uint command, uint argument, IUserMemory user) =>
        Ioctl(file, command, argument, user);

    /// <summary>-EPERM without CAP_SYS_ADMIN, -EINVAL with O_EXCL.</summary>
    protected virtual int Admits(OpenFile file) =>
        !file.Caller.IsCapable ? -(int)Errno.EPERM
        : (file.Flags & OpenFlags.Exclusive) != 0 ? -(int)Errno.EINVAL
        : 0;

    /// <summary>Where a call has its request and its reply: in memory of its own.</summary>
    protected virtual CallBuffer BufferOf(OpenFile file) => new();

    /// <summary>-ENOTTY for another ioctl number, -EFAULT for a bad pointer; copies the request.</summary>
    protected virtual int CopyIn(uint command, ulong argument, IUserMemory user, CallBuffer buffer)
    {
        if (RefusesNumber(command))
        {
            return -(int)Errno.ENOTTY;
        }

        Span<byte> bytes = stackalloc byte[Request.Size];
        if (!user.CopyFrom(argument, bytes))
        {
            return -(int)Errno.EFAULT;
        }

        buffer.LoadCall(bytes);
        return 0;
    }

    /// <summary>-EFAULT for a bad pointer; copies the reply.</summary>
    protected virtual int CopyOut(ulong argument, IUserMemory user, CallBuffer buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        buffer.StoreReturn(bytes);
        return user.CopyTo(argument, bytes) ? 0 : -(int)Errno.EFAULT;
    }

    /// <summary>Which ioctl numbers are refused.</summary>
    protected virtual bool RefusesNumber(uint command) => command != IoctlAbi.VmmCall;

    /// <summary>The part of an ioctl that uses the device, which stays in place meanwhile.</summary>
    protected virtual int CallWithDevice(CallBuffer buffer)
    {
        LockDevice();
        try
        {
            AssertDeviceInvariants();
            return Device is { } device ? Call(device, buffer) : -(int)Errno.ENODEV;
        }
        finally
        {
            UnlockDevice();
        }
    }

    /// <summary>down_read.</summary>
    protected virtual void LockDevice() => DeviceLock.DownRead();

    /// <summary>up_read.</summary>
    protected virtual void UnlockDevice() => DeviceLock.UpRead();

    /// <summary>
    /// INFO from the cache; -EINVAL for a range that contains a channel; otherwise the request goes to the device.
    /// </summary>
    protected int Call(DriverInstance device, CallBuffer buffer)
    {
        var request = buffer.Request;
        if (RefusesRange(device, request) || RefusesRequest(request))
        {
            return -(int)Errno.EINVAL;
        }

        if (!AnswersFromCache(request))
        {
            return Send(device, buffer);
        }

        Span<byte> info = stackalloc byte[Request.Size];
        Kernel.Load(device.Memory.Addresses[0], info);
        buffer.Decode(info);
        return 0;
    }

    /// <summary>
    /// True for a range that holds a channel, as far as the host rounds it: what is done to the host page of a buffer
    /// is done to requests in flight. INFO has no range.
    /// </summary>
    protected virtual bool RefusesRange(DriverInstance device, in Request request)
    {
        if (request is { FunctionCode: (ulong)FunctionCode.Info } or { Length: 0 })
        {
            return false;
        }

        UInt128 start = request.Address;
        var end = start + request.Length;
        foreach (var channel in device.Channels)
        {
            UInt128 page = channel.Address & ~(device.PageSize - 1);
            if (start < page + device.PageSize && end > page)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True for a request that a correct reply may equal byte for byte: an error number and nothing else (a function
    /// code of 95 without arguments, and EOPNOTSUPP). Its reply would read as no reply, and cost a channel. No function
    /// does anything with length 0.
    /// </summary>
    protected virtual bool RefusesRequest(in Request request) =>
        request is { Address: 0, Length: 0, Arg: 0 } && Errnos.IsError((uint)request.FunctionCode);

    /// <summary>Which requests need no device.</summary>
    protected virtual bool AnswersFromCache(in Request request) => request.FunctionCode == (ulong)FunctionCode.Info;

    /// <summary>
    /// Requests that last are made one at a time, so that what is remembered of them is what the host has. Others do
    /// not wait for them: an MLOCK may take seconds.
    /// </summary>
    private int CallAlone(CallBuffer buffer)
    {
        lock (_lastingMutex)
        {
            return CallWithDevice(buffer);
        }
    }

    /// <summary>Sends the request, and remembers what outlasts it.</summary>
    protected int Send(DriverInstance device, CallBuffer buffer)
    {
        var request = buffer.Request;
        var error = SendRequest(device, buffer);
        Lasting.Note(request, error == 0 && buffer.Reply is { Errno: 0, Code: 0 });
        return error;
    }

    /// <summary>Holds whenever the device lock is held, for reading or for writing.</summary>
    private void AssertDeviceInvariants()
    {
        if (_device is not { } device)
        {
            return;
        }

        KernelBugException.ThrowUnless(!device.IsFreed, DriverRequirements.OpenFileOutlivesDevice,
            "ioctls find a device that was freed");
        KernelBugException.ThrowUnless(device.IsRegistered, DriverRequirements.NoRequestBeforeReady,
            "ioctls find a device without channels");
        KernelBugException.ThrowUnless(device.PageSize != 0, DriverRequirements.InfoIsChecked,
            "ioctls find a device whose page size is not known yet");
    }

    /// <summary>What PVMC-DEV-022 requires of an answer to INFO.</summary>
    private static bool IsInfo(in Reply reply) =>
        reply is { Errno: 0, Code: 0, Value: >= PageGeometry.Size } && BitOperations.IsPow2(reply.Value);
}
