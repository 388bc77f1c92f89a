// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>What a device does with a request: it fetches it, performs it, replies.</content>
public readonly ref partial struct StepContext
{
    private bool IsPosted => _frame.Call is Call.Posted;

    /// <summary>
    /// What the device fetched. While the vCPU waits, no other actor may touch the buffer (PVMC-DRV-009), so that the
    /// buffer still holds it.
    /// </summary>
    private int Wire => IsPosted ? Layout.Wire[_actor].Get(_state) : Layout.Content[PlaceOf(Serving)].Get(_state);

    /// <summary>The device reads the 32 bytes, once.</summary>
    public void Fetch()
    {
        TouchBuffer(Serving);
        if (IsPosted)
        {
            Layout.Wire[_actor].Set(ref _state, Layout.Content[PlaceOf(Serving)].Get(_state));
        }

        if (IoctlOnWire is { } ioctl && _states.Contents.KindOf(ioctl) == RequestKind.Info)
        {
            Violate(DriverRequirements.InfoFromCache);
        }
    }

    /// <summary>The device acts on guest RAM.</summary>
    public void Perform()
    {
        if (IoctlOnWire is not { } ioctl)
        {
            return;
        }

        var isUnplugged = Layout.IsUnplugged.Get(_state) != 0
            && _states.Contents.KindOf(ioctl) == RequestKind.Pluggable;
        if (isUnplugged && !_states.Setup.Device.ChecksWhenItActs)
        {
            Violate(SystemRequirements.UnpluggedMemoryIsLeftAlone);
        }

        if (_states.Setup.CountsPerformed && !isUnplugged)
        {
            var times = Layout.Performed[ioctl].Get(_state);
            if (times > 0)
            {
                Violate(SystemRequirements.PerformedOnce);
            }

            Layout.Performed[ioctl].Set(ref _state, times + 1);
        }

        PerformLasting(_states.Contents.KindOf(ioctl));
    }

    /// <summary>
    /// The device stores the reply. Choices: it does; it refuses INFO with a ret_code; it never replies.
    /// </summary>
    public void Reply()
    {
        if (_choice == 2)
        {
            BlockUnless(SpendFault(Faults.Unanswered));
            EndRequest();
            return;
        }

        if (_choice == 1 && (IoctlOnWire is not null || !SpendFault(Faults.RefusesInfo)))
        {
            Block();
            return;
        }

        var buffer = _states.Setup.Device.RepliesWhereAsked ? Serving : NewestBuffer;
        TouchBuffer(buffer);
        if (IoctlOnWire is { } ioctl && _states.Contents.KindOf(ioctl) == RequestKind.OwnChannel
            && !_states.Setup.Device.SparesChannels)
        {
            Violate(SystemRequirements.DeviceSurvivesSelfTarget);
        }

        if (buffer != Serving)
        {
            Violate(SystemRequirements.ReplyWhereAsked);
        }

        // A reply to quarantined memory is not read.
        if (AreChannelsLive(InstanceOf(buffer)))
        {
            Layout.Content[PlaceOf(buffer)].Set(ref _state,
                _choice == 1 ? BufferContents.InfoRefused : _states.Contents.ReplyTo(Wire));
        }

        EndRequest();
    }

    /// <summary>Waits until a request is posted that the VMM has not performed.</summary>
    internal void AwaitPosted() => BlockUnless(Serving >= 0);

    /// <summary>The buffer that the device is working on, or -1.</summary>
    private int Serving => IsPosted ? Layout.Posted[_actor].Get(_state) - 1 : Channel;

    private int? IoctlOnWire =>
        _states.Contents.IsRequest(Wire) ? BufferContents.IoctlOf(Wire) : null;

    private int NewestBuffer => _states.Transports.NewestBuffer(
        Layout.Transport[_states.DeviceOf(InstanceOf(Serving))].Get(_state));

    /// <summary>Every access of the device to a buffer: it is the driver's, whole, and a live channel's.</summary>
    private void TouchBuffer(int buffer)
    {
        var instance = InstanceOf(buffer);
        if (IsGivenBack(MemoryIn(Layout.ChannelMemory[instance])))
        {
            Violate(SystemRequirements.FreedMemoryIsLeftAlone);
        }

        if (Layout.Straddles[_states.DeviceOf(instance)].Get(_state) == (buffer % Cpus) + 1)
        {
            Violate(DriverRequirements.BufferIsContiguous);
        }

        if (!IsRegistered(buffer))
        {
            Violate(SystemRequirements.DroppedBufferIsLeftAlone);
        }
    }

    private void EndRequest()
    {
        if (IsPosted)
        {
            Layout.Wire[_actor].Set(ref _state, BufferContents.Zero);
            Layout.Posted[_actor].Set(ref _state, 0);
        }
    }

    /// <summary>True while the device is working on a request of any channel.</summary>
    private bool IsInFlight(int device)
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (_states.ServedTo(_state, other) is >= 0 and var buffer
                && _states.DeviceOf(InstanceOf(buffer)) == device)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when the buffer is registered with the device, or the device is working on a request in it: a reply may
    /// still arrive.
    /// </summary>
    private bool MayDeviceWrite(int buffer)
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && _states.ServedTo(_state, other) == buffer)
            {
                return true;
            }
        }

        return IsRegistered(buffer);
    }

    private bool IsRegistered(int buffer) => _states.Transports.IsLive(
        Layout.Transport[_states.DeviceOf(InstanceOf(buffer))].Get(_state), buffer);
}
