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
        if (Get(Layout.LastingMutex) == Self)
        {
            Set(Layout.LastingMutex, 0);
        }
    }

    /// <summary>True while the driver remembers a page that it had revoked or locked.</summary>
    public bool RemembersLasting => Get(Layout.Remembered) != 0;

    /// <summary>The driver remembers what the request is about to change.</summary>
    public void RememberLasting()
    {
        var before = Get(Layout.Remembered);
        Set(Layout.Remembered, before | AfterRequest(before, Kind));
    }

    /// <summary>The request was performed: the driver forgets what it ended.</summary>
    public void ForgetWhatEnded() =>
        Set(Layout.Remembered, AfterRequest(Get(Layout.Remembered), Kind));

    /// <summary>MPROTECT_RW of all that is revoked, on a channel that nobody else uses.</summary>
    public void GiveBackAll()
    {
        if (HealthOf(Device) == DeviceHealth.Well)
        {
            Set(Layout.InForce, Get(Layout.InForce) & ~Revoked);
            Set(Layout.Remembered, Get(Layout.Remembered) & ~Revoked);
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
            if (other != Device && Get(Layout.Bound[other]) == (int)DeviceBinding.Bound)
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
        if (Get(Layout.InForce) != 0 && Get(Layout.Bound[Device]) == (int)DeviceBinding.Bound)
        {
            Set(Layout.IsLost, 1);
        }

        Set(Layout.InForce, 0);
    }

    private void PerformLasting(RequestKind kind) =>
        Set(Layout.InForce, AfterRequest(Get(Layout.InForce), kind));

    private void ReadAllMemory(Requirement requirement)
    {
        if ((Get(Layout.InForce) & Revoked) != 0)
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
