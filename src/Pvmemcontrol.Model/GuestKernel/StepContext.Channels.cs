// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>Channels: the buffer of a CPU and the command that the device gave for it.</content>
public readonly ref partial struct StepContext
{
    /// <summary>The buffer whose channel the actor has, or -1.</summary>
    public int Channel => Get(Layout.Channel[_actor]) - 1;

    /// <summary>The answer to INFO that the device structure keeps.</summary>
    public int CachedInfo(int instance) => Get(Layout.Info[_states.DeviceOf(instance)]);

    /// <summary>Keeps the answer to INFO.</summary>
    public void CacheInfo(int instance, int content) =>
        Set(Layout.Info[_states.DeviceOf(instance)], content);

    /// <summary>this_cpu_ptr(), per_cpu_ptr(): the actor has the channel of a CPU.</summary>
    public void TakeChannel(int instance, int cpu)
    {
        if (instance < 0)
        {
            // The pointer that was tested is NULL by now.
            Violate(DriverRequirements.RemoveWaits);
            return;
        }

        Set(Layout.Channel[_actor], BufferOf(instance, cpu) + 1);
    }

    /// <summary>The actor has no channel any more.</summary>
    public void DropChannel() => Set(Layout.Channel[_actor], 0);

    /// <summary>Stores the request into the channel that the actor has.</summary>
    /// <param name="content">The request.</param>
    /// <param name="freed">What it violates to store it into memory that was given back.</param>
    public void Fill(int content, Requirement freed)
    {
        UseChannel(freed);
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && HasRequestIn(other, Channel))
            {
                Violate(DriverRequirements.OneRequestPerChannel);
            }
        }

        if (_frame.Ioctl >= 0 && content != BufferContents.Request(_frame.Ioctl))
        {
            Violate(DriverRequirements.SendsOwnRequest);
        }

        Set(Layout.Content[PlaceOf(Channel)], content);
    }

    /// <summary>Loads the reply from the channel that the actor has.</summary>
    /// <param name="freed">What it violates to load it from memory that was given back.</param>
    public int ReadReply(Requirement freed)
    {
        UseChannel(freed);
        var content = Get(Layout.Content[PlaceOf(Channel)]);

        // A reply is read once: forgetting it keeps apart only states that behave differently.
        Set(Layout.Content[PlaceOf(Channel)], BufferContents.Zero);
        return content;
    }

    /// <summary>Stores what REGISTER gave out for a CPU's channel.</summary>
    public void StoreCommand(int instance, int cpu, int command) =>
        Set(Layout.Command[PlaceOf(BufferOf(instance, cpu))], command);

    /// <summary>True when a request on the channel that the actor has went unanswered.</summary>
    public bool IsChannelBad => Get(Layout.IsBad[PlaceOf(Channel)]) != 0;

    /// <summary>Notes that a request on the channel went unanswered: its reply may still arrive.</summary>
    public void MarkChannelBad() => Set(Layout.IsBad[PlaceOf(Channel)], 1);

    /// <summary>The bytes as the reply that the driver takes them for.</summary>
    public Abi.Reply AsReply(int content) => _states.Contents.AsReply(content);

    private bool HasRequestIn(int other, int buffer)
    {
        _footprint?.Read(Aspects.Requests(other, buffer));
        return Layout.Channel[other].Get(_state) == buffer + 1
            && (_states.RegionOf(_state, other) & StepRegion.Request) != 0;
    }

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
