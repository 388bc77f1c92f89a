// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>Explains what the guest's own accesses to its memory, and bare host calls, show.</summary>
internal static class MemoryJudge
{
    /// <summary>The guest filled a page.</summary>
    internal static Explanation Fill(int step, SpecState state, Step.Fill fill, in Observation observation)
    {
        var page = PageImage.Filled(fill.Page, fill.Tag);
        return Wrote(step, state, state.Host.Layout.AddressOfPage(fill.Page), page.Bytes, observation);
    }

    /// <summary>The guest stored a word.</summary>
    internal static Explanation Store(int step, SpecState state, Step.Store store, in Observation observation)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, store.Value);
        return Wrote(step, state, store.Address, word, observation);
    }

    /// <summary>The guest loaded a word.</summary>
    internal static Explanation Load(
        int step, SpecState state, Step.Load load, in Observation observation, Vcpus vcpus)
    {
        if (observation.Kind == ObservationKind.Fault)
        {
            return Denied(step, state, load.Address, 8, VmaFlags.Read);
        }

        var verification = new Verification(step);
        if (Loaded(verification, state, load.Address, vcpus) is not { } host)
        {
            return new Explanation(verification, null);
        }

        var word = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, observation.A);
        var page = host.Pages[host.Layout.Place(load.Address, 8).FirstPage].Content;
        var left = host.Read(load.Address, word, out var contradiction, out var deviation);
        if (deviation is var (unexpected, from))
        {
            verification.Check(from, holds: false, () =>
                FinalMemory.DescribeBytes(host, unexpected, PageGeometry.Offset(load.Address), word));
        }

        var reason = left is not null ? page.Origin : ReasonFor(host, contradiction, load.Address, word);
        verification.Check(reason, left is not null, () =>
            FinalMemory.DescribeBytes(host, contradiction, PageGeometry.Offset(load.Address), word));
        return left is not null ? new Explanation(verification, state with { Host = left })
            : verification.Violation is not null ? new Explanation(verification, null)
            : new Explanation(verification, state, IsLast: true);
    }

    /// <summary>
    /// A load worked. x86 has no pages that can be written and not read: a real vCPU may load under PROT_WRITE alone.
    /// </summary>
    private static HostMapping? Loaded(Verification verification, SpecState state, ulong address, Vcpus vcpus) =>
        vcpus == Vcpus.Played
            ? Allowed(verification, state, address, 8, vma => vma.Allowing(VmaFlags.Read))
            : Allowed(verification, state, address, 8, vma => vma.AllowingAny(VmaFlags.ReadWrite));

    /// <summary>Why the page must not hold these bytes.</summary>
    private static Requirement ReasonFor(HostMapping host, int page, ulong address, ReadOnlySpan<byte> bytes) =>
        host.Pages[page].Content.ReasonAgainst(PageGeometry.Offset(address), bytes);

    /// <summary>A bare host call.</summary>
    internal static Explanation HostCall(int step, SpecState state, Step.HostCall call, in Observation observation)
    {
        var verification = new Verification(step);
        var result = HostCalls.Apply(state.Host, call.Function, call.Address, call.Length);
        var hole = new OneErrnoOf(result.Requirement, result.Errnos);
        var fits = verification.Check(hole, "errno", observation.A, Errnos.Describe);
        return new Explanation(verification, fits ? state with { Host = result.After } : null);
    }

    /// <summary>An access faulted: some page of the range must be allowed to deny it.</summary>
    internal static Explanation Denied(int step, SpecState state, ulong address, int length, VmaFlags access)
    {
        var verification = new Verification(step);
        var range = state.Host.Layout.Place(address, (ulong)length);
        if (range.PageCount > 1)
        {
            // The observation does not show which page faulted, and what was copied before.
            var some = state.Host.MayBeMissing(range) || Enumerable.Range(range.FirstPage, range.PageCount)
                .Any(p => !state.Host.Pages[p].Vma.Denying(access).IsEmpty);
            CheckFault(verification, state.Host, range.FirstPage, some);
            return new Explanation(verification, some ? state : null, IsLast: true);
        }

        if (state.Host.MayBeMissing(range))
        {
            return new Explanation(verification, state);
        }

        var page = range.FirstPage;
        var left = state.Host.Restrict(page, state.Host.Pages[page].Vma.Denying(access));
        CheckFault(verification, state.Host, page, left is not null);
        return new Explanation(verification, left is null ? null : state with { Host = left });
    }

    /// <summary>An access worked: every page of the range must be allowed to permit it; null when one is not.</summary>
    internal static HostMapping? Allowed(Verification verification, SpecState state, ulong address, int length,
        VmaFlags access) => Allowed(verification, state, address, length, vma => vma.Allowing(access));

    private static HostMapping? Allowed(Verification verification, SpecState state, ulong address, int length,
        Func<VmaSet, VmaSet> allowing)
    {
        var host = state.Host;
        var range = host.Layout.Place(address, (ulong)length);
        for (var page = range.FirstPage; page < range.EndPage; page++)
        {
            var before = host.Pages[page];
            var left = host.Restrict(page, allowing(before.Vma));
            verification.Check(before.ProtectedBy, left is not null, () =>
                ($"the guest can access page {page} (0x{state.Host.Layout.AddressOfPage(page):x})",
                    $"page {page} is {before.Vma}"));
            if (left is null)
            {
                return null;
            }

            host = left;
        }

        return host;
    }

    private static void CheckFault(Verification verification, HostMapping host, int page, bool mayFault) =>
        verification.Check(
        host.Pages[page].ProtectedBy, mayFault, () =>
            ($"the guest's access to page {page} (0x{host.Layout.AddressOfPage(page):x}) faults",
                $"page {page} is {host.Pages[page].Vma}"));

    private static Explanation Wrote(int step, SpecState state, ulong address, ReadOnlySpan<byte> data,
        in Observation observation)
    {
        if (observation.Kind == ObservationKind.Fault)
        {
            return Denied(step, state, address, data.Length, VmaFlags.Write);
        }

        var verification = new Verification(step);
        var host = Allowed(verification, state, address, data.Length, VmaFlags.Write);
        return new Explanation(verification, host is null ? null : state with { Host = host.Write(address, data) });
    }
}
