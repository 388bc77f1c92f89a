// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.VfioUser.Tagging;
using static Pvmemcontrol.Model.Requirements.DriverRequirements;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>Requests and their replies.</summary>
public sealed partial class DriverJudge
{
    private const ulong SmallestPage = 4096;

    private readonly HashSet<uint> _inFlight = [];

    /// <summary>Of each thread of the guest's program the highest number that was answered.</summary>
    private readonly Dictionary<int, ulong> _answered = [];
    private InfoState _info;
    private bool _hasTagged;
    private bool _isInRequests;

    /// <summary>How INFO of this handshake was answered.</summary>
    private enum InfoState
    {
        /// <summary>Not yet.</summary>
        None,

        /// <summary>As it must be.</summary>
        Valid,

        /// <summary>Not at all, with an error or without a page size.</summary>
        Invalid,
    }

    /// <summary>A command is written; null if it is not that of a channel which the device has.</summary>
    internal PendingRequest? BeginRequest(uint command)
    {
        lock (_gate)
        {
            if (TransportCommands.IsTransportCommand(command) || !_held.TryGetValue(command, out var buffer))
            {
                return null;
            }

            var isThere = TryLoad(buffer, out var before);
            var pending = new PendingRequest(command, buffer, before, isThere);
            CheckMoment(pending);
            if (!_inFlight.Add(command))
            {
                _log.Add(new GuestAccess(AccessKind.Request, Registers.Command, command, pending.Before,
                    pending.Before));
                Blame(OneRequestPerChannel, $"channel 0x{command:x8} is written while its request is in flight");
            }

            return pending;
        }
    }

    /// <summary>The write of the command has returned.</summary>
    internal void EndRequest(in PendingRequest request)
    {
        lock (_gate)
        {
            _inFlight.Remove(request.Command);
            var after = Load(request.Buffer);
            _log.Add(new GuestAccess(AccessKind.Request, Registers.Command, request.Command, request.Before, after));
            _transport = _transport.WithoutResponse();
            CheckPlace(isTransport: false);
            _coverage.Exercise(OneRequestPerChannel);
            if (request.Before.FunctionCode == (ulong)FunctionCode.Info)
            {
                JudgeInfo(request.Before, after);
            }
            else if (TaggedRequest.IsTagged(request.Before))
            {
                JudgeTagged(request.Before, after);
            }
            else if (_isInRequests && !request.Before.IsKnown)
            {
                Blame(SendsOwnRequest, "a request is sent that no task has passed: they pass tagged requests only");
            }
        }
    }

    /// <summary>The transport is ready, and no handshake is disturbed.</summary>
    private void CheckMoment(in PendingRequest request)
    {
        if (_transport.Phase == TransportPhase.Registering && !_isReadyWritten)
        {
            _log.Add(new GuestAccess(AccessKind.Request, Registers.Command, request.Command, request.Before,
                request.Before));
            Blame(NoRequestBeforeReady, $"channel 0x{request.Command:x8} is used before READY");
        }
        else if (_transport.Phase == TransportPhase.Ready && !_hasTagged)
        {
            _coverage.Exercise(NoRequestBeforeReady);
        }

        if (_window is Window.Address or Window.Register
            || (_window == Window.Answer && TaggedRequest.IsTagged(request.Before)))
        {
            _log.Add(new GuestAccess(AccessKind.Request, Registers.Command, request.Command, request.Before,
                request.Before));
            Blame(HandshakeIsUndisturbed, _window == Window.Answer
                ? $"channel 0x{request.Command:x8} is used before the answer to {NameOf(_unread)} has been read"
                : $"channel 0x{request.Command:x8} is used while a buffer is being registered");
        }
    }

    private void JudgeInfo(in Request request, in Request after)
    {
        if (_hasTagged && _info == InfoState.Valid)
        {
            Blame(InfoFromCache, "the device is asked for INFO again, after requests of users");
            return;
        }

        Span<byte> bytes = stackalloc byte[Request.Size];
        after.Encode(bytes);
        var reply = Reply.Decode(bytes);
        _info = after != request && reply is { Errno: 0, Code: 0, Value: >= SmallestPage }
            && BitOperations.IsPow2(reply.Value)
            ? InfoState.Valid
            : InfoState.Invalid;
        if (_info == InfoState.Invalid)
        {
            _coverage.Exercise(InfoIsChecked);
        }
    }

    private void JudgeTagged(in Request request, in Request after)
    {
        _hasTagged = true;
        if (_info == InfoState.Invalid)
        {
            Blame(InfoIsChecked, "users' requests are sent although INFO was not answered as it must be");
        }

        if (!TaggedRequest.IsWhole(request))
        {
            Blame(SendsOwnRequest, "a request is sent whose words come from two requests");
            return;
        }

        _session.CountTagged();
        _coverage.Exercise(SendsOwnRequest);
        var (thread, number) = (TaggedRequest.ThreadOf(request.Address), request.Address);
        if (number <= _answered.GetValueOrDefault(thread))
        {
            Blame(SendsOwnRequest, $"request 0x{number:x} is sent again, or after a later one of the same task");
        }

        if (after == request)
        {
            _coverage.Exercise(UnansweredIsAnError);
            return;
        }

        Span<byte> bytes = stackalloc byte[Request.Size];
        after.Encode(bytes);
        var reply = Reply.Decode(bytes);
        if ((Errno)reply.Errno is not (Errno.EAGAIN or Errno.ENOMEM))
        {
            // A driver may try again what failed for want of a resource.
            _answered[thread] = Math.Max(number, _answered.GetValueOrDefault(thread));
        }

        if (TaggedRequest.IsTagged(after))
        {
            Blame(OneRequestPerChannel, $"request 0x{after.Address:x} is stored into the channel of request "
                + $"0x{number:x} before that one's write has returned");
        }
        else if (reply.Value != number && TaggedRequest.IsReplyTo(reply, reply.Value))
        {
            Blame(OneRequestPerChannel, $"the channel held request 0x{number:x} when its command was written, and the "
                + $"reply to request 0x{reply.Value:x} when the write returned: another task has stored its request");
        }
    }

    private Request Load(ulong buffer)
    {
        _ = TryLoad(buffer, out var request);
        return request;
    }

    private bool TryLoad(ulong buffer, out Request request)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        var isThere = _ram.TryRead(buffer, bytes);
        request = isThere ? Request.Decode(bytes) : default;
        return isThere;
    }
}
