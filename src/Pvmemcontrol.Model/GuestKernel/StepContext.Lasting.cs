// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>
/// What a request changes until another one ends it: a page is revoked, or locked. What the host has, and what the
/// driver remembers of it.
/// </content>
public readonly ref partial struct StepContext
{
    private const int Revoked = 1;
    private const int Locked = 2;

    /// <summary>True for a request that lasts.</summary>
    public bool Lasts => RequestKinds.Lasts(Kind);

    /// <summary>mutex_lock() of the driver's mutex for requests that last.</summary>
    public void LastingLock() => LockSleeping(Layout.LastingMutex);

    /// <summary>mutex_unlock() of that mutex, if the task has it.</summary>
    public void LastingUnlock()
    {
        if (Layout.LastingMutex.Get(_state) == Self)
        {
            Layout.LastingMutex.Set(ref _state, 0);
        }
    }

    /// <summary>True while the driver remembers a page that it had revoked or locked.</summary>
    public bool RemembersLasting => Layout.Remembered.Get(_state) != 0;

    /// <summary>The driver remembers what the request is about to change.</summary>
    public void RememberLasting()
    {
        var before = Layout.Remembered.Get(_state);
        Layout.Remembered.Set(ref _state, before | AfterRequest(before, Kind));
    }

    /// <summary>The request was performed: the driver forgets what it ended.</summary>
    public void ForgetWhatEnded() =>
        Layout.Remembered.Set(ref _state, AfterRequest(Layout.Remembered.Get(_state), Kind));

    /// <summary>MPROTECT_RW of all that is revoked, on a channel that nobody else uses.</summary>
    public void GiveBackAll()
    {
        if (HealthOf(Device) == DeviceHealth.Well)
        {
            Layout.InForce.Set(ref _state, Layout.InForce.Get(_state) & ~Revoked);
            Layout.Remembered.Set(ref _state, Layout.Remembered.Get(_state) & ~Revoked);
        }
    }

    /// <summary>
    /// The kernel reads every page in use and writes it to the image. A driver that is bound to another device has a
    /// say there, which is not part of this call.
    /// </summary>
    internal void WriteImage()
    {
        for (var other = 0; other < _states.Setup.Devices; other++)
        {
            if (other != Device && Layout.Bound[other].Get(_state) == (int)DeviceBinding.Bound)
            {
                return;
            }
        }

        ReadAllMemory(DriverRequirements.ImageReadsNoRevokedPage);
    }

    /// <summary>The crash kernel reads every page of the kernel that crashed.</summary>
    internal void ReadForDump() => ReadAllMemory(DriverRequirements.DumpReadsNoRevokedPage);

    /// <summary>The resumed guest runs on a host whose memory is in its default state.</summary>
    private void LoseLasting()
    {
        if (Layout.InForce.Get(_state) != 0 && Layout.Bound[Device].Get(_state) == (int)DeviceBinding.Bound)
        {
            Layout.IsLost.Set(ref _state, 1);
        }

        Layout.InForce.Set(ref _state, 0);
    }

    private void PerformLasting(RequestKind kind) =>
        Layout.InForce.Set(ref _state, AfterRequest(Layout.InForce.Get(_state), kind));

    private void ReadAllMemory(Requirement requirement)
    {
        if ((Layout.InForce.Get(_state) & Revoked) != 0)
        {
            Violate(requirement);
        }
    }

    private static int AfterRequest(int before, RequestKind kind) => kind switch
    {
        RequestKind.Revoke => before | Revoked,
        RequestKind.GiveBack => before & ~Revoked,
        RequestKind.Lock => before | Locked,
        RequestKind.Unlock => before & ~Locked,
        RequestKind.DontNeed or RequestKind.Info or RequestKind.OwnChannel or RequestKind.Pluggable
            or RequestKind.WrongNumber or RequestKind.BadPointer => before,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
