// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>What requests changed until another one ends it: pages that are revoked, or locked.</summary>
internal sealed partial class Judge
{
    /// <summary>Guest physical addresses of the pages that users named, one to a request.</summary>
    private readonly HashSet<ulong> _revoked = [];

    private readonly HashSet<ulong> _locked = [];

    private bool _hasLost;

    public void ImageWritten(KernelTask task) => BlameRevoked(
        DriverRequirements.ImageReadsNoRevokedPage, task, "the kernel reads every page for its image");

    public void Thawed(KernelTask task)
    {
        if (_hasLost && _machine.Devices.Any(d => d.IsBound))
        {
            Blame(DriverRequirements.NothingIsLostInSilence, task,
                "the guest runs again on a host that has forgotten what was locked or revoked", "lost");
        }
    }

    private void PerformLasting(Request request)
    {
        switch ((FunctionCode)request.FunctionCode)
        {
            case FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW:
                _revoked.Add(request.Address);
                break;
            case FunctionCode.MLock:
                _locked.Add(request.Address);
                break;
            case FunctionCode.MProtectRW:
                Remove(_revoked, request);
                break;
            case FunctionCode.MUnlock:
                Remove(_locked, request);
                break;
            default:
                // It changes nothing that lasts.
                break;
        }
    }

    private void BlameRevoked(Requirement requirement, KernelTask task, string when)
    {
        if (_revoked.Count > 0 && _machine.Devices.All(d => d is { IsHung: false, IsGone: false }))
        {
            Blame(requirement, task, $"{when}, and the page at 0x{_revoked.Min():x} is revoked", "revoked");
        }
    }

    private void LoseLasting()
    {
        _hasLost |= _revoked.Count + _locked.Count > 0;
        _revoked.Clear();
        _locked.Clear();
    }

    private static void Remove(HashSet<ulong> pages, Request request) => pages.RemoveWhere(
        page => page >= request.Address && page - request.Address < request.Length);
}
