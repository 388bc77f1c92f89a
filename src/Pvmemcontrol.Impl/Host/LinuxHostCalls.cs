// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The real system calls on the mappings of a <see cref="GuestMemory"/>.</summary>
/// <param name="memory">The mappings.</param>
public sealed class LinuxHostCalls(GuestMemory memory) : IHostCalls
{
    private static ReadOnlySpan<byte> NamePrefix => "pvmemcontrol-"u8;

    /// <inheritdoc/>
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var address = memory.BaseOf(region) + (nint)offset;
        var size = (nuint)length;
        var result = function switch
        {
            FunctionCode.DontNeed => LibC.MAdvise(address, size, LibC.MadvDontNeed),
            FunctionCode.Remove => LibC.MAdvise(address, size, LibC.MadvRemove),
            FunctionCode.Free => LibC.MAdvise(address, size, LibC.MadvFree),
            FunctionCode.PageOut => LibC.MAdvise(address, size, LibC.MadvPageOut),
            FunctionCode.DontDump => LibC.MAdvise(address, size, LibC.MadvDontDump),
            FunctionCode.SetVmaAnonName => SetName(address, size, arg),
            FunctionCode.MLock => LibC.MLock2(address, size, 0),
            FunctionCode.MUnlock => LibC.MUnlock(address, size),
            FunctionCode.MProtectNone => LibC.MProtect(address, size, LibC.ProtNone),
            FunctionCode.MProtectR => LibC.MProtect(address, size, LibC.ProtRead),
            FunctionCode.MProtectW => LibC.MProtect(address, size, LibC.ProtWrite),
            FunctionCode.MProtectRW => LibC.MProtect(address, size, LibC.ProtRead | LibC.ProtWrite),
            FunctionCode.Mergeable => LibC.MAdvise(address, size, LibC.MadvMergeable),
            FunctionCode.Unmergeable => LibC.MAdvise(address, size, LibC.MadvUnmergeable),
            FunctionCode.Info or _ =>
                throw new ArgumentOutOfRangeException(nameof(function), function, "has no host call"),
        };
        return result == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
    }

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length) =>
        LibC.MAdvise(memory.BaseOf(region) + (nint)offset, (nuint)length, LibC.MadvDoDump) == 0
            ? Errno.None
            : (Errno)Marshal.GetLastPInvokeError();

    /// <summary>The guest's argument is a number in the name; 0 takes the name away.</summary>
    private static unsafe int SetName(nint address, nuint size, ulong arg)
    {
        // On the stack: a string would be an allocation that a guest can trigger at will.
        Span<byte> name = stackalloc byte[64];
        NamePrefix.CopyTo(name);
        _ = arg.TryFormat(name[NamePrefix.Length..], out var digits, provider: CultureInfo.InvariantCulture);
        name[NamePrefix.Length + digits] = 0;
        fixed (byte* first = name)
        {
            // SAFETY: the bytes end with a zero and live through the call, which copies them.
            return LibC.PrCtlSetVma(
                LibC.PrSetVma, LibC.PrSetVmaAnonName, address, size, arg == 0 ? null : first);
        }
    }
}
