// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>A driver's calls from users. Errors are negative errnos.</summary>
public interface IFileOperations
{
    /// <summary>open(2), as far as the driver is asked.</summary>
    int Open(OpenFile file);

    /// <summary>The last reference to an open file is gone.</summary>
    void Release(OpenFile file);

    /// <summary>ioctl(2).</summary>
    /// <param name="file">The open file; several tasks may be here with one at once.</param>
    /// <param name="command">The ioctl's number.</param>
    /// <param name="argument">A pointer into the caller's memory.</param>
    /// <param name="user">The caller's memory.</param>
    int Ioctl(OpenFile file, uint command, ulong argument, IUserMemory user);

    /// <summary>ioctl(2) of a 32-bit caller.</summary>
    /// <inheritdoc cref="Ioctl"/>
    int CompatIoctl(OpenFile file, uint command, uint argument, IUserMemory user);
}
