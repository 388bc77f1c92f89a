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
            ? _states.Transports.Response(Get(Layout.Transport[device])) : TransportTable.NoCommand;
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
    public void WriteCommand(int instance, TransportCommand command)
    {
        var device = Access(instance);
        if (HealthOf(device) != DeviceHealth.Well)
        {
            BlockUnless(_choice == 0);
            return;
        }

        if (command == TransportCommand.Ready && !IsRegisteredWhole(instance))
        {
            Violate(DriverRequirements.HandshakeIsWhole);
        }

        switch (_choice)
        {
            case 0:
                WriteTransport(device, command);
                break;
            case 1 when command != TransportCommand.Disconnect && SpendFault(Faults.Refuses):
                WriteTransport(device, TransportCommand.Error);
                break;
            case 2 when SpendFault(Faults.HangsBefore):
                Hang(device);
                break;
            case 3 when SpendFault(Faults.HangsAfter):
                WriteTransport(device, command);
                Hang(device);
                break;
            default:
                Block();
                break;
        }
    }

    /// <summary>A write that is not this driver's.</summary>
    internal void WriteAlien(TransportCommand command) => WriteTransport(Device, command);

    /// <summary>
    /// Writes the command of the channel that the actor has. The device's own steps follow, unless it has nothing to
    /// do or does it later.
    /// </summary>
    /// <param name="without">Where to continue when none follow.</param>
    /// <param name="freed">What it violates to load the command from memory that was given back.</param>
    public void WriteChannelCommand(Label without, Requirement freed)
    {
        UseChannel(freed);
        var device = Access(InstanceOf(Channel));
        if (HealthOf(device) != DeviceHealth.Well)
        {
            Goto(without);
            return;
        }

        var response = Get(Layout.Command[PlaceOf(Channel)]);
        if (response == TransportTable.NoCommand)
        {
            Violate(DriverRequirements.HandshakeIsWhole);
        }
        else if (!IsRegistered(Channel) && Get(Layout.Bound[device]) == (int)DeviceBinding.Bound)
        {
            Violate(DriverRequirements.CommandsAreRenewed);
        }

        var runs = React(device, _states.Transports.WriteResponse(response));
        if (runs < 0)
        {
            Goto(without);
        }
        else if (!_states.Setup.Device.RepliesInTime && !_frame.IsBefore)
        {
            Post(_states.PosterOf(device), runs);
            Goto(without);
        }
        else if (runs != Channel && _outcome.Violated is null)
        {
            throw new InvalidOperationException("a stale command reaches another channel unnoticed");
        }
    }

    private void Post(int poster, int buffer)
    {
        BlockUnless(IsFree(Layout.Posted[poster]));
        Set(Layout.Posted[poster], buffer + 1);
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
            ? _states.Transports.Status(Get(Layout.Transport[device])) : null;
    }

    /// <summary>Every register access: the registers are mapped, and no other actor's handshake is disturbed.</summary>
    private int Access(int instance)
    {
        var device = _states.DeviceOf(instance);
        if (IsUnbound(device))
        {
            Violate(DriverRequirements.NothingIsUsedAfterRemove);
        }

        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && ShakesHands(other)
                && _states.DeviceOf(Get(Layout.Instance[other]) - 1) == device)
            {
                Violate(DriverRequirements.HandshakeIsUndisturbed);
            }
        }

        return device;
    }

    private bool IsUnbound(int device)
    {
        _footprint?.Read(Aspects.Binding(device));
        return Layout.Bound[device].Get(_state) == (int)DeviceBinding.Unbound;
    }

    private bool ShakesHands(int other)
    {
        _footprint?.Read(Aspects.Handshake(other));
        return (_states.RegionOf(_state, other) & StepRegion.Handshake) != 0;
    }

    private DeviceHealth HealthOf(int device) => (DeviceHealth)Get(Layout.Health[device]);

    private void Hang(int device) => Set(Layout.Health[device], (int)DeviceHealth.Hung);

    private int React(int device, int stimulus)
    {
        var reaction = _states.Transports.React(Get(Layout.Transport[device]), stimulus);
        Set(Layout.Transport[device], reaction.Next);
        return reaction.Runs;
    }

    /// <summary>A device that keeps to PVMC-DEV-049 returns from a drop only when nothing is in flight.</summary>
    private void WriteTransport(int device, TransportCommand command)
    {
        var transports = _states.Transports;
        var next = transports.React(Get(Layout.Transport[device]), transports.Write(command)).Next;
        var drops = transports.NewestBuffer(next) < 0;
        BlockUnless(!drops || !_states.Setup.Device.WaitsForRequests || !IsInFlight(device));
        Set(Layout.Transport[device], next);
    }
}
