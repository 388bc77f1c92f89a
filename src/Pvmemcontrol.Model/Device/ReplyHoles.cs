// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Requirements.RequestRequirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>The shapes that a reply may have.</summary>
internal static class ReplyHoles
{
    private static readonly FieldHole CodeOfFailure =
        new(ReplyField.Code, new AnythingBut(FailureHasACode, 0, "0"));

    private static readonly ImmutableArray<FieldHole> UnusedFields =
    [
        new(ReplyField.Value, new Exactly(UnusedReplyFieldsAreZero, 0)),
        new(ReplyField.Arg0, new Exactly(UnusedReplyFieldsAreZero, 0)),
        new(ReplyField.Arg1, new Exactly(UnusedReplyFieldsAreZero, 0)),
    ];

    /// <summary>errno 0, code 0.</summary>
    internal static RequestOutcome Success(Requirement requirement, Func<HostMapping> after,
        params ReadOnlySpan<ValueHole> adviceOnErrno) =>
        new([
            new FieldHole(ReplyField.Errno, new Exactly(requirement, 0)),
            new FieldHole(ReplyField.Code, new Exactly(ReplyTellsSuccess, 0)),
            .. Advice(adviceOnErrno), .. UnusedFields
        ], after);

    /// <summary>An errno; any code, but 0 is not advised.</summary>
    internal static RequestOutcome Failure(Requirement requirement, Func<HostMapping> after,
        params ReadOnlySpan<ValueHole> adviceOnErrno) =>
        new([
            new FieldHole(ReplyField.Errno, new AnyErrno(requirement)), .. Advice(adviceOnErrno), CodeOfFailure,
            .. UnusedFields
        ], after);

    /// <summary>The page size and the version, the same as before where there was a before.</summary>
    internal static ImmutableArray<FieldHole> InfoReply(Reply? before, ulong largestPage)
    {
        ImmutableArray<FieldHole> holes =
        [
            new(ReplyField.Errno, new Exactly(InfoIsTrue, 0)),
            new(ReplyField.Code, new Exactly(InfoIsTrue, 0)),
            new(ReplyField.Value, new AnyPageSize(InfoIsTrue)),
            new(ReplyField.Value, new Exactly(InfoTellsLargestPage, largestPage)),
            new(ReplyField.Arg0, new Exactly(MajorVersionIsOne, 1)),
        ];
        return before is { } known
            ? [.. holes, new(ReplyField.Value, new Exactly(InfoIsConstant, known.Value)),
               new(ReplyField.Arg1, new Exactly(InfoIsConstant, known.Arg1))]
            : holes;
    }

    private static ImmutableArray<FieldHole> Advice(ReadOnlySpan<ValueHole> holes)
    {
        var advice = ImmutableArray.CreateBuilder<FieldHole>(holes.Length);
        foreach (var hole in holes)
        {
            advice.Add(new FieldHole(ReplyField.Errno, hole));
        }

        return advice.MoveToImmutable();
    }
}
