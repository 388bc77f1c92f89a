// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.CommandLine.Parsing;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Drivers.WorldFiles;
using Pvmemcontrol.Model.NamedWorlds;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Cli;

/// <summary>The options of check that only a driver's own source has.</summary>
internal sealed class DriverOptions
{
    private const string None = "none";
    private const int MostPreemptions = 20;
    private const int MostFaults = 20;

    private readonly Option<string?> _preemptions = new("--preemptions")
    {
        Description = "a source: interrupt tasks at most N times in one schedule; 0, 1, ... N in turn (default: 2); "
            + "`none` for no bound",
        HelpName = "N|none",
    };

    private readonly Option<string?> _random = new("--random")
    {
        Description = "a source: draw N schedules by chance in each world in place of a search",
        HelpName = "N",
    };

    private readonly Option<string?> _seed = new("--seed")
    {
        Description = "a source: the seed of schedules by chance (default: a new one, which is printed)",
        HelpName = "N",
    };

    private readonly Option<string?> _time = new("--time")
    {
        Description = "a source: the time for each world (default: `30s`)",
        HelpName = "TIME",
    };

    private readonly Option<string?> _cpus = new("--cpus")
    {
        Description = $"a source: possible CPUs in every world, 1 to {WorldText.MostCpus} (default: as the world says)",
        HelpName = "N",
    };

    private readonly Option<bool> _rt = new("--rt")
    {
        Description = "a source: PREEMPT_RT in every world: all but raw spinlocks sleep",
    };

    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "a source: N faults of any kind in every world: allocations fail; the device refuses, hangs, is "
            + "slow, does not answer, or is pulled out (default: as the world says)",
        HelpName = "N",
    };

    private readonly Option<string?> _kernel = new("--kernel")
    {
        Description = "a source: the misc class as measured on Linux 6.1 or 7.3 in every world",
        HelpName = "6.1|7.3",
    };

    private readonly Option<string[]> _include = new("--include")
    {
        Description = "a source: a folder with headers of your own, searched before those of the tool",
        HelpName = "DIR",
    };

    private readonly Option<string?> _tree = new("--kernel-tree")
    {
        Description = "a source: a kernel tree, whose uapi/linux/pvmemcontrol.h and pci_ids.h are used",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _define = new("--define")
    {
        Description = "a source: define a macro",
        HelpName = "NAME[=VALUE]",
    };

    private readonly Option<string> _compiler = new("--cc")
    {
        Description = "a source: the C compiler, gcc or clang",
        HelpName = "COMPILER",
        DefaultValueFactory = _ => "cc",
    };

    private readonly Option<string?> _traces = new("--traces")
    {
        Description = "a source: keep a trace of every finding in a directory, for `replay`",
        HelpName = "DIR",
    };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _preemptions, _random, _seed, _time, _cpus, _rt, _faults, _kernel, _include, _tree, _define, _compiler,
            _traces,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The value of --traces.</summary>
    internal string? Traces(ParseResult result) => result.GetValue(_traces);

    /// <summary>How a source is to be checked.</summary>
    internal DriverRunOptions Parse(ParseResult result, string source, string? world)
    {
        var changes = new WorldChanges(
            result.GetValue(_cpus) is { } cpus ? (int)Numbers.Parse("--cpus", cpus, 1, WorldText.MostCpus) : null,
            result.GetValue(_rt),
            result.GetValue(_faults) is { } faults ? (int)Numbers.Parse("--faults", faults, 0, MostFaults) : null,
            Kernel(result.GetValue(_kernel)));
        var random = result.GetValue(_random) is { } count ? Numbers.Parse("--random", count, 1, long.MaxValue) : 0;
        return new DriverRunOptions
        {
            Source = source,
            Tool = RunnerSettings.Default.WithoutClasses,
            Worlds = [.. ChosenWorlds(world).Select(changes.Apply)],
            Preemptions = Preemptions(result.GetValue(_preemptions)),
            Random = random,
            Seed = result.GetValue(_seed) is { } seed ? Numbers.Seed(seed) : random > 0 ? Numbers.NewSeed() : 0,
            Time = Durations.Parse(result.GetValue(_time) ?? "30s"),
            Compiler = result.GetValue(_compiler)!,
            Includes = result.GetValue(_include) ?? [],
            Defines = result.GetValue(_define) ?? [],
            KernelTree = result.GetValue(_tree),
        };
    }

    private static IReadOnlyList<WorldSetup> ChosenWorlds(string? world)
    {
        if (world is null)
        {
            return DriverRun.Worlds;
        }

        if (Worlds.Find(world) is { } named && DriverRun.Worlds.Contains(named))
        {
            return [named];
        }

        if (!File.Exists(world))
        {
            throw new UsageException($"--world: there is no file '{world}', and a source has no world of that name; it "
                + $"has {string.Join(", ", DriverRun.Worlds.Select(w => w.Name))}");
        }

        try
        {
            return [WorldText.Parse(File.ReadAllText(world), world)];
        }
        catch (Exception e) when (e is WorldTextException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--world: {e.Message}");
        }
    }

    /// <summary>What of the options a command needs that searches one world again.</summary>
    internal static string Again(DriverRunOptions options, ParseResult result, string world, int preemptions)
    {
        List<string> words = ["pvmemcontrol check --driver", options.Source];
        words.AddRange(["--world", world]);
        words.AddRange(options.Random > 0
            ? [FormattableString.Invariant($"--random {options.Random} --seed {options.Seed}")]
            : [FormattableString.Invariant($"--preemptions {preemptions}")]);
        foreach (var token in new[] { "--cpus", "--rt", "--faults", "--kernel", "--kernel-tree", "--cc" })
        {
            if (result.GetResult(token) is OptionResult { Implicit: false } given)
            {
                words.Add(given.Tokens.Count > 0 ? $"{token} {given.Tokens[0].Value}" : token);
            }
        }

        words.AddRange(options.Includes.Select(i => $"--include {i}"));
        words.AddRange(options.Defines.Select(d => $"--define {d}"));
        return string.Join(' ', words);
    }

    private static int Preemptions(string? text) => text switch
    {
        null => 2,
        None => DriverRunOptions.Unbounded,
        _ => (int)Numbers.Parse("--preemptions", text, 0, MostPreemptions, " nor none"),
    };

    private static MiscKernel? Kernel(string? name) => name switch
    {
        null => null,
        "6.1" => MiscKernel.Older,
        "7.3" => MiscKernel.Newer,
        _ => throw new UsageException($"--kernel: '{name}' is neither 6.1 nor 7.3"),
    };
}
