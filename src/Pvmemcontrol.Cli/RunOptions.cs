// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Cli;

/// <summary>The options that verify and conform share.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _seed = new("--seed")
    {
        Description = "the seed of the run, from which the same scenarios follow; without it one is drawn and printed",
        HelpName = "N",
    };

    private readonly Option<string> _time;
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "fail on deviations too, and on requirements that can be exercised here and were not",
    };

    private readonly Option<bool> _first = new("--first")
    {
        Description = "stop at the first violation (default: go on around each, until the time is over)",
    };

    private readonly Option<string?> _known = new("--known")
    {
        Description = "a file of known issues (docs/conformance.md has its form): what it lists is shown and does not "
            + "fail; with `--strict`, what it lists and the run does not show fails",
        HelpName = "FILE",
    };

    private readonly Option<string?> _writeKnown = new("--write-known")
    {
        Description = "write such a file from the findings of this run",
        HelpName = "FILE",
    };

    private readonly Option<string?> _againstReport = new("--against-report")
    {
        Description = "say what is new, gone or changed since a report in JSON",
        HelpName = "FILE",
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "run part I of N of the scenarios and rounds of a seed; bounds are in part 1; see `merge`",
        HelpName = "I/N",
    };

    private readonly Option<string?> _scenarios = new("--scenarios")
    {
        Description = "end each run of one vCPU after N scenarios, in all shards together",
        HelpName = "N",
    };

    private readonly Option<string?> _report = ReportOption.Create();

    private readonly Option<string?> _backing = new("--backing")
    {
        Description = $"the guest RAM to test on: {string.Join(", ", Layouts.ByName.Keys.Select(n => $"`{n}`"))} "
            + $"(default: `{Layouts.StandardName}`, which is private anonymous, shared and private file memory; and "
            + $"`{Layouts.HugeName}` if {Layouts.HugePagesNeeded} huge pages of 2 MiB are free)",
        HelpName = "NAME,...",
    };

    private readonly Option<bool> _reserve = new("--reserve-hugepages")
    {
        Description = "enlarge the host's pool of huge pages while the command runs (needs root)",
    };

    private readonly Option<string?> _traces = new("--traces")
    {
        Description = "keep a trace of every violation and deviation in a directory (default: of violations only, in "
            + "the current directory)",
        HelpName = "DIR",
    };

    /// <summary>The options, with the defaults of a command.</summary>
    /// <param name="time">The default of --time.</param>
    /// <param name="profile">What stands for the default of --profile in its description.</param>
    internal RunOptions(string time, string profile)
    {
        _time = new Option<string>("--time")
        {
            Description = "the time of the whole run: `10`, `10s`, `500ms`, `2m`; from 10 seconds on it ends at most a "
                + "fifth later, whatever the device does; bounds (what a guest can use up) are "
                + $"tested only with {BoundsProbe.LeastTime.TotalSeconds:0} seconds or more for each device",
            HelpName = "TIME",
            DefaultValueFactory = _ => time,
        };
        Profile = new Option<string?>("--profile")
        {
            Description = "`abi` requires what the named Linux call guarantees, `linux` exactly what it does on this "
                + $"kernel; requirements that only `linux` adds are deviations (default: {profile})",
            HelpName = "abi|linux",
        };
    }

    /// <summary>--vcpus.</summary>
    private readonly Option<string?> _vcpus = VcpusOption.Create(
        $"`{VcpusOption.Played}`");

    /// <summary>--profile; its default is the command's.</summary>
    internal Option<string?> Profile { get; }

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        Option[] all =
        [
            _seed, _time, _first, _strict, Profile, _backing, _reserve, _known, _writeKnown, _againstReport, _shard,
            _scenarios, _vcpus, _report, _traces,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The time of the whole command.</summary>
    internal TimeSpan Time(ParseResult result) => Durations.Parse(result.GetValue(_time)!);

    /// <summary>True when --strict was given.</summary>
    internal bool IsStrict(ParseResult result) => result.GetValue(_strict);

    /// <summary>True when --reserve-hugepages was given.</summary>
    internal bool Reserves(ParseResult result) => result.GetValue(_reserve);

    /// <summary>The kinds of guest RAM that were asked for, or none.</summary>
    internal IReadOnlyList<string> Backings(ParseResult result)
    {
        var names = result.GetValue(_backing)?.Split(',') ?? [];
        return names.FirstOrDefault(n => !Layouts.ByName.ContainsKey(n)) is { } unknown
            ? throw new UsageException(
                $"--backing: '{unknown}' is none of {string.Join(", ", Layouts.ByName.Keys)}")
            : names;
    }

    /// <summary>The value of --report, or null.</summary>
    internal string? Report(ParseResult result) => result.GetValue(_report);

    /// <summary>The profile asked for, or null.</summary>
    internal Profile? ChosenProfile(ParseResult result) => ParseProfile(result.GetValue(Profile));

    /// <summary>The profile of this name, or null for none.</summary>
    internal static Profile? ParseProfile(string? name) => name switch
    {
        null => null,
        "abi" => Model.Device.Profile.Abi,
        "linux" => Model.Device.Profile.Linux,
        var other => throw new UsageException($"--profile: '{other}' is neither abi nor linux"),
    };

    /// <summary>Where counterexamples are kept.</summary>
    /// <exception cref="UsageException">There is no such directory, and none can be made.</exception>
    internal TraceFiles Traces(ParseResult result)
    {
        if (result.GetValue(_traces) is not { } directory)
        {
            return new TraceFiles(".", HasDeviations: false);
        }

        MakeTraceFolder(directory);
        return new TraceFiles(directory, HasDeviations: true);
    }

    /// <summary>Makes the directory of --traces.</summary>
    /// <exception cref="UsageException">There is no such directory, and none can be made.</exception>
    internal static void MakeTraceFolder(string directory)
    {
        try
        {
            _ = Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--traces: {e.Message}");
        }
    }

    /// <summary>The options of one run.</summary>
    internal CampaignOptions ToCampaign(ParseResult result, CancellationToken cancellation) => new()
    {
        Seed = result.GetValue(_seed) is { } seed ? Numbers.Seed(seed) : Numbers.NewSeed(),
        Profile = ChosenProfile(result) ?? Model.Device.Profile.Abi,
        IsStrict = result.GetValue(_strict),
        GoesOn = !result.GetValue(_first),
        Shard = ShardOf(result),
        Scenarios = result.GetValue(_scenarios) is { } most
            ? Numbers.Parse("--scenarios", most, 1, long.MaxValue)
            : null,
        Time = Time(result),
        Cancellation = cancellation,
        Runner = RunnerSettings.Default with { Vcpus = Vcpus(result) ?? Conformance.Guest.Vcpus.Played },
    };

    /// <summary>Who plays the guest of scenarios; null if that was not said.</summary>
    /// <exception cref="UsageException">There are no real vCPUs here.</exception>
    internal Vcpus? Vcpus(ParseResult result) => VcpusOption.Parse(result.GetValue(_vcpus));

    /// <summary>Known issues, and what the run is compared with.</summary>
    /// <exception cref="UsageException">A file cannot be read, or has a line that is none of its kind.</exception>
    internal Baseline Baseline(ParseResult result) => Cli.Baseline.Open(
        result.GetValue(_known), result.GetValue(_writeKnown), result.GetValue(_againstReport));

    private Shard ShardOf(ParseResult result)
    {
        if (result.GetValue(_shard) is not { } text)
        {
            return Shard.Whole;
        }

        if (result.GetValue(_seed) is null)
        {
            throw new UsageException("--shard: the parts of a run need the same --seed");
        }

        return Shard.Parse(text) ?? throw new UsageException($"--shard: '{text}' is not a part such as 2/4");
    }
}
