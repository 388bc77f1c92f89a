// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Model.State;

/// <summary>
/// Every transport that can come of the register writes of a world, numbered, with the transitions between them as
/// <see cref="TransportSpec"/> has them: the step that judges real devices is the device of the worlds.
/// </summary>
public sealed class TransportTable
{
    /// <summary>What the response register reads when it names no channel.</summary>
    public const int NoCommand = 0;

    private const uint FirstCommand = 0x8000_0000;
    private const ulong FirstBuffer = 0x10_0000;

    private readonly int _buffers;
    private readonly int _channels;
    private readonly List<Transport> _states = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<Reaction[]> _reactions = [];

    /// <summary>The transports of a device for a number of buffers, some of which are registered at a time.</summary>
    public TransportTable(int buffers, int channels)
    {
        (_buffers, _channels) = (buffers, channels);
        Number(Transport.Initial);
        for (var i = 0; i < _states.Count; i++)
        {
            var state = _states[i];
            _reactions.Add([.. Enumerable.Range(0, StimulusCount).Select(s => React(state, s))]);
        }
    }

    /// <summary>How many transports there are; the numbers are below.</summary>
    public int Count => _states.Count;

    private int StimulusCount => _buffers + TransportCommands.All.Count + _channels + 1;

    /// <summary>The stimulus: the address of a buffer is written.</summary>
    public static int Stage(int buffer) => buffer;

    /// <summary>The stimulus: a transport command is written.</summary>
    public int Write(TransportCommand command) => command switch
    {
        TransportCommand.Reset => _buffers,
        TransportCommand.Register => _buffers + 1,
        TransportCommand.Ready => _buffers + 2,
        TransportCommand.Disconnect => _buffers + 3,
        TransportCommand.Ack => _buffers + 4,
        TransportCommand.Error => _buffers + 5,
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    /// <summary>The stimulus: what was read from the response register is written as a command.</summary>
    /// <param name="response">As <see cref="Response"/> gives it.</param>
    public int WriteResponse(int response) =>
        _buffers + TransportCommands.All.Count + (response is NoCommand ? _channels : response - 1);

    /// <summary>The transport after a stimulus.</summary>
    public Reaction React(int transport, int stimulus) => _reactions[transport][stimulus];

    /// <summary>What the command register reads; null where it carries no response.</summary>
    public TransportCommand? Status(int transport) => _states[transport].Response;

    /// <summary>What the response register reads: 1 + n for the n-th command, or <see cref="NoCommand"/>.</summary>
    public int Response(int transport) =>
        _states[transport].ChannelResponse is { } value ? (int)(value - FirstCommand) + 1 : NoCommand;

    /// <summary>True when a channel with this buffer is live.</summary>
    public bool IsLive(int transport, int buffer)
    {
        foreach (var channel in _states[transport].Channels)
        {
            if (channel.Buffer == AddressOf(buffer))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The buffer of the newest live channel, or -1.</summary>
    public int NewestBuffer(int transport) =>
        _states[transport].Channels is [.., var newest] ? BufferAt(newest.Buffer) : -1;

    /// <summary>The transport with this number.</summary>
    public Transport this[int transport] => _states[transport];

    private static ulong AddressOf(int buffer) => FirstBuffer + ((ulong)buffer << 12);

    private static int BufferAt(ulong address) => (int)((address - FirstBuffer) >> 12);

    private Reaction React(Transport transport, int stimulus)
    {
        if (stimulus < _buffers)
        {
            return new Reaction(Number(transport.StageAddress(Registers.Address, 8, AddressOf(stimulus))), -1);
        }

        // Where the device may do either (an unusual buffer), the worlds' device refuses: the last outcome.
        var outcomes = TransportSpec.Write(transport, ValueOf(stimulus), Standing(transport));
        return outcomes[^1] switch
        {
            CommandOutcome.Answered answered => new Reaction(Number(answered.Next), -1),
            CommandOutcome.Registered registered =>
                new Reaction(Number(registered.Bind((uint)registered.Command.Canonical)), -1),
            CommandOutcome.Ignored ignored => new Reaction(Number(ignored.Next), -1),
            CommandOutcome.Runs runs => new Reaction(Number(runs.Next), BufferAt(runs.Channel.Buffer)),
            var other => throw new InvalidOperationException($"the device's step gave {other}"),
        };
    }

    private uint ValueOf(int stimulus)
    {
        var command = stimulus - _buffers;
        if (command < TransportCommands.All.Count)
        {
            return (uint)TransportCommands.All[command];
        }

        var channel = command - TransportCommands.All.Count;
        return channel == _channels ? 0 : FirstCommand + (uint)channel;
    }

    /// <summary>The device takes as many channels as there are CPUs, each buffer once.</summary>
    private BufferStanding Standing(Transport transport) =>
        transport.Address.Value is not { } address ? BufferStanding.Unspecified
        : transport.Channels.Length == _channels || transport.Channels.Any(c => c.Buffer == address)
            ? BufferStanding.Unusual
            : BufferStanding.Good;

    private int Number(Transport transport)
    {
        var channels = string.Join(' ', transport.Channels.Select(c => $"{c.Command}:{c.Buffer}"));
        var key = $"{transport.Phase}/{channels}/{transport.Address}/{transport.Response}/{transport.ChannelResponse}";
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _states.Count;
            _numbers.Add(key, number);
            _states.Add(transport);
        }

        return number;
    }

    /// <summary>What a register write leads to.</summary>
    /// <param name="Next">The transport afterwards.</param>
    /// <param name="Runs">The buffer whose request runs, or -1.</param>
    public readonly record struct Reaction(int Next, int Runs);
}
