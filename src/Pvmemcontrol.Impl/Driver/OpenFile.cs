// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// An open file: what open(2) made, for any number of tasks. It is released when it was closed and no task is inside
/// an ioctl on it.
/// </summary>
public sealed class OpenFile
{
    private readonly IFileOperations _operations;

    /// <summary>One for not being closed, and one for each task inside; 0: released.</summary>
    private int _references = 1;

    private int _isClosed;

    internal OpenFile(IFileOperations operations, Caller caller, OpenFlags flags)
    {
        _operations = operations;
        Caller = caller;
        Flags = flags;
    }

    /// <summary>The task that opened it.</summary>
    public Caller Caller { get; }

    /// <summary>The flags of open(2).</summary>
    public OpenFlags Flags { get; }

    /// <summary>What a driver keeps with it (file->private_data).</summary>
    public object? PrivateData { get; set; }

    /// <summary>ioctl(2).</summary>
    /// <param name="command">The ioctl's number.</param>
    /// <param name="argument">A pointer into the caller's memory.</param>
    /// <param name="user">The caller's memory.</param>
    /// <returns>0 or what the driver returned; -EBADF when the file is closed.</returns>
    public int Ioctl(uint command, ulong argument, IUserMemory user)
    {
        if (!TryGet())
        {
            return -(int)Errno.EBADF;
        }

        try
        {
            return _operations.Ioctl(this, command, argument, user);
        }
        finally
        {
            Put();
        }
    }

    /// <summary>ioctl(2) of a 32-bit caller.</summary>
    /// <inheritdoc cref="Ioctl"/>
    public int CompatIoctl(uint command, uint argument, IUserMemory user)
    {
        if (!TryGet())
        {
            return -(int)Errno.EBADF;
        }

        try
        {
            return _operations.CompatIoctl(this, command, argument, user);
        }
        finally
        {
            Put();
        }
    }

    /// <summary>close(2) of the last descriptor.</summary>
    /// <returns>0; -EBADF when the file is closed already.</returns>
    public int Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return -(int)Errno.EBADF;
        }

        Put();
        return 0;
    }

    private bool TryGet()
    {
        while (true)
        {
            var references = Volatile.Read(ref _references);
            if (references == 0 || Volatile.Read(ref _isClosed) != 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _references, references + 1, references) == references)
            {
                return true;
            }
        }
    }

    private void Put()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            _operations.Release(this);
        }
    }
}
