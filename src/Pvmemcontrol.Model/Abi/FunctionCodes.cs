// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>The patch's names of the function codes.</summary>
public static class FunctionCodes
{
    /// <summary>How many function codes there are: 0 and those after it.</summary>
    public const int Count = (int)FunctionCode.Unmergeable + 1;

    /// <summary>The name after PVMEMCONTROL_ in the patch (uapi:52-74).</summary>
    public static string Name(FunctionCode code) => code switch
    {
        FunctionCode.Info => "INFO",
        FunctionCode.DontNeed => "DONTNEED",
        FunctionCode.Remove => "REMOVE",
        FunctionCode.Free => "FREE",
        FunctionCode.PageOut => "PAGEOUT",
        FunctionCode.DontDump => "DONTDUMP",
        FunctionCode.SetVmaAnonName => "SET_VMA_ANON_NAME",
        FunctionCode.MLock => "MLOCK",
        FunctionCode.MUnlock => "MUNLOCK",
        FunctionCode.MProtectNone => "MPROTECT_NONE",
        FunctionCode.MProtectR => "MPROTECT_R",
        FunctionCode.MProtectW => "MPROTECT_W",
        FunctionCode.MProtectRW => "MPROTECT_RW",
        FunctionCode.Mergeable => "MERGEABLE",
        FunctionCode.Unmergeable => "UNMERGEABLE",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "not a function code of the patch"),
    };
}
