// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// Another process that has mapped the same shared memory. The kernel lets this one give it few pieces of advice
/// (process_madvise(2): PAGEOUT, and none that discards), and only with the right to look at it and CAP_SYS_NICE.
/// </summary>
public sealed class OtherProcess : IDisposable
{
    private readonly int _pid;
    private readonly SafeFileHandle _pidFd;

    private OtherProcess(int pid, SafeFileHandle pidFd)
    {
        _pid = pid;
        _pidFd = pidFd;
    }

    /// <summary>A process by its number; null where it is gone, or the kernel has no pidfd_open (before 5.3).</summary>
    public static OtherProcess? TryOpen(int pid)
    {
        var fd = pid > 0 ? LibC.PidFdOpen(pid) : -1;
        return fd < 0 ? null : new OtherProcess(pid, new SafeFileHandle(fd, ownsHandle: true));
    }

    /// <summary>Pages out where the other process has mapped what this one has mapped in a range.</summary>
    /// <param name="address">The address in this process.</param>
    /// <param name="length">Bytes, at least 1.</param>
    /// <returns>0, or EOPNOTSUPP where the mapping cannot be found or the kernel declines.</returns>
    internal Errno PageOut(nint address, ulong length)
    {
        if (MapsLine.Of("self").FirstOrDefault(line => line.Start <= (ulong)address && (ulong)address < line.End)
            is not { File: { } file } own)
        {
            return Errno.EOPNOTSUPP;
        }

        // The object may be mapped in pieces: whatever of them holds a part of the range.
        var first = own.Offset + ((ulong)address - own.Start);
        var end = first + length;
        var advised = 0UL;
        foreach (var piece in MapsLine.Of(_pid.ToString(CultureInfo.InvariantCulture)).Where(l => l.File == file))
        {
            var from = Math.Max(first, piece.Offset);
            var to = Math.Min(end, piece.Offset + (piece.End - piece.Start));
            if (from < to)
            {
                var there = (nint)(piece.Start + (from - piece.Offset));
                if (LibC.ProcessMAdvise(_pidFd, there, (nuint)(to - from), LibC.MadvPageOut) < 0)
                {
                    return Refusal((Errno)Marshal.GetLastPInvokeError());
                }

                advised += to - from;
            }
        }

        return advised >= length ? Errno.None : Errno.EOPNOTSUPP;
    }

    /// <inheritdoc/>
    public void Dispose() => _pidFd.Dispose();

    /// <summary>What this process may not do, it does not offer; a passing shortage is reported as it is.</summary>
    private static Errno Refusal(Errno errno) =>
        errno is Errno.EAGAIN or Errno.ENOMEM ? errno : Errno.EOPNOTSUPP;
}
