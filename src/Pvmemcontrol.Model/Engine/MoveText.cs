// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Engine;

/// <summary>Moves and states as text.</summary>
internal static class MoveText
{
    /// <summary>The actor and what it does.</summary>
    internal static StepLabel Label(BoundedWorld world, in Packed state, int actor, int choice)
    {
        var step = world.StepAt(actor, world.States.StepOf(state, actor));
        var text = $"{step.Text}{Chosen(world.States, state, actor, step.Choices, choice)}";
        return new StepLabel(world.States.Setup.Actors[actor].Name, text, step.Source);
    }

    /// <summary>The parts of a state that a reader needs: devices, channels and buffers.</summary>
    internal static string Show(WorldStates states, in Packed state)
    {
        var layout = states.Layout;
        List<string> facts = [];
        for (var device = 0; device < states.Setup.Devices; device++)
        {
            var transport = states.Transports[layout.Transport[device].Get(state)];
            var health = (DeviceHealth)layout.Health[device].Get(state);
            facts.Add($"device {device}: {transport.Phase}, {Count(transport.Channels.Length)}"
                + (health == DeviceHealth.Well ? "" : $", {Describe(health)}"));
        }

        for (var instance = 0; instance < states.Setup.Instances; instance++)
        {
            var memory = (Memory)layout.ChannelMemory[instance].Get(state);
            if (memory is Memory.Freed or Memory.Quarantined)
            {
                facts.Add($"channels of probe {instance + 1}: {memory.ToString().ToLowerInvariant()}");
            }
        }

        for (var place = 0; place < layout.Content.Length; place++)
        {
            Add(facts, states, $"channel of CPU {place % states.Setup.Cpus}", layout.Content[place].Get(state));
        }

        for (var file = 0; file < layout.FileContent.Length; file++)
        {
            Add(facts, states, $"buffer of file {file}", layout.FileContent[file].Get(state));
        }

        return string.Join("; ", facts);
    }

    private static string Describe(DeviceHealth health) => health switch
    {
        DeviceHealth.Well => "well",
        DeviceHealth.Hung => "not answering",
        DeviceHealth.Gone => "gone",
        _ => throw new ArgumentOutOfRangeException(nameof(health)),
    };

    private static string Count(int channels) => channels == 1 ? "1 channel" : $"{channels} channels";

    private static void Add(List<string> facts, WorldStates states, string buffer, int content)
    {
        if (content != BufferContents.Zero)
        {
            facts.Add($"{buffer}: {Describe(states, content)}");
        }
    }

    private static string Describe(WorldStates states, int content) => content switch
    {
        BufferContents.InfoRequest => "the INFO request of probe",
        BufferContents.InfoReply => "the reply to INFO",
        BufferContents.InfoRefused => $"INFO refused, ret_code {BufferContents.RefusalCode}",
        _ when states.Contents.IsRequest(content) => $"request of {CallerOf(states, BufferContents.IoctlOf(content))}",
        _ => $"reply to {CallerOf(states, states.Contents.IoctlOfReply(content))}",
    };

    /// <summary>The actor that makes the ioctl; numbered if it makes several.</summary>
    private static string CallerOf(WorldStates states, int ioctl)
    {
        foreach (var actor in states.Setup.Actors)
        {
            var count = actor.Calls.OfType<Call.Ioctl>().Count();
            if (ioctl < count)
            {
                return count == 1 ? actor.Name : $"{actor.Name}, ioctl {ioctl + 1}";
            }

            ioctl -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(ioctl));
    }

    private static string Chosen(WorldStates states, in Packed state, int actor, Choices choices, int choice) =>
        choices switch
        {
            Choices.None => "",
            Choices.Cpu => states.Layout.Cpu[actor].Get(state) == 0 && states.Setup.Cpus > 1
                ? $" (on CPU {choice})" : "",
            Choices.MayFail => choice == 0 ? "" : ": fails",
            Choices.Command => choice switch
            {
                0 => "",
                1 => ": the device answers ERROR",
                2 => ": the device does not take it, nor any other from now on",
                3 => ": the device takes it and never answers again",
                _ => throw new ArgumentOutOfRangeException(nameof(choice)),
            },
            Choices.Request => choice switch
            {
                0 => "",
                1 => $": INFO is refused with ret_code {BufferContents.RefusalCode}",
                2 => ": no, it never does",
                _ => throw new ArgumentOutOfRangeException(nameof(choice)),
            },
            Choices.Channels => choice switch
            {
                0 => "",
                1 => ": fails",
                _ => $": the buffer of CPU {choice - 2} crosses a page boundary",
            },
            _ => throw new ArgumentOutOfRangeException(nameof(choices)),
        };
}
