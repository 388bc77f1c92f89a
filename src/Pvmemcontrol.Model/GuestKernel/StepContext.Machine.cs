// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>What happens to the machine as a whole.</content>
public readonly ref partial struct StepContext
{
    private const int InitialTransport = 0;

    /// <summary>The device is gone; a VMM that waits for requests lets those in flight end first.</summary>
    internal Flow Vanish()
    {
        if (_states.Setup.Device.WaitsForRequests && IsInFlight(Device))
        {
            return Flow.Blocked;
        }

        Layout.Health[Device].Set(ref _state, (int)DeviceHealth.Gone);
        Layout.Transport[Device].Set(ref _state, InitialTransport);
        return Flow.Return;
    }

    internal Flow Snapshot()
    {
        if (!IsInFlight(Device))
        {
            return Flow.Return;
        }

        if (_states.Setup.Device.DrainsForSnapshot)
        {
            return Flow.Blocked;
        }

        // The restored vCPU executes its register write once more.
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (_states.ServedTo(_state, other) >= 0 && _states.Setup.Actors[other].IsTask)
            {
                Layout.Pc[other].Set(ref _state, _states.WriteBefore(other, _states.StepOf(_state, other)));
            }
        }

        return Flow.Return;
    }

    internal Flow Unplug()
    {
        Layout.IsUnplugged.Set(ref _state, 1);
        return Flow.Return;
    }

    internal Flow Freeze()
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && _states.Setup.Actors[other].IsTask
                && _states.CallInside(_state, other) is not null)
            {
                return Flow.Blocked;
            }
        }

        Layout.Frozen.Set(ref _state, Self);
        return Flow.Next;
    }

    internal Flow PowerCycle()
    {
        Layout.Transport[Device].Set(ref _state, InitialTransport);
        Layout.Health[Device].Set(ref _state, (int)DeviceHealth.Well);
        return Flow.Next;
    }

    internal Flow Thaw()
    {
        Layout.Frozen.Set(ref _state, 0);
        return Flow.Return;
    }

    /// <summary>The other CPUs are stopped where they are, which is not inside the device.</summary>
    internal Flow HandOver()
    {
        if (IsInFlight(Device))
        {
            return Flow.Blocked;
        }

        for (var buffer = 0; buffer < _states.Setup.Instances * Cpus; buffer++)
        {
            if (IsRegistered(buffer))
            {
                Violate(DriverRequirements.HandOverLeavesNoChannel);
            }
        }

        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            Layout.Pc[other].Set(ref _state, _states.EndOf(other));
        }

        return Flow.Return;
    }
}
