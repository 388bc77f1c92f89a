// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>What requests changed until another one ends it: pages that are revoked, or locked.</summary>
internal sealed partial class Judge
{
    /// <summary>Guest physical addresses of the pages, one to a request, as the host has them.</summary>
    private readonly Lasting _inForce = new();

    /// <summary>... and as users have asked for them: what the driver does for itself in hibernation aside.</summary>
    private readonly Lasting _asked = new();

    private sealed class Lasting
    {
        internal HashSet<ulong> Revoked { get; } = [];

        internal HashSet<ulong> Locked { get; } = [];

        internal void Perform(Request request)
        {
            switch ((FunctionCode)request.FunctionCode)
            {
                case FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW:
                    Revoked.Add(request.Address);
                    break;
                case FunctionCode.MLock:
                    Locked.Add(request.Address);
                    break;
                case FunctionCode.MProtectRW:
                    Remove(Revoked, request);
                    break;
                case FunctionCode.MUnlock:
                    Remove(Locked, request);
                    break;
                default:
                    // It changes nothing that lasts.
                    break;
            }
        }

        internal void Clear()
        {
            Revoked.Clear();
            Locked.Clear();
        }

        private static void Remove(HashSet<ulong> pages, Request request) => pages.RemoveWhere(
            page => page >= request.Address && page - request.Address < request.Length);
    }

    public void ImageWritten(KernelTask task) => BlameRevoked(
        DriverRequirements.ImageReadsNoRevokedPage, task, "the kernel reads every page for its image");

    public void Thawed(KernelTask task)
    {
        foreach (var (asked, has, what) in new[]
        {
            (_asked.Revoked, _inForce.Revoked, "revoked"), (_asked.Locked, _inForce.Locked, "locked"),
        })
        {
            if (asked.Except(has).Any())
            {
                Blame(DriverRequirements.NothingIsLostInSilence, task,
                    $"the guest runs again, and the page at 0x{asked.Except(has).Min():x} is not {what} any more",
                    $"lost {what}");
            }
        }
    }

    private void PerformLasting(KernelTask task, Request request, bool isUsers)
    {
        _inForce.Perform(request);

        // What the driver gives back for the time of hibernation, its users still count on.
        if (isUsers || !_machine.IsHibernating || task.Call is not null)
        {
            _asked.Perform(request);
        }
    }

    private bool SetsAgain(Request request) => (FunctionCode)request.FunctionCode switch
    {
        FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW =>
            _asked.Revoked.Contains(request.Address),
        FunctionCode.MLock => _asked.Locked.Contains(request.Address),
        _ => false,
    };

    private void BlameRevoked(Requirement requirement, KernelTask task, string when)
    {
        if (_inForce.Revoked.Count > 0 && _machine.Devices.All(d => d is { IsHung: false, IsGone: false }))
        {
            Blame(requirement, task, $"{when}, and the page at 0x{_inForce.Revoked.Min():x} is revoked", "revoked");
        }
    }

    /// <summary>The resumed guest runs on a host whose memory is in its default state.</summary>
    private void LoseLasting(int device)
    {
        _inForce.Clear();
        if (!_machine.Devices[device].IsBound)
        {
            // There is no driver that could do anything about it.
            _asked.Clear();
        }
    }
}
