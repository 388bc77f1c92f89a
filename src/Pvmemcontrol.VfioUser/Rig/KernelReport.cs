// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>What the guest's kernel reported on its console: an oops, a splat of KASAN or lockdep, a warning.</summary>
/// <param name="Title">Its first line, without a time.</param>
/// <param name="Requirement">What a driver violates that causes it; null if that cannot be told.</param>
/// <param name="Module">The module that its call trace goes through; null if it goes through none.</param>
/// <param name="MarkNumber">How many marks the guest had written.</param>
/// <param name="Lines">All of it, without times.</param>
public sealed partial record KernelReport(
    string Title, Requirement? Requirement, string? Module, int MarkNumber, ImmutableArray<string> Lines)
{
    /// <summary>
    /// True when it is held against the driver, the only module in the guest: a requirement explains it, and its call
    /// trace goes through a module.
    /// </summary>
    public bool IsOfDriver => Requirement is not null && Module is not null;

    /// <summary>A report with a call trace and registers is shorter.</summary>
    private const int MostLines = 80;

    // By lib/dump_stack.c, mm/kasan, kernel/locking/lockdep.c and arch/x86/kernel; the first that fits counts.
    private static readonly ImmutableArray<(string Text, Requirement? Requirement)> Titles =
    [
        ("BUG: KASAN:", DriverRequirements.MemoryIsValid),
        ("BUG: KFENCE:", DriverRequirements.MemoryIsValid),
        ("UBSAN: array-index-out-of-bounds", DriverRequirements.MemoryIsValid),
        ("BUG: unable to handle page fault", DriverRequirements.MemoryIsValid),
        ("BUG: kernel NULL pointer dereference", DriverRequirements.MemoryIsValid),
        ("general protection fault", DriverRequirements.MemoryIsValid),
        ("refcount_t: ", DriverRequirements.MemoryIsValid),
        ("list_add corruption", DriverRequirements.MemoryIsValid),
        ("list_del corruption", DriverRequirements.MemoryIsValid),
        ("BUG: sleeping function called from invalid context", DriverRequirements.NoSleepInAtomic),
        ("BUG: scheduling while atomic", DriverRequirements.NoSleepInAtomic),
        ("BUG: Invalid wait context", DriverRequirements.NoSleepInAtomic),
        ("WARNING: bad unlock balance detected", DriverRequirements.LocksAreBalanced),
        ("WARNING: lock held when returning to user space", DriverRequirements.LocksAreBalanced),
        ("WARNING: possible circular locking dependency", SystemRequirements.EveryCallReturns),
        ("WARNING: possible recursive locking", SystemRequirements.EveryCallReturns),
        ("blocked for more than", SystemRequirements.EveryCallReturns),
        ("BUG: soft lockup", SystemRequirements.EveryCallReturns),
        ("kernel BUG at", null),
        ("BUG: ", null),
        ("Oops", null),
        ("Kernel panic", null),
        ("WARNING: ", null),
    ];

    /// <summary>The reports among the lines of a console, in their order.</summary>
    /// <param name="lines">Each with the number of marks written before it.</param>
    public static ImmutableArray<KernelReport> In(IEnumerable<(int Mark, string Text)> lines)
    {
        var reports = ImmutableArray.CreateBuilder<KernelReport>();
        List<string> open = [];
        var mark = 0;
        void Close()
        {
            if (open.Count > 0)
            {
                reports.Add(Of(mark, open));
                open.Clear();
            }
        }

        foreach (var (number, text) in lines)
        {
            var line = Time().Replace(text, "").TrimEnd();
            if (IsOfProgram(line) || (open.Count == 0 && Known(line).Text is null))
            {
                continue;
            }

            mark = open.Count == 0 ? number : mark;
            open.Add(line);
            if (IsLast(line) || open.Count == MostLines)
            {
                Close();
            }
        }

        Close();
        return reports.DrainToImmutable();
    }

    private static (string? Text, Requirement? Requirement) Known(string line) =>
        Titles.FirstOrDefault(t => line.Contains(t.Text, StringComparison.Ordinal));

    private static bool IsOfProgram(string line) => line.StartsWith('@');

    private static bool IsLast(string line) =>
        line.Contains("end trace", StringComparison.Ordinal) || line.StartsWith("=====", StringComparison.Ordinal);

    private static KernelReport Of(int mark, List<string> lines)
    {
        var title = lines.Select(l => (Line: l, Known: Known(l)))
            .Where(l => l.Known.Text is not null)
            .OrderBy(l => Titles.IndexOf(l.Known!)).First();

        // A frame with a question mark is what the stack held by chance.
        var module = lines.Select(l => Frame().Match(l)).FirstOrDefault(m => m.Success)?.Groups["module"].Value;
        return new KernelReport(title.Line.Trim(), title.Known.Requirement, module, mark, [.. lines]);
    }

    [GeneratedRegex(@"^(<\d>)?\[ *\d+\.\d{6}\](\[ *[TC]\d+\])? ?")]
    private static partial Regex Time();

    [GeneratedRegex(@"^\s*(RIP: [0-9a-f]+:)?[\w.]+\+0x[0-9a-f]+/0x[0-9a-f]+ \[(?<module>\w+)")]
    private static partial Regex Frame();
}
