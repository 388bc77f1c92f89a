// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>
/// A pvmemcontrol device: the specification's transport behind registers, and what the PCI core knows of it.
/// </summary>
internal sealed class PciDevice(int number)
{
    /// <summary>The first channel command; each device counts on from a base of its own.</summary>
    private uint _nextCommand = 0x8000_0000 + ((uint)number << 16);

    internal int Number { get; } = number;

    internal Transport Transport { get; set; } = Transport.Initial;

    /// <summary>It does not answer any more; requests begun before are performed.</summary>
    internal bool IsHung { get; set; }

    /// <summary>It was pulled out: its registers read as ones.</summary>
    internal bool IsGone { get; set; }

    /// <summary>Reads of the command register that do not show the answer yet.</summary>
    internal int Delay { get; set; }

    /// <summary>Requests fetched and not answered yet.</summary>
    internal int InFlight { get; set; }

    /// <summary>Requests of a device that performs them after their register write has returned.</summary>
    internal Queue<Channel> Posted { get; } = new();

    internal bool IsBound { get; set; }

    /// <summary>A task of the PCI core holds its lock.</summary>
    internal KernelTask? LockedBy { get; set; }

    internal int Enabled { get; set; }

    internal bool IsManaged { get; set; }

    /// <summary>How often the registers are mapped.</summary>
    internal int Mapped { get; set; }

    /// <summary>Where they were mapped last.</summary>
    internal ulong Window { get; set; }

    internal uint NewCommand() => _nextCommand++;

    internal bool Owns(ulong address) => address >> 40 == 0x0E && ((address >> 32) & 0xff) == (ulong)Number;

    /// <summary>What a register reads.</summary>
    internal uint Read(ulong offset) =>
        IsGone ? uint.MaxValue
        : IsHung ? 0
        : offset == Registers.Command ? Transport.Response is { } response ? (uint)response : 0
        : offset == Registers.Response ? Transport.ChannelResponse ?? 0
        : 0;

    /// <summary>The next REGISTER, RESET and so on answers ERROR.</summary>
    internal void Refuse() => Transport = Transport.Initial with { Response = TransportCommand.Error };
}
