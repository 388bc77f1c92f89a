// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>The registers of a device, as the driver sees them.</content>
public readonly ref partial struct StepContext
{
    /// <summary>True when the command register reads ACK.</summary>
    public bool ReadsAck(int instance) => ReadStatus(instance) == TransportCommand.Ack;

    /// <summary>True when the command register reads ERROR.</summary>
    public bool ReadsError(int instance) => ReadStatus(instance) == TransportCommand.Error;

    /// <summary>What the response register reads.</summary>
    public int ReadResponse(int instance)
    {
        var device = Access(instance);
        return HealthOf(device) == DeviceHealth.Well
            ? _states.Transports.Response(Layout.Transport[device].Get(_state)) : TransportTable.NoCommand;
    }

    /// <summary>Writes the address of a CPU's buffer (one 64-bit write, as on x86-64).</summary>
    public void WriteAddress(int instance, int cpu)
    {
        var device = Access(instance);
        if (HealthOf(device) == DeviceHealth.Well)
        {
            React(device, TransportTable.Stage(BufferOf(instance, cpu)));
        }
    }

    /// <summary>
    /// Writes a transport command. Choices: as specified; refused with ERROR; the device hangs before it took the
    /// command; after.
    /// </summary>
    public Flow WriteCommand(int instance, TransportCommand command)
    {
        var device = Access(instance);
        if (HealthOf(device) != DeviceHealth.Well)
        {
            return Flow.When(_choice == 0);
        }

        if (command == TransportCommand.Ready && !IsRegisteredWhole(instance))
        {
            Violate(DriverRequirements.HandshakeIsWhole);
        }

        switch (_choice)
        {
            case 0:
                return WriteTransport(device, command);
            case 1 when command != TransportCommand.Disconnect && SpendFault(Faults.Refuses):
                return WriteTransport(device, TransportCommand.Error);
            case 2 when SpendFault(Faults.HangsBefore):
                Hang(device);
                return Flow.Next;
            case 3 when SpendFault(Faults.HangsAfter):
                var flow = WriteTransport(device, command);
                Hang(device);
                return flow;
            default:
                return Flow.Blocked;
        }
    }

    /// <summary>A write of somebody who is not this driver.</summary>
    public Flow WriteAlien(TransportCommand command) => WriteTransport(Device, command);

    /// <summary>
    /// Writes the command of the channel that the actor has. The device's own steps follow, unless it has nothing to
    /// do or does it later.
    /// </summary>
    /// <param name="without">Where to go on when none follow.</param>
    /// <param name="freed">What it violates to load the command from memory that was given back.</param>
    public Flow WriteChannelCommand(Label without, Requirement freed)
    {
        UseChannel(freed);
        var device = Access(InstanceOf(Channel));
        if (HealthOf(device) != DeviceHealth.Well)
        {
            return Flow.To(without);
        }

        var response = Layout.Command[PlaceOf(Channel)].Get(_state);
        if (response == TransportTable.NoCommand)
        {
            Violate(DriverRequirements.HandshakeIsWhole);
        }
        else if (!IsRegistered(Channel) && Layout.Bound[device].Get(_state) == (int)DeviceBinding.Bound)
        {
            Violate(DriverRequirements.CommandsAreRenewed);
        }

        var runs = React(device, _states.Transports.WriteResponse(response));
        if (runs < 0)
        {
            return Flow.To(without);
        }

        if ((_states.Setup.Device.RepliesInTime || _frame.IsBefore))
        {
            return runs == Channel || _violated is not null ? Flow.Next
                : throw new InvalidOperationException("a stale command reaches another channel unnoticed");
        }

        var poster = _states.PosterOf(device);
        if (Layout.Posted[poster].Get(_state) != 0)
        {
            return Flow.Blocked;
        }

        Layout.Posted[poster].Set(ref _state, runs + 1);
        return Flow.To(without);
    }

    private bool IsRegisteredWhole(int instance)
    {
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            if (!IsRegistered(BufferOf(instance, cpu)))
            {
                return false;
            }
        }

        return true;
    }

    private TransportCommand? ReadStatus(int instance)
    {
        var device = Access(instance);
        return HealthOf(device) == DeviceHealth.Well
            ? _states.Transports.Status(Layout.Transport[device].Get(_state)) : null;
    }

    /// <summary>Every register access: the registers are there, and nobody's handshake is disturbed.</summary>
    private int Access(int instance)
    {
        var device = _states.DeviceOf(instance);
        if ((DeviceBinding)Layout.Bound[device].Get(_state) == DeviceBinding.Unbound)
        {
            Violate(DriverRequirements.NothingIsUsedAfterRemove);
        }

        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && (_states.RegionOf(_state, other) & StepRegion.Handshake) != 0
                && _states.DeviceOf(Layout.Instance[other].Get(_state) - 1) == device)
            {
                Violate(DriverRequirements.HandshakeIsUndisturbed);
            }
        }

        return device;
    }

    private DeviceHealth HealthOf(int device) => (DeviceHealth)Layout.Health[device].Get(_state);

    private void Hang(int device) => Layout.Health[device].Set(ref _state, (int)DeviceHealth.Hung);

    private int React(int device, int stimulus)
    {
        var reaction = _states.Transports.React(Layout.Transport[device].Get(_state), stimulus);
        Layout.Transport[device].Set(ref _state, reaction.Next);
        return reaction.Runs;
    }

    /// <summary>A device that keeps to PVMC-DEV-049 returns from a drop only when nothing is in flight.</summary>
    private Flow WriteTransport(int device, TransportCommand command)
    {
        var next = _states.Transports.React(Layout.Transport[device].Get(_state), _states.Transports.Write(command)).Next;
        var drops = _states.Transports.NewestBuffer(next) < 0;
        if (drops && _states.Setup.Device.WaitsForRequests && IsInFlight(device))
        {
            return Flow.Blocked;
        }

        Layout.Transport[device].Set(ref _state, next);
        return Flow.Next;
    }
}
