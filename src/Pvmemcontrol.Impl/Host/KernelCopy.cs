// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>Copies by the kernel within this process: an inaccessible page is reported, and is no signal.</summary>
internal static unsafe class KernelCopy
{
    /// <summary>Copies bytes between two places; false when some page does not allow it.</summary>
    /// <param name="local">Memory that is accessible.</param>
    /// <param name="other">The address of memory that may not be.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="isWrite">Whether <paramref name="other"/> is written.</param>
    /// <exception cref="HostException">The kernel does not let this process copy so at all.</exception>
    internal static bool Try(byte* local, nint other, int count, bool isWrite)
    {
        var here = new LibC.IoVector { Base = (nint)local, Length = (nuint)count };
        var there = new LibC.IoVector { Base = other, Length = (nuint)count };

        // SAFETY: the first vector describes memory of the caller; of the second the kernel checks every page.
        var copied = isWrite
            ? LibC.ProcessVmWriteV(Environment.ProcessId, &here, 1, &there, 1, 0)
            : LibC.ProcessVmReadV(Environment.ProcessId, &here, 1, &there, 1, 0);
        return IsWhole(copied, count);
    }

    /// <summary>A copy that stopped early, or did not begin, met a page that does not allow it.</summary>
    private static bool IsWhole(nint copied, int count)
    {
        var errno = copied < 0 ? Marshal.GetLastPInvokeError() : 0;
        return errno is 0 or (int)Errno.EFAULT
            ? copied == count
            : throw new HostException("process_vm_readv or process_vm_writev", errno);
    }
}
