// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Device;

/// <summary>What a call changes of every page of its range when it succeeds.</summary>
/// <param name="About">The attributes that it is about.</param>
/// <param name="Sets">Those of them that the page has afterwards.</param>
internal readonly record struct PageChange(PageMarks About, PageMarks Sets)
{
    private const uint Changing =
        (1u << (int)FunctionCode.DontDump) | (1u << (int)FunctionCode.SetVmaAnonName)
        | (1u << (int)FunctionCode.MLock) | (1u << (int)FunctionCode.MUnlock)
        | (1u << (int)FunctionCode.MProtectNone) | (1u << (int)FunctionCode.MProtectR)
        | (1u << (int)FunctionCode.MProtectW) | (1u << (int)FunctionCode.MProtectRW)
        | (1u << (int)FunctionCode.Mergeable) | (1u << (int)FunctionCode.Unmergeable);

    /// <summary>True when the call of a known function changes attributes, and not only content.</summary>
    internal static bool IsMadeBy(FunctionCode function) => ((Changing >> (int)function) & 1) != 0;

    /// <summary>What a function's call changes.</summary>
    /// <param name="function">One that <see cref="IsMadeBy"/> is true of.</param>
    /// <param name="arg">The request's argument: a name's number, 0 for none.</param>
    internal static PageChange Of(FunctionCode function, ulong arg) => function switch
    {
        FunctionCode.MProtectNone => new(PageMarks.Revoked, PageMarks.Revoked),
        FunctionCode.MProtectR => new(PageMarks.Revoked, PageMarks.NoWrite),
        FunctionCode.MProtectW => new(PageMarks.Revoked, PageMarks.NoRead),
        FunctionCode.MProtectRW => new(PageMarks.Revoked, PageMarks.None),
        FunctionCode.MLock => new(PageMarks.Locked, PageMarks.Locked),
        FunctionCode.MUnlock => new(PageMarks.Locked, PageMarks.None),
        FunctionCode.DontDump => new(PageMarks.DontDump, PageMarks.DontDump),
        FunctionCode.Mergeable => new(PageMarks.Mergeable, PageMarks.Mergeable),
        FunctionCode.Unmergeable => new(PageMarks.Mergeable, PageMarks.None),
        FunctionCode.SetVmaAnonName => new(PageMarks.Named, arg == 0 ? PageMarks.None : PageMarks.Named),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "changes no attribute"),
    };
}
