// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>Channels: the buffer of a CPU and the command that the device gave for it.</content>
public readonly ref partial struct StepContext
{
    /// <summary>The buffer whose channel the actor has, or -1.</summary>
    public int Channel => Layout.Channel[_actor].Get(_state) - 1;

    /// <summary>The answer to INFO that the device structure keeps.</summary>
    public int CachedInfo(int instance) => Layout.Info[_states.DeviceOf(instance)].Get(_state);

    /// <summary>Keeps the answer to INFO.</summary>
    public void CacheInfo(int instance, int content) =>
        Layout.Info[_states.DeviceOf(instance)].Set(ref _state, content);

    /// <summary>this_cpu_ptr(), per_cpu_ptr(): the actor has the channel of a CPU.</summary>
    public void TakeChannel(int instance, int cpu)
    {
        if (instance < 0)
        {
            // The pointer that was tested is NULL by now.
            Violate(DriverRequirements.RemoveWaits);
            return;
        }

        Layout.Channel[_actor].Set(ref _state, BufferOf(instance, cpu) + 1);
    }

    /// <summary>The actor has no channel any more.</summary>
    public void DropChannel() => Layout.Channel[_actor].Set(ref _state, 0);

    /// <summary>Stores the request into the channel that the actor has.</summary>
    /// <param name="content">The request.</param>
    /// <param name="freed">What it violates to store it into memory that was given back.</param>
    public void Fill(int content, Requirement freed)
    {
        UseChannel(freed);
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && Layout.Channel[other].Get(_state) == Channel + 1
                && (_states.RegionOf(_state, other) & StepRegion.Request) != 0)
            {
                Violate(DriverRequirements.OneRequestPerChannel);
            }
        }

        if (_frame.Ioctl >= 0 && content != BufferContents.Request(_frame.Ioctl))
        {
            Violate(DriverRequirements.SendsOwnRequest);
        }

        Layout.Content[PlaceOf(Channel)].Set(ref _state, content);
    }

    /// <summary>Loads the reply from the channel that the actor has.</summary>
    /// <param name="freed">What it violates to load it from memory that was given back.</param>
    public int ReadReply(Requirement freed)
    {
        UseChannel(freed);
        var content = Layout.Content[PlaceOf(Channel)].Get(_state);

        // A reply is read once: forgetting it keeps apart only states that behave differently.
        Layout.Content[PlaceOf(Channel)].Set(ref _state, BufferContents.Zero);
        return content;
    }

    /// <summary>Stores what REGISTER gave out for a CPU's channel.</summary>
    public void StoreCommand(int instance, int cpu, int command) =>
        Layout.Command[PlaceOf(BufferOf(instance, cpu))].Set(ref _state, command);

    /// <summary>True when a request on the channel that the actor has went unanswered.</summary>
    public bool IsChannelBad => Layout.IsBad[PlaceOf(Channel)].Get(_state) != 0;

    /// <summary>Notes that a request on the channel went unanswered: its reply may still arrive.</summary>
    public void MarkChannelBad() => Layout.IsBad[PlaceOf(Channel)].Set(ref _state, 1);

    /// <summary>The bytes as the reply that the driver takes them for.</summary>
    public Abi.Reply AsReply(int content) => _states.Contents.AsReply(content);

    private void UseChannel(Requirement freed)
    {
        if (!AreChannelsLive(InstanceOf(Channel)))
        {
            Violate(freed);
        }
    }

    /// <summary>Where the state has what a buffer holds: a device's buffers of one probe after the other.</summary>
    private int PlaceOf(int buffer) => (_states.DeviceOf(InstanceOf(buffer)) * Cpus) + (buffer % Cpus);

    private int BufferOf(int instance, int cpu) => (instance * Cpus) + cpu;

    private int InstanceOf(int buffer) => buffer / Cpus;
}
