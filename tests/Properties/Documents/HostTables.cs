// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>The tables of what bare calls do, as the host model has it.</summary>
internal static class HostTables
{
    private const ulong Page = PageGeometry.Size;

    private static readonly HostCapabilities Host = HostCapabilities.Typical with { HasVmaNames = true };

    /// <summary>A range that is not one whole page, and what came before.</summary>
    private sealed record Case(string Name, Backing Backing, ulong Offset, ulong Length)
    {
        /// <summary>A call on the second page, before.</summary>
        internal FunctionCode? Before { get; init; }
    }

    private static readonly ImmutableArray<Case> Cases =
    [
        new("address not aligned", Backing.PrivateAnonymous, 8, Page),
        new("length 1", Backing.PrivateAnonymous, 0, 1),
        new("length 0", Backing.PrivateAnonymous, 0, 0),
        new("two pages, the second locked", Backing.PrivateAnonymous, 0, 2 * Page) { Before = FunctionCode.MLock },
        new("two pages, the second PROT_NONE", Backing.PrivateAnonymous, 0, 2 * Page)
        {
            Before = FunctionCode.MProtectNone,
        },
        new("first 4 KiB of a huge page", Backing.HugePrivate, 0, Page),
        new("4 KiB inside a huge page", Backing.HugePrivate, Page, Page),
        new("inside a shared huge page", Backing.HugeShared, Page, Page),
    ];

    /// <summary>Functions by backing, on one whole page.</summary>
    internal static (ImmutableArray<string> Heads, IEnumerable<string[]> Rows) ByBacking() => (
        ["function", .. Enum.GetValues<Backing>().Select(CounterexampleText.Name)],
        Functions().Select(f => new[] { FunctionCodes.Name(f) }
            .Concat(Enum.GetValues<Backing>().Select(b => Cell(f, b))).ToArray()));

    /// <summary>Functions by what is special about the range.</summary>
    internal static (ImmutableArray<string> Heads, IEnumerable<string[]> Rows) ByCase() => (
        ["function", .. Cases.Select(c => c.Name)],
        Functions().Select(f => new[] { FunctionCodes.Name(f) }.Concat(Cases.Select(c => Cell(f, c))).ToArray()));

    private static IEnumerable<FunctionCode> Functions() =>
        Enum.GetValues<FunctionCode>().Where(HostCalls.IsModelled);

    private static string Cell(FunctionCode function, Backing backing)
    {
        var pages = backing.PagesAtOnce();
        var result = HostCalls.Apply(Filled(backing), function, 0, (ulong)pages * Page);
        var page = result.After.Pages[0];
        var content = Content(page, 0, backing);
        return result.Errnos[0] == Errno.None ? $"{Names(result)}, {content}, `{page.Vma}`" : Names(result);
    }

    private static string Cell(FunctionCode function, Case @case)
    {
        var before = Filled(@case.Backing);
        if (@case.Before is { } earlier)
        {
            before = HostCalls.Apply(before, earlier, Page, Page).After;
        }

        var result = HostCalls.Apply(before, function, @case.Offset, @case.Length);
        var changed = Enumerable.Range(0, before.Pages.Length)
            .Where(i => Differs(before.Pages[i], result.After.Pages[i])).ToList();
        var effect = changed switch
        {
            [] => "nothing",
            [0] => "the first page",
            [1] when !@case.Backing.IsHuge() => "the second page",
            [0, 1] => "both pages",
            _ => "that part",
        };
        return changed.Count == 0 && result.Errnos[0] != Errno.None ? Names(result) : $"{Names(result)}, {effect}";
    }

    private static bool Differs(in Page one, in Page other) => one.Vma != other.Vma
        || one.Content.IsLazilyFreed != other.Content.IsLazilyFreed
        || !one.Content.Images.SequenceEqual(other.Content.Images);

    private static HostMapping Filled(Backing backing)
    {
        var layout = new GuestLayout(new Region(0, 2 * backing.PagesAtOnce(), backing));
        var host = HostMapping.Fresh(layout, Host, UntouchedRules.BareKernel);
        for (var page = 0; page < 2; page++)
        {
            host = host.Write((ulong)page * Page, PageImage.Filled(page, 1).Bytes);
        }

        return host;
    }

    private static string Names(in HostCallResult result) =>
        string.Join(" or ", result.Errnos.Select(e => e == Errno.None ? "0" : e.ToString()));

    private static string Content(in Page page, int index, Backing backing) =>
        page.Content.IsLazilyFreed ? "kept until reclaimed, then zeros"
        : page.Content.Images[0].Equals(PageImage.Zero) ? "zeros"
        : page.Content.Images[0].Equals(PageImage.Fresh(index, backing)) ? "the file's content"
        : "kept";
}
