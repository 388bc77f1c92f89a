// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>What the model's hardened driver does in the place of an implementation, with the same choices.</summary>
internal static class ModelSteps
{
    /// <summary>The steps that others can see, as the events of a run name them.</summary>
    private static readonly ImmutableDictionary<string, string> Visible = new Dictionary<string, string>
    {
        ["pcim_enable_device"] = new DriverEvent.Enable(0).Text,
        ["pcim_iomap of BAR 0"] = new DriverEvent.Map(0).Text,
        ["probe: allocates the device"] = new DriverEvent.AllocateDevice(0).Text,
        ["probe: allocates the channels, aligned to their size"] = new DriverEvent.AllocateChannels(0).Text,
        ["writes RESET"] = "writes RESET",
        ["writes REGISTER"] = "writes REGISTER",
        ["writes READY"] = "writes READY",
        ["disconnect: writes DISCONNECT"] = "writes DISCONNECT",
        ["disconnect: writes RESET"] = "writes RESET",
        ["reads the answer"] = new DriverEvent.ReadAnswer(0).Text,
        ["disconnect: reads the answer"] = new DriverEvent.ReadAnswer(0).Text,
        ["writes the buffer address of the next CPU"] = new DriverEvent.Address(0, 0, 0).Text,
        ["reads the channel's command"] = new DriverEvent.ReadResponse(0).Text,
        ["send_request: local_lock; takes this CPU's channel"] = new DriverEvent.LocalLock(0).Text,
        ["send_request: fills the channel, unless a request on it went unanswered"] =
            new DriverEvent.Fill(0, 0, true).Text,
        ["send_request: writes the channel's command"] = new DriverEvent.ChannelCommand(0, 0, 0).Text,
        ["replies"] = new DriverEvent.Reply(0).Text,
        ["send_request: reads the reply; -EIO when it is the request"] = new DriverEvent.LoadReply(0, 0).Text,
        ["probe: -EIO unless INFO was answered, without an error and with a page size"] =
            new DriverEvent.CacheInfo(0, []).Text,
        ["ioctl: -ENODEV without a device; INFO from the cache; -EINVAL for a range that holds a channel"] =
            new DriverEvent.LoadInfo(0).Text,
        ["probe: misc_register"] = new DriverEvent.RegisterMisc(0).Text,
        ["remove: misc_deregister"] = new DriverEvent.DeregisterMisc().Text,
        ["disconnect: no acknowledgement: the channels are kept for good, and counted"] =
            new DriverEvent.Quarantine(0).Text,
        ["frees the channels"] = new DriverEvent.FreeChannels(0).Text,
        ["frees the device"] = new DriverEvent.FreeDevice(0).Text,
        ["the machine is off: device and host lose their state"] = new DriverEvent.PowerOff().Text,
    }.ToImmutableDictionary();

    /// <summary>The calls of a run as the model makes them, and what becomes of the memory.</summary>
    internal static (IReadOnlyList<string> Calls, MemoryAccount Account) Of(DriverRun run)
    {
        if (run.Probes == 0)
        {
            return ([.. run.Calls.Select(Describe)], default);
        }

        var choices = new Queue<int>(run.Calls.SelectMany(DriverEvent.WithoutGiveBack).Where(Decides)
            .Select(e => e.Choice));
        var world = new BoundedWorld(DriverJudge.SetupOf(run), new Model.Driver.HardenedDriver());
        var walk = new ModelWalk(world);
        List<string> calls = [];
        foreach (var call in run.Calls)
        {
            calls.Add(Describe(world, walk, call, choices));
        }

        return (calls, AccountOf(world, walk.State));
    }

    /// <summary>A call of a run in the same words.</summary>
    internal static string Describe(CallRecord call) =>
        Describe(call.Call, DriverEvent.WithoutGiveBack(call).Select(e => e.ToString()), call.Error);

    private static string Describe(Call call, IEnumerable<string> events, int error) =>
        $"{call}: {string.Concat(events.Select(e => $"{e}; "))}returns {error}";

    private static bool Decides(DriverEvent seen) => seen is DriverEvent.Enable or DriverEvent.Map
        or DriverEvent.AllocateDevice or DriverEvent.AllocateChannels or DriverEvent.RegisterMisc
        or DriverEvent.Command or DriverEvent.Reply or DriverEvent.LocalLock;

    private static string Describe(BoundedWorld world, ModelWalk walk, CallRecord record, Queue<int> choices)
    {
        List<string> events = [];
        var call = walk.Call;
        var before = walk.State;
        var last = walk.State;
        var lastStep = walk.Step;
        var error = ErrorCode.Success;
        do
        {
            var (step, number) = (walk.Step, walk.Number);
            (last, lastStep) = (walk.State, step);
            error = (ErrorCode)world.States.Layout.Error[0].Get(last);
            var choice = step.Choices == Choices.None ? 0 : choices.TryDequeue(out var next) ? next : 0;
            walk.Take(choice);
            if (Visible.TryGetValue(step.Text, out var text) && IsSeen(world, walk, step, number))
            {
                events.Add(choice == 0 ? text : $"{text} (choice {choice})");
            }
        }
        while (!walk.IsDone && !world.States.IsFirstStep(0, walk.Number));
        return Describe(call, events, ResultOf(world, record, before, walk.State, lastStep, error));
    }

    /// <summary>Some steps do what their event says only when they lead to the next one, or do not.</summary>
    private static bool IsSeen(BoundedWorld world, ModelWalk walk, Step step, int number)
    {
        var isNext = !walk.IsDone && walk.Number == number + 1;
        return step.Text.StartsWith("send_request: fills", StringComparison.Ordinal)
            || step.Text.StartsWith("probe: -EIO", StringComparison.Ordinal) ? isNext
            : !step.Text.StartsWith("ioctl: -ENODEV", StringComparison.Ordinal)
                || (!isNext && (ErrorCode)world.States.Layout.Error[0].Get(walk.State) == ErrorCode.Success);
    }

    private static int ResultOf(BoundedWorld world, CallRecord record, in Packed before, in Packed after, Step last,
        ErrorCode error) => record.Call switch
        {
            Call.Open when world.States.Layout.IsMiscRegistered.Get(before) == 0 => -(int)Errno.ENODEV,
            Call.Open { IsCapable: false } => -(int)Errno.EPERM,
            Call.Open { IsExclusive: true } => -(int)Errno.EINVAL,
            Call.Open open => world.States.Layout.OpenFile[open.Number].Get(after) != 0 ? 0
                : throw new InvalidOperationException("an open that is in order failed"),
            Call.Ioctl ioctl when last.Text.StartsWith("ioctl: -ENOTTY", StringComparison.Ordinal) =>
                ioctl.Kind == RequestKind.WrongNumber ? -(int)Errno.ENOTTY : -(int)Errno.EFAULT,
            Call.Ioctl when last.Text.StartsWith("ioctl: copy_to_user", StringComparison.Ordinal) =>
                record.Argument == Argument.ReadOnly ? -(int)Errno.EFAULT : 0,
            Call.Ioctl or Call.Probe => ErrnoOf(error),
            Call.Hibernate => ErrnoOf(error),
            Call.Remove remove =>
                world.States.Layout.Bound[remove.Device].Get(before) == (int)DeviceBinding.Bound ? 0
                : -(int)Errno.ENODEV,
            _ => 0,
        };

    private static int ErrnoOf(ErrorCode error) => error switch
    {
        ErrorCode.Success => 0,
        ErrorCode.Invalid => -(int)Errno.EINVAL,
        ErrorCode.NoDevice => -(int)Errno.ENODEV,
        ErrorCode.Broken => -(int)Errno.EIO,
        ErrorCode.NoMemory => -(int)Errno.ENOMEM,
        ErrorCode.Busy => -(int)Errno.EBUSY,
        ErrorCode.Positive => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    private static MemoryAccount AccountOf(BoundedWorld world, in Packed state)
    {
        var account = default(MemoryAccount);
        var (setup, layout) = (world.States.Setup, world.States.Layout);
        for (var i = 0; i < setup.Instances; i++)
        {
            account = Add(account, (Memory)layout.DeviceMemory[i].Get(state), DriverInstance.Size);
            account = Add(account, (Memory)layout.ChannelMemory[i].Get(state), setup.Cpus * Request.Size);
        }

        return account;
    }

    private static MemoryAccount Add(in MemoryAccount account, Memory memory, long bytes) => new(
        account.Allocated + (memory == Memory.None ? 0 : bytes),
        account.Freed + (memory == Memory.Freed ? bytes : 0),
        account.Quarantined + (memory == Memory.Quarantined ? bytes : 0));
}
