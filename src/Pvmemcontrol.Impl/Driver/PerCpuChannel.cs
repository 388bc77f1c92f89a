// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The channel of one CPU. The holder of that CPU's local lock owns everything except the address.</summary>
/// <param name="address">Guest physical address of the buffer.</param>
public sealed class PerCpuChannel(ulong address)
{
    /// <summary>Stands for the command of a channel that is not registered: no device assigns a transport command.
    /// </summary>
    private const uint NoCommand = (uint)Model.Abi.TransportCommand.Error;

    private readonly ulong _address = address;
    private uint _command = NoCommand;
    private bool _isBad;
    private bool _isTaken;

    /// <summary>Guest physical address of the buffer.</summary>
    public ulong Address => _address;

    /// <summary>The command that REGISTER assigned.</summary>
    public uint Command
    {
        get => _command;
        set => _command = value;
    }

    /// <summary>True once a request on it went unanswered: its reply may still come.</summary>
    public bool IsBad
    {
        get => _isBad;
        set => _isBad = value;
    }

    /// <summary>True while a task is between filling the buffer and having read the reply.</summary>
    public bool IsTaken
    {
        get => _isTaken;
        set => _isTaken = value;
    }

    /// <summary>True when REGISTER assigned a command.</summary>
    public bool IsRegistered => _command != NoCommand;
}
