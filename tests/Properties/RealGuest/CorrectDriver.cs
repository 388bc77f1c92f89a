// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Judging;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>A driver that does everything right, whatever its device does.</summary>
internal sealed class CorrectDriver(FakeGuest guest, int firstBuffer = 0)
{
    private readonly List<(uint Command, ulong Buffer)> _channels = [];
    private readonly HashSet<uint> _unanswered = [];

    /// <summary>Buffers before this one are quarantined.</summary>
    private int _nextBuffer = firstBuffer;

    internal bool IsBound { get; private set; }

    internal void Bind()
    {
        guest.Mark(MarkKind.BindBegin);
        IsBound = Connect();
        if (!IsBound)
        {
            Leave();
        }

        guest.Mark(Mark.BindEnd(IsBound ? 0 : 5, IsBound, IsBound));
    }

    internal void Unbind()
    {
        guest.Mark(MarkKind.UnbindBegin);
        Leave();
        guest.Mark(MarkKind.UnbindEnd);
        IsBound = false;
    }

    /// <summary>Before kexec, and before the guest sleeps.</summary>
    internal void Leave()
    {
        var isDropped = guest.Do(TransportCommand.Disconnect) == FakeGuest.Error
            || guest.Do(TransportCommand.Reset) == FakeGuest.Ack;
        if (!isDropped)
        {
            _nextBuffer += FakeGuest.Cpus;
        }

        _channels.Clear();
    }

    internal bool Connect()
    {
        _unanswered.Clear();
        if (guest.Do(TransportCommand.Reset) != FakeGuest.Ack)
        {
            return false;
        }

        for (var i = 0; i < FakeGuest.Cpus; i++)
        {
            var buffer = FakeGuest.Buffer(_nextBuffer + i);
            if (guest.Register(buffer) is not { } command)
            {
                return false;
            }

            _channels.Add((command, buffer));
        }

        return guest.Do(TransportCommand.Ready) == FakeGuest.Ack && IsGood(Send(0, FakeGuest.Info));
    }

    /// <summary>Tagged requests on every CPU in turn.</summary>
    internal void Use(int requests)
    {
        guest.Mark(MarkKind.RequestsBegin);
        var right = 0;
        for (var i = 0; i < requests; i++)
        {
            right += Send(i % FakeGuest.Cpus, guest.NextTagged()) is null ? 0 : 1;
        }

        guest.Mark(MarkKind.RequestsEnd, right);
    }

    private Reply? Send(int cpu, in Request request)
    {
        var (command, buffer) = _channels[cpu];
        if (_unanswered.Contains(command))
        {
            return null;
        }

        var after = guest.Send(command, buffer, request);
        if (after == request)
        {
            _unanswered.Add(command);
            return null;
        }

        Span<byte> bytes = stackalloc byte[Request.Size];
        after.Encode(bytes);
        return Reply.Decode(bytes);
    }

    private static bool IsGood(Reply? info) =>
        info is { Errno: 0, Code: 0, Value: >= 4096 } && BitOperations.IsPow2(info.Value.Value);
}
