// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>One execution of a world: the kernel's state, and how its tasks go from point to point.</summary>
internal sealed partial class Machine
{
    /// <summary>The task that sets the world up and takes it down.</summary>
    internal const int Setup = 0;

    /// <summary>Serves work queues, timers and RCU.</summary>
    internal const int Kworker = NativeCore.Tasks - 1;

    /// <summary>Serves them too, while the first is busy.</summary>
    internal const int SecondKworker = NativeCore.Tasks - 2;

    /// <summary>Points of one execution; a world of calls that return needs some hundred.</summary>
    private const int MostPoints = 20_000;

    /// <summary>Calls of a task from one of its points to the next.</summary>
    private const int MostCalls = 200_000;

    private readonly FunctionTable _functions;
    private readonly KernelTask?[] _tasks = new KernelTask?[NativeCore.Tasks];
    private int _faults;

    internal Machine(NativeCore core, FunctionTable functions, WorldSetup world, IChooser chooser, IKernelEvents events)
    {
        (Core, _functions, World, Chooser, Events) = (core, functions, world, chooser, events);
        Heap = new Heap(core);
        Cpus = new KernelTask?[world.Cpus];
        Devices = [.. Enumerable.Range(0, world.Devices).Select(d => new PciDevice(d))];
        Files = new OpenFile?[world.Files];
        Managed = [.. Enumerable.Range(0, world.Devices).Select(_ => new Stack<ManagedResource>())];
    }

    internal NativeCore Core { get; }

    internal WorldSetup World { get; }

    internal IChooser Chooser { get; }

    internal IKernelEvents Events { get; }

    internal Heap Heap { get; }

    /// <summary>For each CPU the task that keeps it to itself, or null.</summary>
    internal KernelTask?[] Cpus { get; }

    internal PciDevice[] Devices { get; }

    internal OpenFile?[] Files { get; }

    /// <summary>Locks and counters by their address.</summary>
    internal Dictionary<ulong, KernelObject> Objects { get; } = [];

    /// <summary>Character devices that user space can open, in the order of their appearance.</summary>
    internal List<DeviceNode> Nodes { get; } = [];

    /// <summary>Copies of the driver's static per-CPU variables, for each CPU but the first.</summary>
    internal Allocation?[] StaticCopies { get; } = new Allocation?[8];

    /// <summary>What each device's driver has asked to be released after remove, the last first.</summary>
    internal Stack<ManagedResource>[] Managed { get; }

    /// <summary>What is managed for devices of the driver's own, by their address.</summary>
    internal Dictionary<ulong, Stack<ManagedResource>> OwnManaged { get; } = [];

    /// <summary>Flags of work queues, by their address.</summary>
    internal Dictionary<ulong, uint> Queues { get; } = [];

    /// <summary>Who is told of hibernation, of a reboot, and of the last steps of either.</summary>
    internal Dictionary<NotifierKind, List<ulong>> Notifiers { get; } = new()
    {
        [NotifierKind.Reboot] = [],
        [NotifierKind.Sleep] = [],
        [NotifierKind.Syscore] = [],
    };

    /// <summary>Work, timers and callbacks that wait for the kworker.</summary>
    internal List<Deferred> Deferred { get; } = [];

    /// <summary>User space is frozen: no call begins.</summary>
    internal bool IsFrozen { get; set; }

    /// <summary>From the first notifier of hibernation to the last.</summary>
    internal bool IsHibernating { get; set; }

    /// <summary>Another kernel owns the memory.</summary>
    internal bool IsHandedOver { get; set; }

    /// <summary>The memory of user space.</summary>
    internal UserMemory User { get; } = new();

    /// <summary>Who holds the mutex of the misc class.</summary>
    internal KernelTask? MiscOwner { get; set; }

    /// <summary>Devices with a number, that is with a node in /dev.</summary>
    internal Dictionary<uint, ulong> DeviceNumbers { get; } = [];

    /// <summary>Regions of device numbers given out.</summary>
    internal int Regions { get; set; }

    /// <summary>Mappings of registers made so far.</summary>
    internal int Mappings { get; set; }

    /// <summary>struct pci_driver of the registered driver, or 0.</summary>
    internal ulong Driver { get; set; }

    internal bool IsModuleLoaded { get; set; }

    /// <summary>The kernel's clock.</summary>
    internal ulong Nanoseconds { get; set; } = 1_000_000_000;

    /// <summary>Why the driver cannot be in any world, or null.</summary>
    internal string? Problem { get; set; }

    /// <summary>True when the driver's table of PCI ids leaves out the device.</summary>
    internal bool IsForAnother { get; set; }

    /// <summary>Calls so far, to tell which of two is older.</summary>
    internal int Calls { get; set; }

    /// <summary>The tasks of the world run; things may fail.</summary>
    internal bool IsConcurrent { get; set; }

    /// <summary>Nothing more is to be learned from this execution.</summary>
    internal bool IsOver { get; set; }

    internal int Points { get; private set; }

    internal KernelTask?[] Tasks => _tasks;

    /// <summary>What a task has touched without standing at a point: to be added to its history.</summary>
    internal Action<KernelTask, int> Touched { get; set; } = (_, _) => { };

    /// <summary>For a report: what happens at a point or in a call of the kernel.</summary>
    internal Action<KernelTask, ulong[], string>? Trace { get; set; }

    /// <summary>A new task.</summary>
    internal KernelTask Start(int number, string name, bool needsCpu, bool isDaemon,
        Func<KernelTask, IEnumerable<Step>> what)
    {
        var task = new KernelTask(number, name) { NeedsCpu = needsCpu, IsDaemon = isDaemon };
        _tasks[number] = task;
        Core.Spawn(number);
        task.Procedures.Push(what(task).GetEnumerator());
        task.Pending = Step.At(Kernel.Objects.Start, null, isWrite: false);

        // The fiber stands at its first call, which asks for something to do.
        Core.Run(number);
        return task;
    }

    /// <summary>True when the task's next step can be taken now.</summary>
    internal bool CanRun(KernelTask task) => !task.IsDone && HasCpu(task)
        && (task.StandsAtAccess || task.Pending.IsReady is not { } isReady || isReady());

    private bool HasCpu(KernelTask task) =>
        !task.NeedsCpu || task.PreemptCount > 0
        || (task.Cpu >= 0 ? Cpus[task.Cpu] is null : Array.IndexOf(Cpus, null) >= 0);

    /// <summary>Takes the task's next step, and goes on to the point after it.</summary>
    internal void Resume(KernelTask task)
    {
        if (++Points > MostPoints)
        {
            Events.Misuse(task, "the calls do not end: the tasks go on for ever without a result", isFatal: true);
            return;
        }

        if (task.StandsAtAccess)
        {
            task.StandsAtAccess = false;
            if (task.StoppedAt == 0)
            {
                BeginAccess(task);
            }

            RunFiber(task);
            return;
        }

        if (Trace is not null && task.Pending.Text is { } text)
        {
            Say(task, 0, text);
        }

        if (task.Pending.Memory is { Size: > 0 } memory)
        {
            Core.Record(task.Number, memory.Address, (ulong)memory.Size, memory.IsWrite);
        }

        Advance(task);
    }

    private void BeginAccess(KernelTask task)
    {
        var (address, size, flags, pc) = task.Access;
        if (Core.IsAccessible(address, (ulong)size))
        {
            if (Trace is not null)
            {
                Say(task, pc, AccessText(address, size, flags));
            }

            Events.Accessing(task, address, (ulong)size, flags);
        }
    }

    /// <summary>Makes a task stop before an access, by the number of its hook; 0 for none.</summary>
    internal void StopAt(KernelTask task, ulong hook) => Core.FiberOf(task.Number).StopAt = hook;

    /// <summary>Something may fail, if the world allows it and has not failed often enough yet.</summary>
    internal bool Fails(KernelTask task, Faults fault) => Choose(task, fault, 2) > 0;

    /// <summary>0, or which of several ways of failing.</summary>
    internal int Choose(KernelTask task, Faults fault, int count)
    {
        if (!IsConcurrent || (World.Faults & fault) == 0 || _faults >= World.FaultBudget)
        {
            return 0;
        }

        var chosen = Chooser.Choose(task, ChoiceKind.Fault, count);
        _faults += chosen > 0 ? 1 : 0;
        return chosen;
    }

    /// <summary>Runs the procedures of the task to the next point.</summary>
    private void Advance(KernelTask task)
    {
        while (!IsOver)
        {
            var procedure = task.Procedures.Peek();
            if (!procedure.MoveNext())
            {
                task.Procedures.Pop();
                if (task.Procedures.Count == 0)
                {
                    task.IsDone = true;
                    task.KernelSteps++;
                    return;
                }

                Core.Event.Value = task.Value;
                Core.Event.Invoke = 0;
                RunFiber(task);
                return;
            }

            var step = procedure.Current;
            if (step.Function == 0)
            {
                task.Pending = step;
                task.KernelSteps++;
                return;
            }

            Core.Event.Invoke = step.Function;
            (Core.Event.InvokeArgs[0], Core.Event.InvokeArgs[1], Core.Event.InvokeArgs[2]) =
                (step.First, step.Second, step.Third);
            RunFiber(task);
            return;
        }
    }
}
