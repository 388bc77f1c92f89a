// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// What an implementation was seen to do, as a driver of the model: its steps are the events of a run. So the rules of
/// the worlds judge the implementation, and there is no second set of rules.
/// </summary>
internal sealed partial class RecordedDriver(IReadOnlyList<CallRecord> calls) : GuestDriver
{
    private readonly Dictionary<Type, Queue<CallRecord>> _calls =
        calls.GroupBy(c => c.Call.GetType()).ToDictionary(g => g.Key, g => new Queue<CallRecord>(g));
    private readonly Dictionary<StepBody, int> _choices = [];
    private readonly Queue<int> _replies = new(
        calls.SelectMany(DriverEvent.WithoutGiveBack).OfType<DriverEvent.Reply>().Select(r => r.Choice));
    private readonly Dictionary<int, int> _instances = [];
    private readonly int _ioctls = calls.Count(c => c.Call is Call.Ioctl);
    private Queue<DriverEvent> _afterPowerOff = [];
    private DriverEvent.Address? _staged;

    public override string Name => "recorded";

    public override string Document => "recorded";

    public override DriverState State => new HardenedDriver().State;

    /// <summary>True when some reply of the device has no request in the model.</summary>
    internal bool HasRepliesLeft => _replies.Count > 0;

    /// <summary>What was decided at a step.</summary>
    internal int ChoiceAt(Step step) =>
        step.Choices == Choices.None ? 0
        : _choices.TryGetValue(step.Body, out var choice) ? choice
        : step.Choices == Choices.Request && _replies.TryDequeue(out var reply) ? reply
        : throw new InvalidOperationException($"no choice was recorded for '{step.Text}'");

    public override void Open(ProcedureBuilder p)
    {
        var isOpen = Next<Call.Open>().Error == 0;
        p.Do("open: returns", (ref m) =>
        {
            if (isOpen)
            {
                m.MakeFile(-1);
            }
        });
    }

    public override void Release(ProcedureBuilder p)
    {
        Next<Call.Release>();
        End(p);
    }

    public override void Ioctl(ProcedureBuilder p)
    {
        var call = Next<Call.Ioctl>();
        Emit(p, call.Events, DriverRequirements.OpenFileOutlivesDevice, isRemove: false);
        p.Do("ioctl: returns", (ref m) =>
        {
            if (call.Error == 0)
            {
                m.ReturnReply(ContentOf(ref m, call));
            }
            else
            {
                m.ReturnError();
            }
        });
    }

    public override void Probe(ProcedureBuilder p)
    {
        var call = Next<Call.Probe>();
        var probe = (Call.Probe)call.Call;
        _instances[probe.Device] = probe.Instance;
        Emit(p, call.Events, DriverRequirements.SuccessMeansServing, isRemove: false);
        var error = call.Error switch
        {
            0 => ErrorCode.Success,
            > 0 => ErrorCode.Positive,
            < 0 => ErrorCode.Broken,
        };
        p.Do("probe: returns", (ref m) =>
        {
            m.Error = error;
            if (error == ErrorCode.Success)
            {
                (m.Owner, m.DriverData, m.Global) = (probe.Instance, probe.Instance, probe.Instance);
            }
        });
    }

    public override void Remove(ProcedureBuilder p)
    {
        var call = Next<Call.Remove>();
        GiveBack(p, call);
        Emit(p, DriverEvent.WithoutGiveBack(call), DriverRequirements.NothingIsUsedAfterRemove, isRemove: true);
        p.Do("remove: returns", static (ref m) => (m.Owner, m.Global) = (-1, -1));
    }

    public override void Shutdown(ProcedureBuilder p)
    {
        var call = Next<Call.Kexec>();
        GiveBack(p, call);
        Hook(p, DriverEvent.WithoutGiveBack(call));
    }

    public override void Suspend(ProcedureBuilder p)
    {
        var events = Next<Call.Hibernate>().Events;
        Hook(p, events.TakeWhile(e => e is not DriverEvent.PowerOff));
        if (!events.OfType<DriverEvent.PowerOff>().Any())
        {
            p.Do("suspend: refuses", static (ref m) => m.Error = ErrorCode.Busy);
        }

        _afterPowerOff = new(events.SkipWhile(e => e is not DriverEvent.PowerOff).Skip(1));
    }

    public override void Resume(ProcedureBuilder p) => Hook(p, _afterPowerOff);

    public override void ProbeInCrashKernel(ProcedureBuilder p) => End(p);

    public override void CpuGoesOffline(ProcedureBuilder p) => End(p);

    private static void GiveBack(ProcedureBuilder p, CallRecord call)
    {
        if (call.GivesBack)
        {
            p.Do("gives revoked pages back", static (ref m) => m.GiveBackAll());
        }
    }

    private static void End(ProcedureBuilder p) => p.Do("returns");

    private void Hook(ProcedureBuilder p, IEnumerable<DriverEvent> events)
    {
        Emit(p, events, DriverRequirements.NothingIsUsedAfterRemove, isRemove: false);
        End(p);
    }

    private CallRecord Next<T>() => _calls[typeof(T)].Dequeue();

    private void Emit(ProcedureBuilder p, IEnumerable<DriverEvent> events, Requirement freed, bool isRemove)
    {
        foreach (var seen in events)
        {
            switch (seen)
            {
                case DriverEvent.Enable or DriverEvent.Map or DriverEvent.AllocateDevice
                    or DriverEvent.AllocateChannels or DriverEvent.RegisterMisc or DriverEvent.DeregisterMisc:
                    Decide(p, seen, Kernel(seen));
                    break;
                case DriverEvent.FreeDevice or DriverEvent.FreeChannels or DriverEvent.Quarantine
                    or DriverEvent.CacheInfo or DriverEvent.LoadInfo:
                    p.Do(seen.Text, Memory(seen, isRemove));
                    break;
                case DriverEvent.Command or DriverEvent.Address or DriverEvent.ReadAnswer
                    or DriverEvent.ReadResponse:
                    Decide(p, seen, Register(seen, isRemove));
                    break;
                case DriverEvent.Fill or DriverEvent.LoadReply:
                    p.Do(seen.Text, Buffer(seen, freed));
                    break;
                case DriverEvent.ChannelCommand command:
                    Send(p, command, freed);
                    break;
                case DriverEvent.LocalLock or DriverEvent.Reply:
                    // One task alone needs no lock; the reply is the device's own step.
                    break;
                default:
                    throw new InvalidOperationException($"'{seen}' is no step");
            }
        }
    }

    private void Decide(ProcedureBuilder p, DriverEvent seen, StepBody body)
    {
        var choices = seen switch
        {
            DriverEvent.Command => Choices.Command,
            DriverEvent.AllocateChannels => Choices.Channels,
            DriverEvent.Enable or DriverEvent.Map or DriverEvent.AllocateDevice or DriverEvent.RegisterMisc =>
                Choices.MayFail,
            _ => Choices.None,
        };
        _choices[body] = seen.Choice;
        p.Do(seen.Text, body, choices);
    }

    private static void Send(ProcedureBuilder p, DriverEvent.ChannelCommand command, Requirement freed)
    {
        var after = p.NewLabel();
        p.Do(command.Text, (ref m) =>
        {
            if (command.Instance < 0)
            {
                m.Violate(DriverRequirements.HandshakeIsWhole);
                m.Goto(after);
                return;
            }

            m.TakeChannel(command.Instance, command.Cpu);
            m.WriteChannelCommand(after, freed);
        });
        CallProcedures.Serve(p);
        p.Mark(after);
    }

    private static int InfoContentOf(in Reply reply) =>
        StepContext.IsInfo(reply) ? BufferContents.InfoReply
        : reply.Code == BufferContents.RefusalCode ? BufferContents.InfoRefused
        : BufferContents.Zero;

    /// <summary>The bytes that an ioctl returned: the reply to its request, the request, or something else.</summary>
    private int ContentOf(ref StepContext m, CallRecord call)
    {
        var bytes = new byte[Request.Size];
        call.Returned!.Value.Encode(bytes);
        return m.Kind == RequestKind.Info ? BufferContents.InfoReply
            : call.OwnReply is { } own && Reply.Decode(bytes) == own ? m.OwnRequest + _ioctls
            : call.Events.OfType<DriverEvent.Fill>().Any() && call.OwnReply is null ? m.OwnRequest
            : BufferContents.Zero;
    }
}
