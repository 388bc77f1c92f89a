// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Steps;

/// <summary>
/// A variant of the guest driver: its entry points as atomic steps. Memory is sequentially consistent: every step
/// sees the effects of all steps before it, and a copy of 32 bytes is one step.
/// </summary>
public abstract class GuestDriver
{
    /// <summary>The variant's name: v4, v5 or hardened.</summary>
    public abstract string Name { get; }

    /// <summary>What the steps of this variant refer to, such as pvmemcontrol.c.</summary>
    public abstract string Document { get; }

    /// <summary>What it keeps.</summary>
    public abstract DriverState State { get; }

    /// <summary>
    /// Requirements that this variant was not read for, so that it is not judged by them: what its model does there
    /// is taken over from another.
    /// </summary>
    public virtual ImmutableArray<Requirement> NotRead => [];

    /// <summary>open(2) on the node, as the driver's part of it.</summary>
    public abstract void Open(ProcedureBuilder p);

    /// <summary>ioctl(2).</summary>
    public abstract void Ioctl(ProcedureBuilder p);

    /// <summary>The last close(2).</summary>
    public abstract void Release(ProcedureBuilder p);

    /// <summary>The PCI core found a device.</summary>
    public abstract void Probe(ProcedureBuilder p);

    /// <summary>The PCI core takes the device away.</summary>
    public abstract void Remove(ProcedureBuilder p);

    /// <summary>The kernel is about to give the machine to another one (kexec), or to end.</summary>
    public abstract void Shutdown(ProcedureBuilder p);

    /// <summary>
    /// Tasks are frozen; memory is about to be read for an image, and device and host to lose their state. An error
    /// ends the transition.
    /// </summary>
    public abstract void Suspend(ProcedureBuilder p);

    /// <summary>The device is back, without its state; tasks are still frozen.</summary>
    public abstract void Resume(ProcedureBuilder p);

    /// <summary>A crash kernel has found the device, whose channels are those of the kernel that crashed.</summary>
    public abstract void ProbeInCrashKernel(ProcedureBuilder p);

    /// <summary>A CPU is about to go offline; tasks may still run on it.</summary>
    public abstract void CpuGoesOffline(ProcedureBuilder p);
}
