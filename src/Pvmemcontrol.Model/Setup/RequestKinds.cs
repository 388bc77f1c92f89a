// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Model.Setup;

/// <summary>The kinds of requests in words and in bytes.</summary>
public static class RequestKinds
{
    /// <summary>In words.</summary>
    public static string Describe(RequestKind kind) => kind switch
    {
        RequestKind.DontNeed => "DONTNEED",
        RequestKind.Info => "INFO",
        RequestKind.OwnChannel => "MPROTECT_NONE of its own channel",
        RequestKind.Pluggable => "DONTNEED of pluggable memory",
        RequestKind.Revoke => "MPROTECT_NONE",
        RequestKind.GiveBack => "MPROTECT_RW",
        RequestKind.Lock => "MLOCK",
        RequestKind.Unlock => "MUNLOCK",
        RequestKind.WrongNumber => "with another number",
        RequestKind.BadPointer => "with a bad pointer",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>True for a request that changes how a page is backed until another one ends that.</summary>
    public static bool Lasts(RequestKind kind) =>
        kind is RequestKind.Revoke or RequestKind.GiveBack or RequestKind.Lock or RequestKind.Unlock;

    /// <summary>The bytes that the guest writes; the address distinguishes requests.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="address">Guest physical address of one page.</param>
    public static Request ToRequest(RequestKind kind, ulong address) => kind switch
    {
        RequestKind.Info => default,
        RequestKind.OwnChannel => new Request(FunctionCode.MProtectNone, address, 0x1000),
        RequestKind.Revoke => new Request(FunctionCode.MProtectNone, address, 0x1000),
        RequestKind.GiveBack => new Request(FunctionCode.MProtectRW, address, 0x1000),
        RequestKind.Lock => new Request(FunctionCode.MLock, address, 0x1000),
        RequestKind.Unlock => new Request(FunctionCode.MUnlock, address, 0x1000),
        RequestKind.DontNeed or RequestKind.Pluggable or RequestKind.WrongNumber or RequestKind.BadPointer =>
            new Request(FunctionCode.DontNeed, address, 0x1000),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
