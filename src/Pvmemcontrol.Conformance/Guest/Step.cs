// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>One stimulus of a scenario: what a guest does next. Plain data.</summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>Writes the command register, then reads it and the response register.</summary>
    /// <param name="Value">A transport command, or any other value.</param>
    public sealed record Command(uint Value) : Step
    {
        /// <summary>Writes a transport command.</summary>
        public Command(TransportCommand command)
            : this((uint)command)
        {
        }

        /// <inheritdoc/>
        public override string ToString() => TransportCommands.IsTransportCommand(Value)
            ? ((TransportCommand)Value).ToString().ToUpperInvariant()
            : $"command 0x{Value:x8}";
    }

    /// <summary>Stages an address and writes REGISTER, then reads the command and the response register.</summary>
    /// <param name="Slot">The slot that remembers the buffer and the channel command, 0 to <see cref="Slots.Count"/> -
    /// 1.</param>
    /// <param name="Buffer">Guest physical address.</param>
    /// <param name="Form">How the address is written.</param>
    public sealed record Register(byte Slot, ulong Buffer, AddressForm Form) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"REGISTER buffer 0x{Buffer:x} as channel {Slot}" + (Form switch
        {
            AddressForm.EightBytes => "",
            AddressForm.LowThenHigh => " (4-byte writes, low half first)",
            AddressForm.HighThenLow => " (4-byte writes, high half first)",
            _ => throw new InvalidOperationException($"no form {Form}"),
        });
    }

    /// <summary>
    /// Writes a request into the slot's buffer and the slot's command into the register, then reads the buffer.
    /// </summary>
    /// <param name="Slot">The slot.</param>
    /// <param name="Request">The request.</param>
    public sealed record Send(byte Slot, Request Request) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"channel {Slot}: {Request}";
    }

    /// <summary>Like <see cref="Send"/> without writing the buffer: what is there runs as a request.</summary>
    /// <param name="Slot">The slot.</param>
    public sealed record Resend(byte Slot) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"channel {Slot}: its command again, buffer as it is";
    }

    /// <summary>Reads from BAR0.</summary>
    /// <param name="Offset">Bytes.</param>
    /// <param name="Width">1, 2, 4 or 8 bytes.</param>
    public sealed record ReadRegister(ulong Offset, byte Width) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"read {Width} bytes at BAR0+{Offset}";
    }

    /// <summary>
    /// Writes to BAR0, but not a command: to the address register, or with an unusual width or offset.
    /// </summary>
    /// <param name="Offset">Bytes.</param>
    /// <param name="Width">1, 2, 4 or 8 bytes.</param>
    /// <param name="Value">Little-endian.</param>
    public sealed record WriteRegister(ulong Offset, byte Width, ulong Value) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"write 0x{Value:x}, {Width} bytes, at BAR0+{Offset}";
    }

    /// <summary>The guest fills a page with a pattern of which no word is zero.</summary>
    /// <param name="Page">Index of the page in the layout.</param>
    /// <param name="Tag">Distinguishes fills.</param>
    public sealed record Fill(ushort Page, byte Tag) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"guest fills page {Page}";
    }

    /// <summary>The guest stores 8 bytes.</summary>
    /// <param name="Address">Guest physical address in guest RAM, 8-byte aligned.</param>
    /// <param name="Value">Little-endian.</param>
    public sealed record Store(ulong Address, ulong Value) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"guest stores 0x{Value:x} at 0x{Address:x}";
    }

    /// <summary>The guest loads 8 bytes.</summary>
    /// <param name="Address">Guest physical address in guest RAM, 8-byte aligned.</param>
    public sealed record Load(ulong Address) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"guest loads 8 bytes at 0x{Address:x}";
    }

    /// <summary>VM reset, where the device takes part in it.</summary>
    public sealed record VmReset : Step
    {
        /// <inheritdoc/>
        public override string ToString() => "VM reset";
    }

    /// <summary>The device is saved, destroyed, and restored into another one, where it can be.</summary>
    /// <param name="Over">How guest RAM is given to that one.</param>
    public sealed record SaveRestore(RestoredOver Over = RestoredOver.SameAddresses) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => Over switch
        {
            RestoredOver.SameAddresses => "save and restore",
            RestoredOver.OtherAddresses => "save and restore, guest RAM at other host addresses",
            RestoredOver.OtherOrder => "save and restore, at other addresses, in other order",
            _ => throw new InvalidOperationException($"no place {Over}"),
        };
    }

    /// <summary>The device is saved, where it can be, and goes on: the state is not used.</summary>
    public sealed record Save : Step
    {
        /// <inheritdoc/>
        public override string ToString() => "save, and go on";
    }

    /// <summary>
    /// Like <see cref="SaveRestore"/>, but first the state is damaged and offered to a device, which has to refuse it.
    /// Where the state is empty, nothing is done.
    /// </summary>
    /// <param name="Damage">What happened to it.</param>
    /// <param name="Where">Which byte or bit, modulo their number; for a foreign state, which one.</param>
    public sealed record RestoreDamaged(StateDamage Damage, ulong Where) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => Damage switch
        {
            StateDamage.Truncated => "save; a truncated state is offered; restore",
            StateDamage.Extended => "save; the state and more bytes are offered; restore",
            StateDamage.Flipped => $"save; the state with bit {Where} flipped is offered; restore",
            _ => "save; a foreign state is offered; restore",
        };
    }

    /// <summary>
    /// Other processes take all free huge pages: a page that is given back cannot be allocated again.
    /// </summary>
    public sealed record EmptyPool : Step
    {
        /// <inheritdoc/>
        public override string ToString() => "the host runs out of huge pages";
    }

    /// <summary>A bare host call, without any device.</summary>
    /// <param name="Function">The function whose call it is; one that <see cref="HostCalls.IsModelled"/>.</param>
    /// <param name="Address">Guest physical address.</param>
    /// <param name="Length">Bytes; the range lies in one region or is empty.</param>
    public sealed record HostCall(FunctionCode Function, ulong Address, ulong Length) : Step
    {
        /// <inheritdoc/>
        public override string ToString() => $"host call for {new Request(Function, Address, Length)}";
    }
}
