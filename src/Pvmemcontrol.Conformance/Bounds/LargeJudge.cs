// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Judges what the guest of a <see cref="LargeBound"/> saw.</summary>
internal static class LargeJudge
{
    /// <summary>The violation, and the refusal that is none.</summary>
    internal static void Judge(BoundFigures figures, Verification verification)
    {
        if (figures.Waves[0].Performed > 0)
        {
            verification.Exercise(RequestRequirements.NothingElseIsWritten);
        }

        if (figures[BoundField.LargeRequest] > 0)
        {
            JudgePage(figures, verification);
        }

        if (figures.Waves[0].Sent > 0)
        {
            verification.Check(RequestRequirements.EveryRequestIsAnswered, figures[BoundField.LargeUnanswered] == 0,
                () => (RequestJudge.Unanswered, RequestJudge.LateReply));
        }

        if (figures[BoundField.LargeRequests] > 0 || figures[BoundField.LargeRefused] > 0)
        {
            verification.Check(RequestRequirements.ValidRequestsArePerformed,
                figures[BoundField.LargeRefused] == 0, () => (
                $"{Request(figures, BoundField.LargeRefused)} was refused with "
                    + Errnos.Describe((ulong)figures[BoundField.LargeRefusal]),
                "a valid request is performed, as others like it were"));
        }
    }

    /// <summary>A request by a field that has its number, from 1.</summary>
    internal static LargeRequest Request(BoundFigures figures, BoundField field) =>
        LargeRequest.All[(int)figures[field] - 1];

    private static void JudgePage(BoundFigures figures, Verification verification)
    {
        var request = Request(figures, BoundField.LargeRequest);
        var errno = (Errno)figures[BoundField.LargeErrno];
        var page = (ulong)figures[BoundField.LargePage];
        var (broken, seen, allowed) = figures[BoundField.LargeIsFlags] == 1
            ? Flags(request, errno, page, (byte)figures[BoundField.LargeBefore], (byte)figures[BoundField.LargeSeen])
            : Content(request, errno, page, (LargeContent)figures[BoundField.LargeSeen]);
        if (broken is not null)
        {
            verification.Check(broken, holds: false, () =>
                ($"the page at 0x{page:x}, {Where(request, page)}, {seen}", allowed));
        }
    }

    private static (Requirement? Broken, string Seen, string Allowed) Flags(
        in LargeRequest request, Errno errno, ulong page, byte before, byte after) => (
        LargeRules.Broken(request, errno, page, before, after),
        $"is {(after == VmaTable.Unmapped ? "not mapped" : VmaSet.Describe((VmaFlags)after))}",
        LargeRules.Allowed(request, page, before));

    private static (Requirement? Broken, string Seen, string Allowed) Content(
        in LargeRequest request, Errno errno, ulong page, LargeContent content) => (
        LargeRules.Broken(request, errno, page, content),
        content switch
        {
            LargeContent.Fill => "holds the guest's fill",
            LargeContent.Zeros => "holds zeros",
            _ => "holds neither the guest's fill nor zeros",
        },
        LargeRules.Allowed(request, errno, page));

    /// <summary>Where a page is as seen from the range.</summary>
    private static string Where(in LargeRequest request, ulong page) =>
        page == request.Start ? "the first of the range"
        : request.Contains(page) ? Text($"0x{page - request.Start:x} bytes into the range")
        : page < request.Start ? Text($"0x{request.Start - page:x} bytes before the range")
        : Text($"0x{page - request.End:x} bytes after the range");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
