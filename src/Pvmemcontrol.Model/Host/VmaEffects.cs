// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Model.Host;

/// <summary>Which flags of a VMA a function is about.</summary>
public static class VmaEffects
{
    /// <summary>The flags that the function's call changes; none for calls that change content or nothing.</summary>
    public static VmaFlags Changes(FunctionCode function) => function switch
    {
        FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW or FunctionCode.MProtectRW =>
            VmaFlags.ReadWrite,
        FunctionCode.MLock or FunctionCode.MUnlock => VmaFlags.Locked,
        FunctionCode.DontDump => VmaFlags.DontDump,
        FunctionCode.Mergeable or FunctionCode.Unmergeable => VmaFlags.Mergeable,
        _ => VmaFlags.None,
    };

    /// <summary>What the call leaves of <see cref="Changes"/>.</summary>
    public static VmaFlags Sets(FunctionCode function) => function switch
    {
        FunctionCode.MProtectR => VmaFlags.Read,
        FunctionCode.MProtectW => VmaFlags.Write,
        FunctionCode.MProtectRW => VmaFlags.ReadWrite,
        FunctionCode.MLock => VmaFlags.Locked,
        FunctionCode.DontDump => VmaFlags.DontDump,
        FunctionCode.Mergeable => VmaFlags.Mergeable,
        _ => VmaFlags.None,
    };

    /// <summary>The flags that the call leaves where there were these.</summary>
    public static VmaSet Apply(FunctionCode function, VmaSet before) =>
        before.Change(Changes(function), Sets(function));

    /// <summary>True for the MPROTECT_* functions.</summary>
    public static bool IsProtection(FunctionCode function) => Changes(function) == VmaFlags.ReadWrite;

    /// <summary>True for the MPROTECT_* functions after which the VMM cannot use a buffer.</summary>
    public static bool Revokes(FunctionCode function) =>
        IsProtection(function) && Sets(function) != VmaFlags.ReadWrite;
}
