// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Requirements.DriverRequirements;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>What the guest's program says of itself, and what the driver must have done by then.</summary>
public sealed partial class DriverJudge
{
    /// <summary>
    /// Buffers that the device may still use although the driver has left it, with their content then.
    /// </summary>
    private readonly Dictionary<ulong, Request> _watched = [];

    /// <summary>Commands of before the device lost its state.</summary>
    private readonly HashSet<uint> _lost = [];
    private Place _place;
    private bool _hasAccessed;
    private bool _isKexec;
    private bool _hasLostState;

    /// <summary>Where the driver is, as far as the guest's program says it.</summary>
    private enum Place
    {
        /// <summary>The guest has not said it.</summary>
        Unknown,

        /// <summary>In probe.</summary>
        Binding,

        /// <summary>Bound.</summary>
        Bound,

        /// <summary>In remove.</summary>
        Unbinding,

        /// <summary>After remove.</summary>
        Removed,
    }

    /// <summary>The guest wrote a mark.</summary>
    internal void Marked(Mark mark)
    {
        lock (_gate)
        {
            _log.Add(new GuestAccess(AccessKind.Mark, 0, mark.Encode()));
            switch (mark.Kind)
            {
                case MarkKind.Boot:
                    Boot();
                    break;
                case MarkKind.BindBegin:
                    CompareWatched();
                    (_place, _hasAccessed, _hasRegistered, _hasTriedToDrop) = (Place.Binding, false, false, false);
                    break;
                case MarkKind.BindEnd:
                    BindEnd(mark);
                    break;
                case MarkKind.UnbindBegin:
                    _place = Place.Unbinding;
                    break;
                case MarkKind.UnbindEnd:
                    UnbindEnd(mark);
                    break;
                case MarkKind.RequestsBegin:
                    _isInRequests = true;
                    break;
                case MarkKind.RequestsEnd:
                    _isInRequests = false;
                    _coverage.Exercise(ReplyIsOwn, mark.Value);
                    break;
                case MarkKind.Churned:
                    CompareWatched();
                    break;
                case MarkKind.Kexec:
                    _isKexec = true;
                    break;
                case MarkKind.Checked when FromNumber(mark.Value) is { } requirement:
                    _coverage.Exercise(requirement);
                    break;
                case MarkKind.Found when FromNumber(mark.Value) is { } requirement:
                    _coverage.Exercise(requirement);
                    Blame(requirement, "the guest has seen it; its console says how");
                    break;
                case MarkKind.Suspend:
                    _hasLostState = false;
                    break;
                case MarkKind.Resumed when _hasLostState:
                    _coverage.Exercise(CommandsAreRenewed);
                    break;
                case MarkKind.Checked or MarkKind.Found or MarkKind.NextFault or MarkKind.Fault or MarkKind.Reboot
                    or MarkKind.HotPlug or MarkKind.Resumed or MarkKind.Done:
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(mark));
            }
        }
    }

    /// <summary>
    /// The VMM has reset the device: it has no channels and knows no guest. Where the guest sleeps, its driver goes on
    /// afterwards.
    /// </summary>
    internal void DeviceReset()
    {
        lock (_gate)
        {
            _log.Add(new GuestAccess(AccessKind.Reset, 0, 0));
            if (_session.IsAsleep)
            {
                LoseState();
            }
            else
            {
                Forget();
            }
        }
    }

    private void Boot()
    {
        if (_isKexec && _fault() == "none")
        {
            _coverage.Exercise(HandOverLeavesNoChannel);
            if (_held.Count > 0)
            {
                Blame(HandOverLeavesNoChannel,
                    $"another kernel runs, and the device has {_held.Count} channels of the kernel before");
            }
        }

        Forget();
    }

    private void Forget()
    {
        LoseState();
        _lost.Clear();
        (_place, _hasLostState) = (Place.Unknown, false);
    }

    /// <summary>The device has no channels any more; the driver may not know it.</summary>
    private void LoseState()
    {
        _hasLostState = true;
        _lost.UnionWith(_held.Keys);
        _held.Clear();
        _watched.Clear();
        _answered.Clear();
        (_transport, _unread, _registered, _window) = (Transport.Initial, default, null, Window.None);
        (_isKexec, _isInRequests) = (false, false);
        (_info, _isReadyWritten, _hasTagged) = (InfoState.None, false, false);
    }

    private void BindEnd(Mark mark)
    {
        var works = _transport.Phase == TransportPhase.Ready && _info == InfoState.Valid;
        var isFailed = !mark.IsBound || (!works && !mark.HasNode);
        if (_hasAccessed && !works)
        {
            _coverage.Exercise(ProbeReturnsErrno);
            if (mark.IsBound && !mark.HasNode)
            {
                Blame(ProbeReturnsErrno,
                    "probe has failed, there is no node, and yet the driver is bound to the device");
            }
            else if (mark.IsBound && _info == InfoState.Invalid)
            {
                Blame(InfoIsChecked, "probe succeeds although INFO was not answered as it must be");
            }
        }

        if (isFailed && _hasRegistered)
        {
            _coverage.Exercise(FailedProbeTellsDevice);
            if (_held.Count > 0 && !_hasTriedToDrop)
            {
                Blame(FailedProbeTellsDevice, $"probe has failed, and {_held.Count} channels are registered: the "
                    + "driver has written neither DISCONNECT nor RESET");
            }

            Watch();
        }

        _place = mark.IsBound ? Place.Bound : Place.Unknown;
    }

    private void UnbindEnd(Mark mark)
    {
        if (mark.Errno != 0)
        {
            _place = Place.Unknown;
            return;
        }

        _place = Place.Removed;
        _coverage.Exercise(NothingIsUsedAfterRemove);
        if (_session.HasOthers)
        {
            _coverage.Exercise(RemoveActsOnItsOwn);
        }

        if (_held.Count > 0)
        {
            _coverage.Exercise(FreedAfterAcknowledgement);
        }

        Watch();
    }

    private void Watch()
    {
        foreach (var buffer in _held.Values)
        {
            _watched[buffer] = Load(buffer);
        }
    }

    private void CompareWatched()
    {
        foreach (var (buffer, content) in _watched)
        {
            if (Load(buffer) is var now && now != content)
            {
                Blame(FreedAfterAcknowledgement, $"the buffer at 0x{buffer:x} has another content since the driver "
                    + "left the device, which has not acknowledged that it dropped the channel: the memory has "
                    + "another owner");
            }
        }

        _watched.Clear();
    }

    /// <summary>An access to the registers: whether the driver may make one now.</summary>
    private void CheckPlace(bool isTransport)
    {
        _hasAccessed = true;
        if (isTransport && _session.OtherBeingUnbound(this) is { } other)
        {
            Blame(RemoveActsOnItsOwn,
                $"a transport command is written while the driver leaves another device, {other.Name}");
        }
        else if (isTransport && _place == Place.Bound && _session.OtherBeingBound(this) is { } second)
        {
            Blame(SecondDeviceIsHarmless, $"a transport command is written while {second.Name} is being probed");
        }
        else if (_place == Place.Removed)
        {
            Blame(NothingIsUsedAfterRemove, "a register is accessed after remove has returned");
        }
    }

    private static Requirement? FromNumber(int number) => Catalogue.All.FirstOrDefault(r =>
        r.Id == new RequirementId(RequirementArea.Drv, number));
}
