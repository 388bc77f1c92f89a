// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// A finding on one screen: the requirement, the steps, what was observed, what would have been allowed.
/// </summary>
public static class CounterexampleText
{
    private const int TextWidth = 108;

    /// <summary>The lines, without a final line end.</summary>
    public static IEnumerable<string> Lines(Counterexample counterexample)
    {
        var requirement = counterexample.Finding.Requirement;
        yield return $"{Heading(counterexample)} {Title(requirement)}";
        foreach (var line in Wrap(requirement.Statement))
        {
            yield return $"  {line}";
        }

        yield return $"  source: {requirement.Source}";
        yield return "";
        foreach (var line in Wrap($"guest RAM: {Describe(counterexample.Layout)}"))
        {
            yield return $"  {line}";
        }

        foreach (var line in counterexample.Account)
        {
            yield return line;
        }

        yield return $"  observed: {counterexample.Observed}";
        yield return $"  allowed:  {counterexample.Finding.Allowed}";
        foreach (var line in counterexample.Provenance)
        {
            yield return $"  {line}";
        }

        if (counterexample.Doubt is { } doubt)
        {
            yield return $"  to settle it: {doubt}";
        }

        foreach (var line in Advice(counterexample))
        {
            yield return $"  {line}";
        }
    }

    /// <summary>What a maintainer can do; one line each.</summary>
    private static IEnumerable<string> Advice(Counterexample counterexample)
    {
        if (counterexample.Finding.Requirement.WhatToDo is { } what && !counterexample.IsBareKernel)
        {
            foreach (var line in Wrap($"what to do: {what}"))
            {
                yield return line;
            }
        }

        if (counterexample.Death is { IsSandboxed: true })
        {
            yield return "the sandbox: list the calls by number: madvise, mprotect, mlock and mlock2, munlock, prctl,";
            yield return "  what reset, restore and error paths call; allow them to the threads that handle";
            yield return "  register accesses, or refuse the function with EOPNOTSUPP (8.13); strace -f shows the call";
        }
    }

    /// <summary>Breaks a sentence into lines of at most <see cref="TextWidth"/> characters.</summary>
    public static IEnumerable<string> Wrap(string text) => Wrap(text, TextWidth);

    /// <summary>Breaks a sentence between words into lines of at most this many characters.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>The ID, the level, the basis and the title.</summary>
    public static string Title(Requirement requirement) =>
        $"{requirement.Id} ({Word(requirement)}, {BasisName(requirement)}): {requirement.Title}";

    /// <summary>MUST or SHOULD.</summary>
    public static string Word(Requirement requirement) => requirement.Level.ToString().ToUpperInvariant();

    /// <summary>PATCH, SAFETY, DECIDED or MEASURED.</summary>
    public static string BasisName(Requirement requirement) => requirement.Basis.ToString().ToUpperInvariant();

    /// <summary>The name of a backing, in words.</summary>
    public static string Name(Backing backing) => backing switch
    {
        Backing.PrivateAnonymous => "private anonymous",
        Backing.SharedMemory => "shared memory",
        Backing.PrivateFile => "private file",
        Backing.HugePrivate => "hugetlb, private",
        Backing.HugeShared => "hugetlb, shared",
        _ => throw new ArgumentOutOfRangeException(nameof(backing)),
    };

    private static string Heading(Counterexample shown) =>
        shown.IsReproduced || shown.IsHard ? Heading(shown.Finding.Requirement) : "SUSPECTED";

    private static string Heading(Requirement requirement) =>
        requirement.Id.Area == RequirementArea.Host ? "HOST MODEL DIFFERS"
        : requirement.MakesViolation ? "VIOLATION"
        : "DEVIATION";

    /// <summary>The regions of guest RAM in one line.</summary>
    internal static string Describe(GuestLayout layout) => string.Join(", ", layout.Regions.Select(r =>
        $"0x{r.Start:x}+{r.Length / 1024}K {Name(r.Backing)}"));
}
