// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Native;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Fibers: they run to their next point, and call the kernel.</summary>
internal sealed partial class Machine
{
    /// <summary>Runs the fiber until it comes to a point, or its procedure has more to do.</summary>
    private void RunFiber(KernelTask task)
    {
        for (var calls = 0; !IsOver; calls++)
        {
            if (calls > MostCalls)
            {
                Events.Misuse(task, "the driver calls the kernel for ever, and never waits", isFatal: true);
                return;
            }

            ref var happened = ref Core.Event;
            var kind = Core.Run(task.Number);
            task.Pc = kind == EventKind.Invoked ? task.Pc : happened.Pc;
            switch (kind)
            {
                case EventKind.Read or EventKind.Write:
                    task.Access = (happened.Address, (int)happened.Size, happened.Flags, happened.Pc);
                    if (task.StoppedAt == Core.FiberOf(task.Number).Steps)
                    {
                        // The access before which it was stopped: that was the point.
                        task.StoppedAt = 0;
                        BeginAccess(task);
                        continue;
                    }

                    task.StandsAtAccess = true;
                    task.StoppedAt = 0;
                    return;
                case EventKind.Step:
                    task.Access = (happened.Address, (int)happened.Size, happened.Flags, happened.Pc);
                    task.StandsAtAccess = true;
                    task.StoppedAt = Core.FiberOf(task.Number).Steps;
                    return;
                case EventKind.Call:
                    if (Serve(task, ref happened))
                    {
                        continue;
                    }

                    Advance(task);
                    return;
                case EventKind.Invoked:
                    task.Result = (long)happened.Result;
                    Advance(task);
                    return;
                case EventKind.Bad:
                    Say(task, happened.Pc, AccessText(happened.Address, (int)happened.Size, happened.Flags));
                    Events.InvalidAccess(task, happened.Address, happened.Size, happened.Flags, happened.Pc);
                    IsOver = true;
                    return;
                case EventKind.Overrun:
                    Events.Died(task, "the driver uses more than 16 KiB of stack: the kernel's is used up");
                    return;
                case EventKind.Fault:
                    Events.Died(task, Signals.Describe((int)happened.Result, happened.Address));
                    return;
                default:
                    throw new InvalidOperationException($"event {happened.Kind} of the native core");
            }
        }
    }

    /// <summary>Serves a call of the kernel; true when it is done, false when its procedure begins.</summary>
    private bool Serve(KernelTask task, ref CoreEvent happened)
    {
        var function = _functions.Find(happened.Name, Core);
        if (Trace is not null && function.Shows)
        {
            Say(task, happened.Pc, function.Describe(this, new Args(ref happened)));
        }

        task.Value = 0;
        var procedure = function.Begin(this, task, new Args(ref happened));
        if (procedure is not null)
        {
            task.Procedures.Push(procedure.GetEnumerator());
            return false;
        }

        Core.Event.Value = task.Value;
        Core.Event.Invoke = 0;
        return true;
    }

    private string AccessText(ulong address, int size, AccessFlags flags)
    {
        var verb = (flags & AccessFlags.Write) != 0 ? "writes" : "reads";
        return $"{verb} {size} bytes of {Describe(address)}";
    }
}
