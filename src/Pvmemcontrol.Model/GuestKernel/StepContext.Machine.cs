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
        Set(Layout.Health[Device], (int)DeviceHealth.Gone);
        Set(Layout.Transport[Device], InitialTransport);
    }

    internal void Snapshot()
    {
        BlockUnless(!_states.Setup.Device.DrainsForSnapshot || !IsInFlight(Device));

        // The restored vCPU executes its register write once more.
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (IsServedByAny(other) && _states.Setup.Actors[other].IsTask)
            {
                Set(Layout.Pc[other], _states.WriteBefore(other, Get(Layout.Pc[other])));
            }
        }
    }

    internal void Unplug() => Set(Layout.IsUnplugged, 1);

    internal void Freeze()
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && _states.Setup.Actors[other].IsTask
                && IsInsideACall(other))
            {
                Block();
            }
        }

        Set(Layout.Frozen, Self);
    }

    private bool IsInsideACall(int other)
    {
        _footprint?.Guard(Aspects.Inside(other));
        return _states.CallInside(_state, other) is not null;
    }

    /// <summary>After a wait for those of the call's own device.</summary>
    private bool IsServedByAny(int other)
    {
        for (var device = 0; device < _states.Setup.Devices; device++)
        {
            if (device != Device || !_states.Setup.Device.DrainsForSnapshot)
            {
                _footprint?.Read(Aspects.InFlight(other, device));
            }
        }

        return _states.ServedTo(_state, other) >= 0;
    }

    internal void PowerCycle()
    {
        Set(Layout.Transport[Device], InitialTransport);
        Set(Layout.Health[Device], (int)DeviceHealth.Well);
        LoseLasting();
    }

    internal void Thaw()
    {
        Set(Layout.Frozen, 0);
        if (Get(Layout.IsLost) != 0)
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
            Set(Layout.Pc[other], _states.EndOf(other));
        }
    }
}
