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
    /// After a request. One that failed may have changed some of its range, and ended nothing. Its range is kept apart:
    /// it may name anything, and be of any length.
    /// </summary>
    /// <param name="request">What was sent.</param>
    /// <param name="isPerformed">True when it succeeded.</param>
    public void Note(in Request request, bool isPerformed)
    {
        if (isPerformed)
        {
            BegunBy(request)?.Add(request.Address, request.Length);
            EndedBy(request)?.Remove(request.Address, request.Length);
        }
        else
        {
            BegunBy(request)?.AddApart(request.Address, request.Length);
        }
    }

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
