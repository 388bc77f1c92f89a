// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The real system calls on the mappings of a <see cref="GuestMemory"/>.</summary>
/// <param name="memory">The mappings.</param>
public sealed class LinuxHostCalls(GuestMemory memory) : IHostCalls
{
    /// <inheritdoc/>
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length)
    {
        var address = memory.BaseOf(region) + (nint)offset;
        var size = (nuint)length;
        var result = function switch
        {
            FunctionCode.DontNeed => LibC.MAdvise(address, size, LibC.MadvDontNeed),
            FunctionCode.Free => LibC.MAdvise(address, size, LibC.MadvFree),
            FunctionCode.MProtectNone => LibC.MProtect(address, size, LibC.ProtNone),
            FunctionCode.MProtectRW => LibC.MProtect(address, size, LibC.ProtRead | LibC.ProtWrite),
            FunctionCode.Remove or FunctionCode.PageOut or FunctionCode.DontDump or FunctionCode.SetVmaAnonName
                or FunctionCode.MLock or FunctionCode.MUnlock or FunctionCode.MProtectR or FunctionCode.MProtectW
                or FunctionCode.Mergeable or FunctionCode.Unmergeable => NotOffered,
            FunctionCode.Info or _ =>
                throw new ArgumentOutOfRangeException(nameof(function), function, "has no host call"),
        };
        return result switch
        {
            0 => Errno.None,
            NotOffered => Errno.EOPNOTSUPP,
            _ => (Errno)Marshal.GetLastPInvokeError(),
        };
    }

    private const int NotOffered = int.MinValue;
}
