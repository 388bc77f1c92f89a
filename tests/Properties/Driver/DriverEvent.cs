// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// Something that the driver did where others can see it, with what they decided: a choice is numbered as the model's
/// steps number it, 0 when nothing goes wrong.
/// </summary>
internal abstract record DriverEvent(int Choice = 0)
{
    /// <summary>In words, the same for the implementation and for the model.</summary>
    internal abstract string Text { get; }

    /// <summary>
    /// What a call did, less the requests with which remove and shutdown give revoked pages back: the model has one
    /// step for all of them.
    /// </summary>
    internal static IEnumerable<DriverEvent> WithoutGiveBack(CallRecord call) =>
        call.Call is Model.Setup.Call.Kexec or Model.Setup.Call.Remove
            ? call.Events.Where(e => e is not (LocalLock or Fill or ChannelCommand or Reply or LoadReply))
            : call.Events;

    public sealed override string ToString() => Choice == 0 ? Text : $"{Text} (choice {Choice})";

    internal sealed record Enable(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "enables the function";
    }

    internal sealed record Map(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "maps the registers";
    }

    internal sealed record AllocateDevice(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "allocates the device";
    }

    internal sealed record AllocateChannels(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "allocates the channels";
    }

    internal sealed record Command(int Device, TransportCommand Value, int Choice) : DriverEvent(Choice)
    {
        internal override string Text => $"writes {Value.ToString().ToUpperInvariant()}";
    }

    internal sealed record Address(int Device, int Instance, int Cpu) : DriverEvent
    {
        internal override string Text => "writes a buffer's address";
    }

    internal sealed record ReadAnswer(int Device) : DriverEvent
    {
        internal override string Text => "reads the answer";
    }

    internal sealed record ReadResponse(int Device) : DriverEvent
    {
        internal override string Text => "reads the channel's command";
    }

    internal sealed record LocalLock(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "takes a CPU's channel";
    }

    /// <param name="IsOwn">The bytes are the request of the caller; without a caller, an INFO.</param>
    internal sealed record Fill(int Instance, int Cpu, bool IsOwn) : DriverEvent
    {
        internal override string Text => "fills the channel";
    }

    /// <param name="Instance">Whose channel has this command, or had it last; -1 for none.</param>
    internal sealed record ChannelCommand(int Device, int Instance, int Cpu) : DriverEvent
    {
        internal override string Text => "writes the channel's command";
    }

    internal sealed record Reply(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "the device replies";
    }

    internal sealed record LoadReply(int Instance, int Cpu) : DriverEvent
    {
        internal override string Text => "reads the reply";
    }

    internal sealed record CacheInfo(int Instance, byte[] Bytes) : DriverEvent
    {
        internal override string Text => "keeps the answer to INFO";
    }

    internal sealed record LoadInfo(int Instance) : DriverEvent
    {
        internal override string Text => "copies the kept answer";
    }

    internal sealed record RegisterMisc(int Choice) : DriverEvent(Choice)
    {
        internal override string Text => "registers the node";
    }

    internal sealed record DeregisterMisc : DriverEvent
    {
        internal override string Text => "takes the node away";
    }

    internal sealed record FreeDevice(int Instance) : DriverEvent
    {
        internal override string Text => "frees the device";
    }

    internal sealed record FreeChannels(int Instance) : DriverEvent
    {
        internal override string Text => "frees the channels";
    }

    internal sealed record Quarantine(int Instance) : DriverEvent
    {
        internal override string Text => "quarantines the channels";
    }

    /// <summary>Not an event of the driver: marks hibernation.</summary>
    internal sealed record PowerOff : DriverEvent
    {
        internal override string Text => "the machine is off";
    }
}
