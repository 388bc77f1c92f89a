// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Model.State;

/// <summary>
/// The numbered contents of 32 bytes in a world. The number identifies the request that a reply answers; the bytes
/// alone do not. A driver sees the bytes only (<see cref="AsReply"/>).
/// </summary>
public sealed class BufferContents
{
    /// <summary>Fresh memory: as bytes an INFO, and a success without a result.</summary>
    public const int Zero = 0;

    /// <summary>The driver's own INFO.</summary>
    public const int InfoRequest = 1;

    /// <summary>The device's answer to INFO.</summary>
    public const int InfoReply = 2;

    /// <summary>INFO refused, with a ret_code.</summary>
    public const int InfoRefused = 3;

    /// <summary>The ret_code of <see cref="InfoRefused"/>.</summary>
    public const uint RefusalCode = 5;

    private const int FirstRequest = 4;
    private const ulong Ram = 0x10_0000;

    private static readonly GuestLayout Layout = new(new Region(Ram, 64, Backing.PrivateAnonymous));

    private readonly int _requests;
    private readonly ImmutableArray<RequestKind> _kinds;
    private readonly ImmutableArray<Reply> _asReply;

    /// <summary>The contents of a world with these ioctls.</summary>
    public BufferContents(ImmutableArray<RequestKind> kinds)
    {
        _requests = kinds.Length;
        _kinds = kinds;
        var requests = kinds.Select((kind, i) => RequestKinds.ToRequest(kind, AddressOf(i))).ToArray();
        _asReply =
        [
            default,
            AsBytes(default(Request)),
            AnswerTo(default),
            new Reply(0, RefusalCode, 0, 0, 0),
            .. requests.Select(AsBytes),
            .. requests.Select(AnswerTo),
        ];
    }

    /// <summary>The largest number.</summary>
    public int Max => _asReply.Length - 1;

    /// <summary>The request of an ioctl.</summary>
    public static int Request(int ioctl) => FirstRequest + ioctl;

    /// <summary>The reply to the request of an ioctl.</summary>
    public int Reply(int ioctl) => FirstRequest + _requests + ioctl;

    /// <summary>True for the request of some ioctl.</summary>
    public bool IsRequest(int content) => content >= FirstRequest && content < FirstRequest + _requests;

    /// <summary>The ioctl whose request this is.</summary>
    public static int IoctlOf(int request) => request - FirstRequest;

    /// <summary>What an ioctl asks for.</summary>
    public RequestKind KindOf(int ioctl) => _kinds[ioctl];

    /// <summary>What the device answers to these bytes.</summary>
    public int ReplyTo(int content) => IsRequest(content) ? content + _requests
        : content == InfoRefused ? InfoRefused
        : InfoReply;

    /// <summary>The bytes as the reply for which the driver takes them.</summary>
    public Reply AsReply(int content) => _asReply[content];

    /// <summary>The ioctl that this is the reply to.</summary>
    public int IoctlOfReply(int reply) => reply - FirstRequest - _requests;

    private static ulong AddressOf(int ioctl) => Ram + ((ulong)ioctl << PageGeometry.Shift);

    private static Reply AsBytes(Request request)
    {
        Span<byte> bytes = stackalloc byte[Abi.Request.Size];
        request.Encode(bytes);
        return Abi.Reply.Decode(bytes);
    }

    /// <summary>The first outcome of the device's own request step, every hole filled canonically.</summary>
    private static Reply AnswerTo(Request request)
    {
        var host = HostMapping.Fresh(Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);
        var spec = new RequestSpec(Profile.Abi, host, [], default);
        var reply = default(Reply);
        foreach (var field in spec.Outcomes(request)[0].Reply.Reverse())
        {
            reply = With(reply, field.Field, field.Hole.Canonical);
        }

        return reply;
    }

    private static Reply With(Reply reply, ReplyField field, ulong value) => field switch
    {
        ReplyField.Errno => reply with { Errno = (uint)value },
        ReplyField.Code => reply with { Code = (uint)value },
        ReplyField.Value => reply with { Value = value },
        ReplyField.Arg0 => reply with { Arg0 = value },
        ReplyField.Arg1 => reply with { Arg1 = value },
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
