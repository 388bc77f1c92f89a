// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>What calls return, and what they leave behind.</summary>
internal sealed partial class Judge
{
    private readonly HashSet<CallInProgress> _lied = [];

    /// <summary>
    /// What a probe that failed, or a remove, has left to the device: a later acknowledgement does not bring it back.
    /// </summary>
    private readonly HashSet<Allocation> _leftToDevice = [];
    private bool _hasRemoved;

    public void Returned(KernelTask task, CallInProgress call, long result)
    {
        if (task.Held.Count > 0 || task.PreemptCount > 0 || task.RcuCount > 0 || task.MigrateCount > 0)
        {
            var what = task.Held.Count > 0 ? task.Held[^1].Name
                : task.PreemptCount > 0 ? "preempt_disable" : task.RcuCount > 0 ? "rcu_read_lock" : "migrate_disable";
            Blame(DriverRequirements.LocksAreBalanced, task, $"{Doing(call)} returns without the counterpart of {what}",
                $"{call.What.GetType().Name} {what}");
            _machine.IsOver = true;
        }

        switch (call.What)
        {
            case Call.Open open:
                Opened(task, open, result);
                break;
            case Call.Ioctl ioctl:
                Ioctl(task, call, ioctl, result);
                break;
            case Call.Probe probe:
                Probed(task, call, probe.Device, result);
                break;
            case Call.Remove remove:
                _hasRemoved = true;
                _leftToDevice.UnionWith(Quarantined(remove.Device));
                Removed(remove.Device);
                break;
            case Call.Release:
                break;
            default:
                throw new InvalidOperationException($"{call.What} does not return");
        }
    }

    private void Opened(KernelTask task, Call.Open open, long result)
    {
        if (result == 0 && !open.IsCapable)
        {
            Blame(DriverRequirements.OpenNeedsCapability, task, "open succeeds for a task without CAP_SYS_ADMIN",
                "open");
        }

        if (result == 0 && open.IsExclusive)
        {
            Blame(DriverRequirements.OpenIsNeverExclusive, task, "open with O_EXCL succeeds", "open");
        }
    }

    /// <summary>The driver does not know the number: what its ioctl returns then.</summary>
    private static bool IsRefusal(long result) => result is -25 or -22 or -515;

    /// <summary>Ioctls with the number of the user interface that returned 0.</summary>
    internal int Served { get; private set; }

    /// <summary>... that were refused as if the number were unknown.</summary>
    internal int Refused { get; private set; }

    private void Ioctl(KernelTask task, CallInProgress call, Call.Ioctl ioctl, long result)
    {
        if (ioctl.Kind != RequestKind.WrongNumber)
        {
            Served += result == 0 ? 1 : 0;
            Refused += IsRefusal(result) ? 1 : 0;
        }

        if (ioctl.Kind == RequestKind.WrongNumber && result >= 0)
        {
            Blame(DriverRequirements.OtherCommandIsRefused, task, $"an ioctl with another number returns {result}",
                "ioctl");
        }
        else if (ioctl.Kind == RequestKind.BadPointer && result >= 0)
        {
            Blame(DriverRequirements.BadPointerIsRefused, task, $"an ioctl with a bad pointer returns {result}",
                "ioctl");
        }
        else if (result == 0 && ioctl.Kind is not (RequestKind.WrongNumber or RequestKind.BadPointer))
        {
            Reply(task, call, ioctl);
        }
    }

    /// <summary>An ioctl that returned 0 must have returned the reply to its own request.</summary>
    private void Reply(KernelTask task, CallInProgress call, Call.Ioctl ioctl)
    {
        var shown = Model.Abi.Reply.Decode(call.Bytes);
        var own = Replies.To(call.Request);
        if (shown == own)
        {
            // The reply to INFO is the same for everybody; others must have been asked for.
            if (ioctl.Kind != RequestKind.Info && call.Reply is null)
            {
                Blame(DriverRequirements.ReplyIsOwn, task,
                    "the ioctl returns a reply although its request was not sent",
                    "reply");
            }

            return;
        }

        if (_devices.Any(d => d.IsLost))
        {
            // What follows from a channel command of before the loss.
            return;
        }

        if (call.IsUnanswered || !world.Device.RepliesInTime || _machine.Devices.Any(d => d.IsGone || d.IsHung))
        {
            Blame(DriverRequirements.UnansweredIsAnError, task,
                "the device did not answer, and the ioctl returns 0 all the same", "unanswered");
            return;
        }

        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(call.Bytes).ToArray();
        var what = Model.Abi.Request.Decode(call.Bytes) == call.Request ? "its own request, unanswered"
            : words.Any(w => w != 0 && !Words(call.Request, own).Contains(w)) ? "bytes of another caller"
            : "bytes that are not the reply";
        Blame(DriverRequirements.ReplyIsOwn, task,
            $"the ioctl returns 0 with {what} in place of the reply to its request",
            "reply");
    }

    private static ulong[] Words(Request request, Reply reply)
    {
        var bytes = new byte[2 * Request.Size];
        request.Encode(bytes);
        reply.Encode(bytes.AsSpan(Request.Size));
        return [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes)];
    }

    private void Probed(KernelTask task, CallInProgress call, int device, long result)
    {
        var view = _devices[device];
        if (result > 0)
        {
            Blame(DriverRequirements.ProbeReturnsErrno, task,
                $"probe returns {result}: the PCI core takes it for success",
                "positive");

            // What it has freed or left behind is the same defect.
            _lied.Add(call);
            return;
        }

        if (result < 0)
        {
            FailedProbe(task, call, device);
            return;
        }

        if (!view.HasInfo)
        {
            Blame(DriverRequirements.InfoIsChecked, task, "probe returns 0 although INFO was not answered validly",
                "info");
        }

        var channels = _channels.Values.Where(c => c.Device == device && c.IsLive).ToList();
        if (channels.Count == 0 || channels.Exists(c => !_machine.Core.IsAccessible(c.Buffer, Request.Size)))
        {
            if (!_machine.Devices[device].IsGone && !view.IsLost)
            {
                Blame(DriverRequirements.SuccessMeansServing, task,
                    "probe returns 0, and the device has no channel with memory behind it", "bound");
            }
        }
        else if (_machine.Nodes.All(n => !n.IsRegistered || !n.IsVisible))
        {
            Blame(DriverRequirements.SuccessMeansServing, task, "probe returns 0, and there is no node to open",
                "node");
        }
    }

    private void FailedProbe(KernelTask task, CallInProgress call, int device)
    {
        var own = _machine.Heap.All.Where(a => a.Call == call && !a.IsFreed).ToList();
        foreach (var channel in _channels.Values.Where(c => c.Device == device && c.IsLive))
        {
            if (!_devices[device].WasTold && !_machine.Devices[device].IsGone
                && !_machine.Devices[device].Transport.Channels.IsEmpty)
            {
                Blame(DriverRequirements.FailedProbeTellsDevice, task,
                    "probe has failed, and the device still has channels: no DISCONNECT and no RESET was written",
                        "told");
                break;
            }
        }

        var kept = Quarantined(device);
        _leftToDevice.UnionWith(kept);
        foreach (var leaked in own.Where(a => !kept.Contains(a) && !IsReachable(a)))
        {
            Blame(DriverRequirements.FailedProbeGivesBack, task,
                $"probe has failed, and {leaked.Size} bytes from {leaked.Function} are not freed", Defect("leak",
                    leaked),
                leaked);
        }
    }

    /// <summary>
    /// Memory that is kept for the device, which was told and did not answer: the channels, what points to them, and
    /// what
    /// they point to.
    /// </summary>
    private HashSet<Allocation> Quarantined(int device)
    {
        HashSet<Allocation> kept = [];
        if (!_devices[device].IsInDoubt)
        {
            return kept;
        }

        var alive = _machine.Heap.All.Where(a => !a.IsFreed).ToList();
        var buffers = _channels.Values.Where(c => c.Device == device).Select(c => c.Buffer).ToList();
        kept.UnionWith(alive.Where(a => buffers.Exists(a.Contains)));
        if (_devices[device].Registered == 0)
        {
            // RESET was not answered, so nothing was registered: the driver may keep the memory all the same.
            kept.UnionWith(alive.Where(a => a.Call?.What is Call.Probe probe && probe.Device == device));
        }

        for (var count = 0; count != kept.Count;)
        {
            count = kept.Count;
            kept.UnionWith(alive.Where(a => kept.Any(k => HasPointer(a.Address, a.Address + a.Size, k)
                || HasPointer(k.Address, k.Address + k.Size, a))).ToList());
        }

        return kept;
    }

    /// <summary>
    /// Some memory that is alive, or the driver's data, has a pointer into it, as kmemleak would see.
    /// </summary>
    private bool IsReachable(Allocation memory)
    {
        var core = _machine.Core;
        return HasPointer(core.ImageLow, core.ImageHigh, memory)
            || _machine.Heap.All.Any(a => !a.IsFreed && a != memory && HasPointer(a.Address, a.Address + a.Size,
                memory));
    }

    private bool HasPointer(ulong low, ulong high, Allocation memory)
    {
        for (var at = (low + 7) & ~7ul; at + 8 <= high; at += 8)
        {
            var pointer = _machine.Core.Read64(at);
            if (memory.Contains(pointer) || (memory.Cookie != 0 && pointer - memory.Cookie < memory.Size))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>After the last remove and module_exit: everything must be free, or quarantined.</summary>
    internal void Ended()
    {
        var kept = Enumerable.Range(0, _devices.Length).SelectMany(Quarantined).Concat(_leftToDevice).ToHashSet();
        foreach (var leaked in _machine.Heap.All.Where(a => !a.IsFreed && a.Owner.Number != Machine.Setup
            && !kept.Contains(a) && !(a.Call is { } call && _lied.Contains(call))
            && !_findings.Exists(f => f.Defect == Defect("leak", a))))
        {
            Blame(DriverRequirements.NothingLeaks, null,
                $"after remove and module_exit {leaked.Size} bytes from {leaked.Function} are not freed",
                Defect("leak", leaked), leaked);
        }

        foreach (var node in _machine.Nodes.Where(n => n.IsRegistered))
        {
            Blame(DriverRequirements.NothingIsUsedAfterRemove, null,
                $"after module_exit {node.Name} is still registered: the next open calls code that is gone", "node");
        }
    }
}
