// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Reflection;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>A broken variant beside these tests, and the requirement that it is named after.</summary>
/// <param name="Name">The file's or the class's name.</param>
/// <param name="Requirement">Such as PVMC-DEV-005.</param>
/// <param name="Target">Makes it ready to be run on.</param>
internal sealed record Mutant(string Name, string Requirement, Func<TargetSpec> Target)
{
    private const ulong Seed = 1;

    /// <summary>More than any part of a plan takes, on however busy a machine: what ends them is the effort.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(20);

    private static readonly Lock TableLock = new();

    private static readonly SortedDictionary<string, string> Table = [];

    private static readonly string TableFile = Effort.SkipsLong is null ? "mutants-long.txt" : "mutants.txt";

    /// <summary>How many requests each part of a plan has. Nearly all mutants need no more than the first.</summary>
    private static readonly long[] EffortsOfMost = [8_000, 40_000, 200_000];

    /// <summary>The same for what a guest can use up, which the parts before do not show.</summary>
    private static readonly long[] EffortsOfBounds = [1_000, 40_000];

    /// <summary>A second read shows in one of ten thousand requests that are rewritten, or fewer.</summary>
    private static readonly long[] EffortsOfSecondReads = [40_000, 200_000];

    /// <summary>What takes half a minute, where another variant breaks the same.</summary>
    private static readonly string[] Slow = ["dev_021_discards_a_block_again"];

    /// <summary>What one vCPU cannot tell: more scenarios would only take time.</summary>
    private const long ScenariosOfConcurrent = 100;

    /// <summary>Devices in C: dev_NNN_what_is_wrong.c, vmm_NNN_what_is_wrong.c.</summary>
    internal static IReadOnlyList<Mutant> C { get; } =
    [
        .. SampleDevice.In("tests", "Properties", "Broken", "c").Select(d =>
            new Mutant(d.Name, d.Requirement, () => d.Target) { NeedsHugePages = d.NeedsHugePages }),
    ];

    /// <summary>Devices in C#.</summary>
    internal static IReadOnlyList<Mutant> Managed { get; } = Marked(typeof(BrokenDevice), TargetSpec.Managed);

    /// <summary>Kernels in C#.</summary>
    internal static IReadOnlyList<Mutant> Kernels { get; } = Marked(typeof(OtherKernel), TargetSpec.OtherKernel);

    /// <summary>All of them.</summary>
    internal static IEnumerable<Mutant> All => C.Concat(Managed).Concat(Kernels);

    /// <summary>
    /// The requirements of devices that single tests of two vCPUs use, DevNNNWhatIsWrong, of VMMs and kernels with real
    /// vCPUs, and of PCI functions behind a socket.
    /// </summary>
    internal static IReadOnlyList<string> BesideTests { get; } =
    [
        .. typeof(Mutant).Assembly.GetTypes()
            .Where(t => t.Namespace == "Pvmemcontrol.Properties.Device" && t.IsAssignableTo(typeof(IMmioDevice)))
            .Where(t => t.Name[..3] is "Dev" or "Vmm" && t.Name.Length > 6 && char.IsAsciiDigit(t.Name[3]))
            .Select(t => $"PVMC-{t.Name[..3].ToUpperInvariant()}-{t.Name[3..6]}"),
        .. typeof(Mutant).Assembly.GetTypes()
            .Where(t => t.Namespace is "Pvmemcontrol.Properties.Kvm" or "Pvmemcontrol.Properties.Sockets")
            .Select(t => t.GetCustomAttribute<BreaksAttribute>()?.Requirement).OfType<string>(),
    ];

    /// <summary>True for what is broken on hugetlb memory only.</summary>
    internal bool NeedsHugePages { get; private init; }

    /// <summary>True for a device that only vCPUs at once can tell from a correct one.</summary>
    private bool IsConcurrent => Name.EndsWith("_vcpus", StringComparison.Ordinal)
        || Requirement is "PVMC-DEV-049" or "PVMC-DEV-070" or "PVMC-DEV-072" or "PVMC-VMM-008";

    /// <summary>What is tried, until the requirement is named.</summary>
    private long[] Efforts => Requirement == "PVMC-DEV-070" ? EffortsOfSecondReads
        : Requirement.StartsWith("PVMC-DEV-05", StringComparison.Ordinal) ? EffortsOfBounds
        : EffortsOfMost;

    /// <summary>
    /// True for the one that stands for its requirement: the first by name that is not slow, one in C before one in C#.
    /// </summary>
    private bool IsFirst => All
        .First(m => m.Requirement == Requirement && !m.NeedsHugePages && !Slow.Contains(m.Name)).Name == Name;

    /// <summary>Under which limit of locked memory it is broken, in bytes.</summary>
    private ulong LockLimit { get; init; } = ulong.MaxValue;

    /// <summary>
    /// The rows of a theory about mutants on ordinary memory whose names begin with one of these: the first of each
    /// requirement, or the others.
    /// </summary>
    internal static TheoryData<string> Names(IReadOnlyList<Mutant> mutants, bool isFirst, params string[] beginnings) =>
        Rows(mutants.Where(m => !m.NeedsHugePages && !m.IsConcurrent && m.IsFirst == isFirst
            && beginnings.Any(b => m.Name.StartsWith(b, StringComparison.Ordinal))));

    /// <summary>The same, of those that need several vCPUs at once, and drop channels or not.</summary>
    internal static TheoryData<string> ConcurrentNames(bool isFirst, bool isDrop) =>
        Rows(C.Where(m => m.IsConcurrent && m.IsFirst == isFirst
            && (m.Requirement is "PVMC-DEV-049" or "PVMC-VMM-008") == isDrop));

    /// <summary>The same, of those that need huge pages.</summary>
    internal static TheoryData<string> HugeNames(IReadOnlyList<Mutant> mutants) =>
        Rows(mutants.Where(m => m.NeedsHugePages));

    /// <summary>Fails unless a run names what the mutant breaks, and shows it again.</summary>
    internal static void AssertCaught(string name, ITestOutputHelper output)
    {
        var mutant = All.First(m => m.Name == name);
        Catch? found = null;
        foreach (var requests in mutant.Efforts)
        {
            found = mutant.Run(requests);
            if (found?.Requirement == mutant.Requirement
                && (found.Counterexample.IsReproduced || found.Counterexample.IsHard))
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{mutant.Requirement}  {name,-36} "
                    + $"{found.Measure,-15} number {found.Number,6:N0}  {found.Steps,3} steps  "
                    + $"{found.Seconds,5:0.0} s");
                output.WriteLine(line);
                Note(line);
                return;
            }
        }

        Assert.Fail($"{name}: {mutant.Requirement} was not named; first was {found?.Counterexample.Finding}");
    }

    private Catch? Run(long requests)
    {
        // Only the variant that hangs is waited for so long; a correct step takes microseconds.
        var runner = RunnerSettings.Default with { StepLimit = TimeSpan.FromSeconds(2) };
        return MutantRun.Of(Target(), Requirement,
            NeedsHugePages ? [Layouts.StandardName, Layouts.HugeName] : [Layouts.StandardName], Time,
            new CampaignOptions
            {
                Seed = Seed,
                Profile = Profile.Abi,
                Requests = requests,
                Scenarios = IsConcurrent ? ScenariosOfConcurrent : null,
                LongestReduction = TimeSpan.FromSeconds(1),
                Runner = LockLimit == ulong.MaxValue ? runner : runner.WithLockLimit(LockLimit),
            },

            // Rounds are judged by abi whatever the profile; and one requirement is violated by linux alone.
            IsConcurrent ? [Profile.Abi] : Requirement == "PVMC-DEV-033" ? [Profile.Linux] : []);
    }

    private static List<Mutant> Marked(Type ancestor, Func<Type, TargetSpec> target) =>
    [
        .. typeof(Mutant).Assembly.GetTypes().Where(t => t.IsSubclassOf(ancestor) && !t.IsAbstract)
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (Type: t, Breaks: t.GetCustomAttribute<BreaksAttribute>()))
            .Where(v => v.Breaks is not null)
            .Select(v => new Mutant(v.Type.Name, v.Breaks!.Requirement, () => target(v.Type))
            {
                NeedsHugePages = v.Breaks.Backing == Layouts.HugeName,
                LockLimit = v.Breaks.LockLimit,
            }),
    ];

    private static TheoryData<string> Rows(IEnumerable<Mutant> mutants) => [.. mutants.Select(m => m.Name)];

    /// <summary>Keeps a table of what caught which mutant beside the tests; a long run has one of its own.</summary>
    private static void Note(string line)
    {
        lock (TableLock)
        {
            Table[line] = line;
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, TableFile), Table.Values);
        }
    }
}
