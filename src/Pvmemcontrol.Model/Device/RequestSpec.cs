// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using static Pvmemcontrol.Model.Device.ReplyHoles;
using static Pvmemcontrol.Model.Requirements.EffectRequirements;
using static Pvmemcontrol.Model.Requirements.RequestRequirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>The request step: a request on a live channel, and the ways in which it may end.</summary>
/// <param name="Profile">How much of Linux is asked for.</param>
/// <param name="Host">The mapping when the device performs the request.</param>
/// <param name="Channels">The live channels.</param>
/// <param name="Traits">What is known of the device.</param>
public readonly record struct RequestSpec(
    Profile Profile, HostMapping Host, ImmutableArray<Channel> Channels, DeviceTraits Traits)
{
    /// <summary>Every way in which the request may end, the likeliest first.</summary>
    public ImmutableArray<RequestOutcome> Outcomes(in Request request)
    {
        if (!request.IsKnown)
        {
            return [Failure(UnknownFunctionIsRefused, Host,
                new OneErrnoOf(UnknownFunctionIsUnsupported, [Errno.EOPNOTSUPP]))];
        }

        if (request.Function == FunctionCode.Info)
        {
            return [new RequestOutcome(InfoReply(Traits.Info), Host, Teaches: true)];
        }

        if (!HostCalls.IsModelled(request.Function))
        {
            return [new RequestOutcome([], Host, IsSpecified: false)];
        }

        var range = Host.Layout.Place(request.Address, request.Length);
        return range.Place switch
        {
            RangePlace.Empty => Empty(),
            RangePlace.Outside => [Failure(BadRangeIsRefused, Host)],
            RangePlace.OneRegion or RangePlace.AdjacentRegions => InGuestRam(request.Function, range),
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }

    private ImmutableArray<RequestOutcome> InGuestRam(FunctionCode function, in GuestRange range)
    {
        if (function == FunctionCode.MProtectNone && TouchesLiveBuffer(range))
        {
            return
            [
                Failure(LiveBufferSurvivesProtection, Host),
                Success(LiveBufferSurvivesProtection, PageEffects.Done(this, function, range)),
            ];
        }

        if (!range.IsAligned)
        {
            return Misaligned(function, range);
        }

        return range.Place == RangePlace.OneRegion ? Valid(function, range) : Spanning(function, range);
    }

    private ImmutableArray<RequestOutcome> Empty()
    {
        var allowed = new OneErrnoOf(EmptyRangeHasNoEffect, [Errno.None, Errno.EINVAL, Errno.EOPNOTSUPP]);
        return [Success(ReplyTellsSuccess, Host, allowed), Failure(ReplyTellsSuccess, Host, allowed)];
    }

    private ImmutableArray<RequestOutcome> Misaligned(FunctionCode function, in GuestRange range)
    {
        var refusal = HostCalls.IsDiscard(function) ? MisalignedDiscardIsRefused : MisalignedIsRefused;
        var failed = HostCalls.IsDiscard(function) ? Host : PageEffects.OldOrNew(this, function, range);
        return
        [
            Failure(ReplyTellsSuccess, failed, new AnyErrno(refusal)),
            Success(ReplyTellsSuccess, PageEffects.PerhapsInside(this, function, range), new AnyErrno(refusal)),
        ];
    }

    private ImmutableArray<RequestOutcome> Valid(FunctionCode function, in GuestRange range)
    {
        var expected = HostCalls.ErrnoOn(function, Host.Layout.BackingOfPage(range.FirstPage));
        var likeLinux = Profile == Profile.Linux
            ? [new OneErrnoOf(ReplyIsTheCalls, [expected])]
            : Array.Empty<ValueHole>();

        var performed = new Exactly(ValidRequestsArePerformed, Traits.Refuses(function) ? (ulong)Errno.EOPNOTSUPP : 0);
        var success = Success(ReplyTellsSuccess, PageEffects.Done(this, function, range), [performed, .. likeLinux]);
        ImmutableArray<Errno> excuses = [Errno.EAGAIN, Errno.ENOMEM, Errno.EPERM, Errno.EACCES];
        if (!Traits.Offers(function))
        {
            excuses = excuses.Add(Errno.EOPNOTSUPP);
        }

        if (expected != Errno.None)
        {
            excuses = excuses.Insert(0, expected);
        }

        var failure = Failure(ReplyTellsSuccess, PageEffects.OldOrNew(this, function, range),
            [new OneErrnoOf(ValidRequestsArePerformed, excuses), .. likeLinux]);
        return [success with { Teaches = true }, failure with { Teaches = true }];
    }

    private ImmutableArray<RequestOutcome> Spanning(FunctionCode function, in GuestRange range)
    {
        var halfDone = Failure(SpanningRangeIsWhole, PageEffects.OldOrNew(this, function, range));
        var shortOf = new FieldHole(ReplyField.Errno,
            new OneErrnoOf(SpanningRangeIsWhole, [Errno.EAGAIN, Errno.ENOMEM]));

        // A page that was lazily freed before the refusal looks like one that was not, until the kernel reclaims it.
        var refused = function == FunctionCode.Free ? PageEffects.OldOrNew(this, function, range) : Host;
        return
        [
            Failure(SpanningRangeIsWhole, refused),
            Success(SpanningRangeIsWhole, PageEffects.Done(this, function, range, SpanningRangeIsWhole)),
            halfDone with { Reply = halfDone.Reply.Insert(0, shortOf) },
        ];
    }

    private bool TouchesLiveBuffer(in GuestRange range)
    {
        foreach (var channel in Channels)
        {
            if (range.SharesPage(Host.Layout.Place(channel.Buffer, Request.Size)))
            {
                return true;
            }
        }

        return false;
    }
}
