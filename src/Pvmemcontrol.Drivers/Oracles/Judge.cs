// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>Judges one execution by the requirements of the driver. Each file judges one subject.</summary>
internal sealed partial class Judge(WorldSetup world) : IKernelEvents
{
    private readonly List<Finding> _findings = [];
    private Machine _machine = null!;

    internal IReadOnlyList<Finding> Findings => _findings;

    /// <summary>What the kernel warned about; for reports only.</summary>
    internal List<string> Warnings { get; } = [];

    /// <summary>The execution ends with its first finding, as a run of the model checker does.</summary>
    internal bool EndsAtFinding { get; set; }

    /// <summary>Learns of findings when they happen; for reports.</summary>
    internal Action<Finding>? Blamed { get; set; }

    internal void Watch(Machine machine)
    {
        _machine = machine;
        _channels.Clear();
        _devices = [.. machine.Devices.Select(_ => new DeviceView())];
    }

    private void Blame(Requirement requirement, KernelTask? task, string text, string defect,
        Allocation? about = null)
    {
        if (world.Overlooks.Contains(requirement))
        {
            return;
        }

        var finding = new Finding(requirement, text, defect)
        {
            Allocated = about?.Stack ?? [],
            Freed = about?.FreeStack ?? [],
            At = task is null ? [] : _machine.StackOf(task, task.Pc),
        };
        _findings.Add(finding);
        Blamed?.Invoke(finding);
        _machine.IsOver |= EndsAtFinding;
    }

    public void InvalidAccess(KernelTask task, ulong address, ulong size, AccessFlags flags, ulong pc)
    {
        var verb = (flags & AccessFlags.Write) != 0 ? "write" : "read";
        var near = _machine.Heap.Near(address);
        if (near is { IsFreed: true } && near.Contains(address))
        {
            UseAfterFree(task, near, verb, address);
        }
        else if (address < 4096)
        {
            Null(task, verb, address);
        }
        else if (near is not null && address + size > near.Address && address < near.Address + near.Size + 64)
        {
            var where = address >= near.Address ? $"{address - near.Address} of" : $"{near.Address - address} before";
            Blame(DriverRequirements.MemoryIsValid, task,
                $"the driver {verb}s {size} bytes at byte {where} {near.Size} bytes from {near.Function}",
                Defect("bounds", near), near);
        }
        else
        {
            Blame(DriverRequirements.MemoryIsValid, task, $"the driver {verb}s {size} bytes at {Wild(address)}",
                $"wild {pc:x}");
        }
    }

    private string Wild(ulong address) =>
        address - UserMemory.Base < 1ul << 24 ? $"0x{address:x}, an address of user space"
        : address >> 40 == 0x0E ? "a register without ioread or iowrite"
        : address - (NativeCore.Arena + 0x0800_0000_0000) < NativeCore.ArenaSize
            ? "a per-CPU pointer that is not of any CPU (no this_cpu_ptr or per_cpu_ptr)"
        : _machine.Core.PlaceOf(address) >= 0 ? $"0x{address:x}, which was never allocated"
        : $"0x{address:x}, where nothing is";

    private static string Defect(string kind, Allocation about) => string.Create(CultureInfo.InvariantCulture,
        $"{kind} {about.Function} {about.Stack.FirstOrDefault():x} {about.FreeStack.FirstOrDefault():x}");

    private void UseAfterFree(KernelTask task, Allocation memory, string verb, ulong address)
    {
        var user = Doing(task.Call);
        var by = memory.FreedIn is { } freer ? Doing(freer) : "the kernel";
        var text = $"{user} {verb}s byte {address - memory.Address} of {memory.Size} bytes from {memory.Function}, "
            + $"which {by} has freed";
        var isOlder = task.Call is { } call && memory.FreedIn is { } freed && call.Number < freed.Number;
        var requirement = task.Call?.What switch
        {
            Call.Ioctl when isOlder => DriverRequirements.RemoveWaits,
            Call.Ioctl or Call.Open or Call.Release => DriverRequirements.OpenFileOutlivesDevice,
            _ => DriverRequirements.MemoryIsValid,
        };
        Blame(requirement, task, text, Defect("freed", memory), memory);
    }

    private void Null(KernelTask task, string verb, ulong address)
    {
        var text = $"{Doing(task.Call)} {verb}s at {(address == 0 ? "NULL" : $"NULL + {address}")}";
        var isBeforeProbe = task.Call?.What is Call.Ioctl
            && _machine.Tasks.Any(t => t?.Call?.What is Call.Probe);
        var isOldFile = task.Call?.What is Call.Ioctl && !isBeforeProbe;
        Blame(isBeforeProbe ? DriverRequirements.NoRequestBeforeReady
            : isOldFile && _hasRemoved ? DriverRequirements.OpenFileOutlivesDevice
            : isOldFile ? DriverRequirements.OpenFileIsWhole
            : DriverRequirements.MemoryIsValid, task, text, $"null {_machine.Core.Event.Pc:x}");
    }

    public void InvalidFree(KernelTask task, ulong address, string function, Allocation? near)
    {
        if (near is { IsFreed: true } && near.Address == address)
        {
            Blame(DriverRequirements.NothingIsUsedAfterRemove, task,
                $"{Doing(task.Call)} frees memory from {near.Function} a second time", Defect("twice", near), near);
        }
        else
        {
            Blame(DriverRequirements.MemoryIsValid, task, near is { IsFreed: false } && near.Contains(address)
                ? $"{function} of memory that {near.Function} gave"
                : $"{function} of an address that no allocation gave", $"free {function} {_machine.Core.Event.Pc:x}");
        }
    }

    public void SleepsInAtomic(KernelTask task, string function)
    {
        var why = task.Held.FindLast(h => h.IsSpinning) is { Address: not 0 } held ? $"{held.Name} held"
            : task.PreemptCount > 0 ? "preemption disabled" : "rcu_read_lock held";
        Blame(DriverRequirements.NoSleepInAtomic, task, $"{function} may sleep; it is called with {why}",
            $"{function} {why}");
    }

    public void Misuse(KernelTask task, string what, bool isFatal)
    {
        Blame(isFatal ? SystemRequirements.EveryCallReturns : DriverRequirements.LocksAreBalanced, task, what, what);
        _machine.IsOver |= isFatal;
    }

    public void Warned(KernelTask task, string what)
    {
        if (!Warnings.Contains(what))
        {
            Warnings.Add(what);
        }
    }

    public void Died(KernelTask task, string how)
    {
        Blame(DriverRequirements.MemoryIsValid, task, how, $"died {how} {_machine.Core.Event.Pc:x}");
        _machine.IsOver = true;
    }

    /// <summary>No task can go on, and not all are done.</summary>
    internal void Deadlock(IEnumerable<KernelTask> stuck)
    {
        var who = string.Join(", ", stuck.Select(t => $"{t.Name} in {Doing(t.Call)}"));
        Blame(SystemRequirements.EveryCallReturns, null, $"no task can go on: {who}", "deadlock");
    }

    private static string Doing(CallInProgress? call) => call?.What switch
    {
        Call.Open => "open",
        Call.Ioctl => "an ioctl",
        Call.Release => "close",
        Call.Probe => "probe",
        Call.Remove => "remove",
        null => "the driver",
        var other => other.ToString(),
    };
}
