// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds.Broken;

/// <summary>Any ioctl number is taken for the driver's own.</summary>
[BrokenIn("calls-that-fail", "PVMC-DRV-004")]
public sealed class TakesAnyNumber : HardenedDriver
{
    protected override bool RefusesArgument(RequestKind kind) => kind == RequestKind.BadPointer;
}

/// <summary>The result of copy_from_user is ignored.</summary>
[BrokenIn("calls-that-fail", "PVMC-DRV-005")]
public sealed class IgnoresFault : HardenedDriver
{
    protected override bool RefusesArgument(RequestKind kind) => kind == RequestKind.WrongNumber;
}

/// <summary>A user's INFO goes to the device.</summary>
[BrokenIn("calls-that-fail", "PVMC-DRV-006")]
public sealed class AsksAgain : HardenedDriver
{
    protected override bool AnswersFromCache(RequestKind kind) => false;
}

/// <summary>Any contents of the buffer are taken for the reply.</summary>
[BrokenIn("surprise-removal", "PVMC-DRV-011")]
public sealed class BelievesAnything : HardenedDriver
{
    protected override bool IsAnswered(int request, int reply) => true;
}

/// <summary>The channel is looked up and used with nothing that keeps the task where it is.</summary>
[BrokenIn("same-channel-two-vcpus", "PVMC-DRV-009")]
public sealed class Migrates : HardenedDriver
{
    protected override void LockChannel(ProcedureBuilder p, InstanceOf device) =>
        p.Do("send_request: raw_cpu_ptr", (ref m) => m.TakeChannel(device(ref m), m.RawCpu()), Choices.Cpu);

    protected override void UnlockChannel(ProcedureBuilder p) =>
        p.Do("send_request: done", static (ref m) => m.DropChannel());
}

/// <summary>
/// v4 without the preempt_disable that looks redundant under read_lock: on PREEMPT_RT nothing else keeps two tasks
/// off one channel.
/// </summary>
[BrokenIn("rt-preempted-request", "PVMC-DRV-009")]
public sealed class TrustsReadLock : V4Driver
{
    protected override void DisablePreemption(ProcedureBuilder p) =>
        p.Do("send_request: relies on read_lock");

    protected override void EnablePreemption(ProcedureBuilder p) =>
        p.Do("send_request: done");
}

/// <summary>Memory is allocated with preemption off.</summary>
[BrokenIn("two-ioctls-one-file", "PVMC-DRV-035")]
public sealed class AllocatesInAtomic : HardenedDriver
{
    protected override void LockChannel(ProcedureBuilder p, InstanceOf device)
    {
        base.LockChannel(p, device);
        p.Do("send_request: kmalloc(GFP_KERNEL)", static (ref m) => m.MightSleep());
    }
}
