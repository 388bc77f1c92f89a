// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Bench.Spin.Worlds;

/// <summary>The world of handshake.pml, step by step, written to be read: a record in a 128-bit key.</summary>
internal sealed class HandshakeWorld : IPackedWorld<UInt128>
{
    private const int Cpus = 10;
    private const int Device = Cpus;
    private const int Driver = Cpus + 1;

    public string Name => "handshake";

    public string Bounds => "1 driver, 10 CPUs, 1 device, 10 channels";

    public ImmutableArray<Requirement> Always => [];

    public ImmutableArray<string> Sometimes => [];

    public Requirement? Deadlock => null;

    public ImmutableArray<ReachableGoal> ReachableGoals => [];

    public ImmutableArray<UInt128> Initial => [default(HandshakeState).Pack()];

    public void Expand(UInt128 state, Expansion<UInt128> into)
    {
        var s = HandshakeState.Unpack(state);
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            StepChannel(s, cpu, into);
        }

        StepDevice(s, into);
        StepDriver(s, into);
    }

    public StepLabel Label(UInt128 state, int action) => action switch
    {
        Driver => new StepLabel("driver", HandshakeState.Unpack(state).Driver.ToString()),
        Device => new StepLabel("device", HandshakeState.Unpack(state).Command.ToString()),
        _ => new StepLabel($"channel {action}", HandshakeState.Unpack(state).At(action).ToString()),
    };

    public string Show(UInt128 state) => HandshakeState.Unpack(state).ToString();

    private static void StepChannel(in HandshakeState s, int cpu, Expansion<UInt128> into)
    {
        switch (s.At(cpu))
        {
            case ChannelState.Empty when s.Published:
                into.Add((s.With(cpu, ChannelState.Asked) with { Requests = s.Requests + 1 }).Pack(), cpu);
                break;
            case ChannelState.Asked when s.Phase == Phase.Serving:
                into.Add(s.With(cpu, ChannelState.Fetched).Pack(), cpu);
                break;
            case ChannelState.Fetched:
                into.Add(s.With(cpu, ChannelState.Replied).Pack(), cpu);
                break;
            case ChannelState.Replied:
                into.Add((s.With(cpu, ChannelState.Empty) with { Requests = s.Requests - 1 }).Pack(), cpu);
                break;
            default:
                break;
        }
    }

    private static void StepDevice(in HandshakeState s, Expansion<UInt128> into)
    {
        var taken = s with { Command = Register.None, Response = Register.Ack };
        var broken = taken with { Phase = Phase.Broken, Channels = 0, Response = Register.Error };
        switch (s.Command)
        {
            case Register.Reset:
                into.Add((taken with { Phase = Phase.Registering, Channels = 0 }).Pack(), Device);
                break;
            case Register.Register:
                if (s.Phase == Phase.Registering)
                {
                    into.Add((taken with { Channels = s.Channels + 1 }).Pack(), Device);
                }

                into.Add(broken.Pack(), Device);
                break;
            case Register.Ready:
                into.Add((taken with { Phase = Phase.Serving }).Pack(), Device);
                break;
            case Register.Disconnect:
                into.Add(broken.Pack(), Device);
                break;
            default:
                break;
        }
    }

    private static void StepDriver(in HandshakeState s, Expansion<UInt128> into)
    {
        var (ack, error) = (s.Response == Register.Ack, s.Response == Register.Error);
        HandshakeState? next = s.Driver switch
        {
            DriverAt.Resets => s with { Command = Register.Reset, Driver = DriverAt.WaitsForReset },
            DriverAt.WaitsForReset when ack => s with { Response = Register.None, Driver = DriverAt.Registers },
            DriverAt.Registers when s.Buffers < Cpus =>
                s with { Command = Register.Register, Driver = DriverAt.WaitsForRegister },
            DriverAt.Registers => s with { Command = Register.Ready, Driver = DriverAt.WaitsForReady },
            DriverAt.WaitsForRegister when ack =>
                s with { Response = Register.None, Buffers = s.Buffers + 1, Driver = DriverAt.Registers },
            DriverAt.WaitsForRegister or DriverAt.WaitsForDisconnect when error =>
                s with { Response = Register.None, Buffers = 0, Driver = DriverAt.Resets },
            DriverAt.WaitsForReady when ack =>
                s with { Response = Register.None, Published = true, Driver = DriverAt.Serves },
            DriverAt.Serves => s with { Published = false, Driver = DriverAt.Closes },
            DriverAt.Closes when s.Requests == 0 =>
                s with { Command = Register.Disconnect, Driver = DriverAt.WaitsForDisconnect },
            _ => null,
        };
        if (next is { } after)
        {
            into.Add(after.Pack(), Driver);
        }
    }
}
