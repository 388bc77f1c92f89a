// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Device.ReplyHoles;
using static Pvmemcontrol.Model.Requirements.EffectRequirements;
using static Pvmemcontrol.Model.Requirements.RequestRequirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>The request step: a request on a live channel, and the ways in which it may end.</summary>
/// <param name="Profile">How much of Linux is required.</param>
/// <param name="Host">The mapping when the device performs the request.</param>
/// <param name="Channels">The live channels.</param>
/// <param name="Traits">What is known of the device.</param>
public readonly record struct RequestSpec(
    Profile Profile, HostMapping Host, ImmutableArray<Channel> Channels, DeviceTraits Traits)
{
    /// <summary>
    /// Bytes. What a longer range outside guest RAM does to pages inside is named as if no request had named them.
    /// </summary>
    private const ulong MostExplained = 1 << 20;

    /// <summary>Every way in which the request may end, the likeliest first.</summary>
    public ImmutableArray<RequestOutcome> Outcomes(in Request request)
    {
        if (!request.IsKnown)
        {
            return [Failure(UnknownFunctionIsRefused, Unchanged,
                new OneErrnoOf(UnknownFunctionIsUnsupported, [Errno.EOPNOTSUPP]))];
        }

        if (request.Function == FunctionCode.Info)
        {
            var reply = InfoReply(Traits.Info, Host.Layout.LargestPage);
            return [new RequestOutcome(reply, Unchanged, teaches: true)];
        }

        var range = Host.Layout.Place(request.Address, request.Length);
        return range.Place switch
        {
            RangePlace.Empty => Empty(),
            RangePlace.Outside => [Refused(request)],
            RangePlace.OneRegion or RangePlace.AdjacentRegions when ClaimsTooMuch(request.Function) =>
                [Failure(VmmRequirements.OtherProcessClaimsLess, Unchanged)],
            RangePlace.OneRegion or RangePlace.AdjacentRegions => InGuestRam(request, range),
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }

    /// <summary>
    /// True for a function whose success a device in another process cannot stand for: it would bind the guest's
    /// mapping. (MPROTECT_RW holds there already.)
    /// </summary>
    private bool ClaimsTooMuch(FunctionCode function) => Host.Capabilities.IsOtherProcess
        && (VmaEffects.Revokes(function) || function == FunctionCode.DontDump);

    /// <summary>Gives the mapping as it was.</summary>
    private Func<HostMapping> Unchanged
    {
        get
        {
            var host = Host;
            return () => host;
        }
    }

    /// <summary>The refusal of a range that leaves guest RAM.</summary>
    private RequestOutcome Refused(Request request)
    {
        var spec = this;
        return Failure(BadRangeIsRefused, () => spec.WithoutEffect(request));
    }

    /// <summary>The mapping after a range that leaves guest RAM was refused.</summary>
    private HostMapping WithoutEffect(in Request request)
    {
        var host = Host;
        foreach (var region in request.Length > MostExplained ? [] : Host.Layout.Regions)
        {
            var first = Math.Max(request.Address & ~(ulong)(PageGeometry.Size - 1), region.Start);
            var end = Math.Min(request.Address + request.Length, region.End);
            if (request.Address + request.Length > request.Address && first < end)
            {
                host = PageEffects.Untouched(host, Host.Layout.Place(first, end - first), BadRangeIsRefused);
            }
        }

        return host;
    }

    /// <summary>True when the request may take a page from under a live channel's buffer.</summary>
    public bool MayRevokeLiveBuffer(in Request request)
    {
        var range = Host.Layout.Place(request.Address, request.Length);
        return request.IsKnown && range.IsGuestRam && MayRevokeLiveBuffer(request.Function, range);
    }

    /// <summary>A discarded huge page may not come back, and then the reply is lost.</summary>
    private bool MayRevokeLiveBuffer(FunctionCode function, in GuestRange range) => TouchesLiveBuffer(range)
        && (VmaEffects.Revokes(function)
            || (HostCalls.IsDiscard(function) && Host.Layout.BackingOfPage(range.FirstPage).IsHuge()));

    private ImmutableArray<RequestOutcome> InGuestRam(in Request request, in GuestRange range)
    {
        var function = request.Function;
        if (!range.IsAligned)
        {
            return Misaligned(function, range);
        }

        if (MayRevokeLiveBuffer(function, range))
        {
            return
            [
                Refusal(LiveBufferSurvivesProtection, Unchanged),
                Success(LiveBufferSurvivesProtection, Done(function, range)),
                HalfDone(LiveBufferSurvivesProtection, function, range),
            ];
        }

        return range.Place != RangePlace.OneRegion ? Spanning(function, range)
            : function == FunctionCode.SetVmaAnonName && request.Arg != 0 ? Named(range)
            : Valid(function, range);
    }

    /// <summary>
    /// Only a bad address makes prctl fail with EFAULT, and the address of the name is the device's choice.
    /// </summary>
    private ImmutableArray<RequestOutcome> Named(GuestRange range)
    {
        var isNoAddress = new FieldHole(
            ReplyField.Errno, new AnythingBut(ArgIsNoAddress, (ulong)Errno.EFAULT, "EFAULT (14)"));
        return
        [
            .. Valid(FunctionCode.SetVmaAnonName, range)
                .Select(outcome => outcome.With(isNoAddress)),
        ];
    }

    private ImmutableArray<RequestOutcome> Empty()
    {
        var allowed = new OneErrnoOf(EmptyRangeHasNoEffect,
            [Errno.None, Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EAGAIN, Errno.ENOMEM, Errno.EPERM, Errno.EACCES]);
        return [Success(ReplyTellsSuccess, Unchanged, allowed), Failure(ReplyTellsSuccess, Unchanged, allowed)];
    }

    private ImmutableArray<RequestOutcome> Misaligned(FunctionCode function, GuestRange range)
    {
        var spec = this;
        var refusal = HostCalls.IsDiscard(function) ? MisalignedDiscardIsRefused : MisalignedIsRefused;
        return
        [
            Failure(ReplyTellsSuccess, After, new AnyErrno(refusal)),
            Success(ReplyTellsSuccess, After, new AnyErrno(refusal)),
        ];

        HostMapping After() => PageEffects.PerhapsInside(spec, function, range);
    }

    private Func<HostMapping> Done(FunctionCode function, GuestRange range, Requirement? because = null)
    {
        var spec = this;
        return () => PageEffects.Done(spec, function, range, because);
    }

    private Func<HostMapping> OldOrNew(FunctionCode function, GuestRange range)
    {
        var spec = this;
        return () => PageEffects.OldOrNew(spec, function, range);
    }

    private ImmutableArray<RequestOutcome> Valid(FunctionCode function, in GuestRange range)
    {
        var linux = LinuxErrnos(function, range);
        var isAsked = Profile == Profile.Linux && linux.Length > 0;
        var backing = Host.Layout.BackingOfPage(range.FirstPage);
        ImmutableArray<Errno> answers = Traits.Offers(function, backing) ? linux : linux.Add(Errno.EOPNOTSUPP);
        if (function == FunctionCode.MLock && Host.Capabilities.LockLimit != ulong.MaxValue)
        {
            // A device's own bound is below the limit of the process.
            answers = answers.Add(Errno.ENOMEM);
        }

        ValueHole[] likeLinux = isAsked ? [new OneErrnoOf(ReplyIsTheCalls, answers)] : [];
        var performed = new Exactly(
            ValidRequestsArePerformed, Traits.Refuses(function, backing) ? (ulong)Errno.EOPNOTSUPP : 0);
        var success = Success(ReplyTellsSuccess, Done(function, range), [performed, .. likeLinux]);

        // If the state leaves open what the call does, every errno that the kernel may return is accepted.
        var excuses = (linux.Length > 0 ? linux.Remove(Errno.None) : [Errno.EINVAL]).ToBuilder();
        excuses.AddRange(Errno.EAGAIN, Errno.ENOMEM, Errno.EPERM, Errno.EACCES);
        if (!Traits.Offers(function, backing))
        {
            excuses.Add(Errno.EOPNOTSUPP);
        }

        var failure = Failure(ReplyTellsSuccess, OldOrNew(function, range),
            [new OneErrnoOf(ValidRequestsArePerformed, excuses.ToImmutable()), .. likeLinux]);
        return [success.Teaching(), failure.Teaching()];
    }

    /// <summary>What the bare call would return here; empty if the state leaves that open.</summary>
    private ImmutableArray<Errno> LinuxErrnos(FunctionCode function, in GuestRange range) =>
        Host.All(range, page => page.Vma.IsCertain)
            ? HostCalls.Apply(Host, function, range.Address, range.Length).Errnos
            : [];

    private ImmutableArray<RequestOutcome> Spanning(FunctionCode function, GuestRange range)
    {
        var host = Host;

        // A page that was lazily freed before the refusal looks like one that was not, until the kernel reclaims it.
        var refused = function == FunctionCode.Free
            ? OldOrNew(function, range)
            : () => PageEffects.Untouched(host, range, SpanningRangeIsWhole);
        return
        [
            Refusal(SpanningRangeIsWhole, refused),
            Success(SpanningRangeIsWhole, Done(function, range, SpanningRangeIsWhole)),
            HalfDone(SpanningRangeIsWhole, function, range),
        ];
    }

    /// <summary>
    /// A failure before anything was done. If the host ran short of a resource, <see cref="HalfDone"/> allows as much
    /// and more: one state is enough for both.
    /// </summary>
    private static RequestOutcome Refusal(Requirement requirement, Func<HostMapping> after) => Failure(
        requirement, after,
        new AnythingBut(requirement, (ulong)Errno.EAGAIN, "EAGAIN"),
        new AnythingBut(requirement, (ulong)Errno.ENOMEM, "ENOMEM"));

    /// <summary>The host ran short of a resource half way.</summary>
    private RequestOutcome HalfDone(Requirement requirement, FunctionCode function, in GuestRange range) =>
        Failure(requirement, OldOrNew(function, range))
            .With(new FieldHole(ReplyField.Errno, new OneErrnoOf(requirement, [Errno.EAGAIN, Errno.ENOMEM])));

    private bool TouchesLiveBuffer(in GuestRange range)
    {
        var touched = Host.Layout.Outwards(range);
        foreach (var channel in Channels)
        {
            if (touched.SharesPage(Host.Layout.Place(channel.Buffer, Request.Size)))
            {
                return true;
            }
        }

        return false;
    }
}
