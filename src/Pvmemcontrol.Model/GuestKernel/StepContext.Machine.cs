// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>What happens to the machine as a whole.</content>
public readonly ref partial struct StepContext
{
    /// <summary>The transport of a device that was just made: Broken.</summary>
    internal const int InitialTransport = 0;

    /// <summary>The device is gone; a VMM that waits for requests lets those in flight end first.</summary>
    internal void Vanish()
    {
        BlockUnless(!_states.Setup.Device.WaitsForRequests || !IsInFlight(Device));
        Layout.Health[Device].Set(ref _state, (int)DeviceHealth.Gone);
        Layout.Transport[Device].Set(ref _state, InitialTransport);
    }

    internal void Snapshot()
    {
        BlockUnless(!_states.Setup.Device.DrainsForSnapshot || !IsInFlight(Device));

        // The restored vCPU executes its register write once more.
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (_states.ServedTo(_state, other) >= 0 && _states.Setup.Actors[other].IsTask)
            {
                Layout.Pc[other].Set(ref _state, _states.WriteBefore(other, _states.StepOf(_state, other)));
            }
        }
    }

    internal void Unplug() => Layout.IsUnplugged.Set(ref _state, 1);

    internal void Freeze()
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && _states.Setup.Actors[other].IsTask
                && _states.CallInside(_state, other) is not null)
            {
                Block();
            }
        }

        Layout.Frozen.Set(ref _state, Self);
    }

    internal void PowerCycle()
    {
        Layout.Transport[Device].Set(ref _state, InitialTransport);
        Layout.Health[Device].Set(ref _state, (int)DeviceHealth.Well);
        LoseLasting();
    }

    internal void Thaw()
    {
        Layout.Frozen.Set(ref _state, 0);
        if (Layout.IsLost.Get(_state) != 0)
        {
            Violate(DriverRequirements.NothingIsLostInSilence);
        }
    }

    /// <summary>Another kernel owns the memory.</summary>
    internal void HandOver()
    {
        for (var buffer = 0; buffer < _states.Setup.Instances * Cpus; buffer++)
        {
            if (IsRegistered(buffer))
            {
                Violate(DriverRequirements.HandOverLeavesNoChannel);
            }
        }

        ReadAllMemory(DriverRequirements.HandOverLeavesNothingRevoked);
        StopOthers();
    }

    /// <summary>The other CPUs are stopped where they are, which is not inside the device.</summary>
    internal void StopOthers()
    {
        BlockUnless(!IsInFlight(Device));
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            Layout.Pc[other].Set(ref _state, _states.EndOf(other));
        }
    }
}
