// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// What requests changed at the host until another request ends it: pages that are revoked, locked, or left out of
/// dumps. Not safe for use by several tasks at once.
/// </summary>
public sealed class LastingChanges
{
    private readonly GuestRanges _locked = new();
    private readonly GuestRanges _undumped = new();

    /// <summary>Pages that the guest may not access in every way.</summary>
    public GuestRanges Revoked { get; } = new();

    /// <summary>True when no page is locked or left out of dumps.</summary>
    public bool IsSwappedAndDumped => _locked.IsEmpty && _undumped.IsEmpty;

    /// <summary>True when nothing is in force that hibernation would lose (PVMC-DRV-042).</summary>
    public bool IsEmpty => Revoked.IsEmpty && IsSwappedAndDumped;

    /// <summary>True for a request that begins or ends such a change.</summary>
    public bool Lasts(in Request request) => (BegunBy(request) ?? EndedBy(request)) is not null;

    /// <summary>
    /// Before a request is sent. Errors are not atomic, so what it is about to change is remembered however it ends.
    /// </summary>
    public void Remember(in Request request) => BegunBy(request)?.Add(request.Address, request.Length);

    /// <summary>After a request succeeded: what it ended is forgotten.</summary>
    public void Forget(in Request request) => EndedBy(request)?.Remove(request.Address, request.Length);

    private GuestRanges? BegunBy(in Request request) => (FunctionCode)request.FunctionCode switch
    {
        FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW => Revoked,
        FunctionCode.MLock => _locked,
        FunctionCode.DontDump => _undumped,
        _ => null,
    };

    private GuestRanges? EndedBy(in Request request) => (FunctionCode)request.FunctionCode switch
    {
        FunctionCode.MProtectRW => Revoked,
        FunctionCode.MUnlock => _locked,
        _ => null,
    };
}
