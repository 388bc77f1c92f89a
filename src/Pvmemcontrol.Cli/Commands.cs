// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>The tool's commands.</summary>
internal static class Commands
{
    /// <summary>Bytes: some pages, so that scenarios reach the limit.</summary>
    private const ulong SmallLockLimit = 6 * 4096;

    /// <summary>The run under that limit takes a small part of all the time, but enough to reach it.</summary>
    private static TimeSpan LimitTime(TimeSpan all) =>
        TimeSpan.FromMilliseconds(Math.Max(all.TotalMilliseconds / 40, 300));

    /// <summary>The whole command line. Pressing Ctrl-C ends runs early through the token.</summary>
    internal static RootCommand Root(CancellationToken cancellation)
    {
        var root = new RootCommand("The executable specification of pvmemcontrol: judges devices on this kernel.");
        root.Subcommands.Add(Verify(cancellation));
        root.Subcommands.Add(ConformCommand.Create(cancellation));
        root.Subcommands.Add(ReplayCommand.Create(cancellation));
        root.Subcommands.Add(CheckCommand.Create(cancellation));
        root.Subcommands.Add(Requirements());
        return root;
    }

    private static Command Verify(CancellationToken cancellation)
    {
        var options = new RunOptions(TimeSpan.FromSeconds(20));
        var command = new Command("verify",
            "judge the host model, this project's device and the C example, and print the coverage");
        options.AddTo(command);
        command.SetAction(result =>
        {
            HostProbe.Require();
            var example = FindExample();
            var profiles = options.ChosenProfile(result) is { } chosen
                ? new[] { chosen }
                : [Profile.Linux, Profile.Abi];
            TargetSpec[] devices = example is null ? [TargetSpec.Impl] : [TargetSpec.Impl, TargetSpec.Library(example)];
            List<(TargetSpec Target, Profile Profile)> targets = [(TargetSpec.BareKernel, Profile.Linux)];
            targets.AddRange(devices.SelectMany(d => profiles.Select(p => (d, p))));

            // What this project ships is held to every SHOULD.
            var campaign = options.ToCampaign(result, cancellation) with { IsStrict = true };
            using var hugePages = options.Reserves(result) ? HugePages.Reserve() : null;
            var backings = HugePages.Choose(options.Backings(result));
            var traces = options.Traces(result);
            using var report = ReportFile.Open(options.Report(result));
            Screen.Heading($"pvmemcontrol verify, seed {campaign.Seed}");
            HostProbe.Print(campaign.Runner.Host, backings, Screen.Heading);
            if (example is null)
            {
                Screen.Heading("  SKIPPED: the C example device: no C compiler (cc) when this tool was built");
            }

            var worlds = CheckCommand.VerifyHardened(cancellation);
            var plan = Plan.For(targets, backings, options.Time(result));
            if (campaign.Runner.Host.LockLimit > SmallLockLimit)
            {
                var time = LimitTime(options.Time(result));
                plan = plan with
                {
                    Runs = plan.Runs.Add(new(TargetSpec.BareKernel, Profile.Linux, Layouts.StandardName, time)
                    {
                        LockLimit = SmallLockLimit,
                    }),
                };
            }

            return new JudgedRuns(campaign, report, traces)
            {
                IsComplete = options.IsStrict(result),
            }.Judge(worlds, plan);
        });
        return command;
    }

    private static Command Requirements()
    {
        var id = new Argument<string?>("ID")
        {
            Description = "such as PVMC-DEV-012 or dev-012",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var refresh = new Option<string?>("--refresh")
        {
            Description = "rewrite the generated parts of a document",
            HelpName = "docs/invariants.md",
        };
        var command = new Command("requirements", "list the requirements, or show one") { id };
        command.Options.Add(refresh);
        command.SetAction(result =>
        {
            if (result.GetValue(refresh) is { } document)
            {
                Rewrite("requirements --refresh", document, SpecificationText.Refresh);
            }
            else if (result.GetValue(id) is { } wanted)
            {
                Screen.Entry(
                    Catalogue.Find(wanted) ?? throw new UsageException($"requirements: there is no '{wanted}'"));
            }
            else
            {
                Screen.Catalogue();
            }

            return 0;
        });
        return command;
    }

    /// <summary>Rewrites a document.</summary>
    /// <exception cref="UsageException">It cannot be read, written, or understood.</exception>
    internal static void Rewrite(string option, string document, Func<string, string> rewrite)
    {
        try
        {
            File.WriteAllText(document, rewrite(File.ReadAllText(document)));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            throw new UsageException($"{option}: '{document}': {e.Message}");
        }
    }

    /// <summary>The C example is built into the tool's directory when there is a C compiler.</summary>
    private static string? FindExample()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "examples", "pvmemcontrol_example.so");
        return File.Exists(path) ? path : null;
    }
}
