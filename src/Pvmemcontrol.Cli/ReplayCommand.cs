// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Cli;

/// <summary>The command replay: checks or runs a recorded counterexample again.</summary>
internal static class ReplayCommand
{
    /// <summary>The command. Pressing Ctrl-C ends it through the token.</summary>
    internal static Command Create(CancellationToken cancellation)
    {
        var file = new Argument<string>("TRACE")
        {
            Description = $"a file that conform, verify or check wrote, *{TraceFormat.Extension}",
        };
        var against = new Option<string?>("--against")
        {
            Description = "run the steps of the trace on this target, and check what they show now",
            HelpName = "TARGET",
        };
        var driver = new Option<string?>("--driver")
        {
            Description = "a trace of a driver's source: follow its schedule on this source (default: that of "
                + "the trace)",
            HelpName = "PATH",
        };
        var strict = new Option<bool>("--strict") { Description = "fail on deviations too" };
        var profile = new Option<string?>("--profile")
        {
            Description = "the profile (default: that of the trace)",
            HelpName = "abi|linux",
        };
        var vcpus = VcpusOption.Create("that of the trace");
        var report = ReportOption.Create();
        var export = new Option<string?>("--export")
        {
            Description = "write the states of the model along the trace of a scenario, or along a counterexample that "
                + "`check --trace` wrote, in the format of Apalache and Quint, and do nothing else",
            HelpName = "itf=FILE",
        };
        var command = new Command("replay", "check a recorded counterexample again, or run it on a target") { file };
        command.Options.Add(against);
        command.Options.Add(driver);
        command.Options.Add(profile);
        command.Options.Add(vcpus);
        command.Options.Add(strict);
        command.Options.Add(report);
        command.Options.Add(export);
        command.SetAction(result =>
        {
            if (result.GetValue(export) is { } exported)
            {
                return TraceExport.Write(result.GetValue(file)!, exported);
            }

            if (DriverTrace.Is(result.GetValue(file)!))
            {
                return DriverSource.Replay(result.GetValue(file)!, result.GetValue(driver) ?? result.GetValue(against));
            }

            if (result.GetValue(driver) is not null)
            {
                throw new UsageException("--driver: this is no trace of a driver's source; did you mean --against?");
            }

            HostProbe.Require();
            var trace = Read(result.GetValue(file)!);
            var options = new CampaignOptions
            {
                Seed = trace.Origin.Seed,
                Profile = RunOptions.ParseProfile(result.GetValue(profile)) ?? trace.Origin.Profile,
                IsStrict = result.GetValue(strict),
                Backing = trace.Origin.Backing,
                Cancellation = cancellation,
                Runner = RunnerSettings.Default with
                {
                    Vcpus = VcpusOption.Parse(result.GetValue(vcpus)) ?? trace.Vcpus,
                },
            };
            return Run(trace, result.GetValue(file)!, result.GetValue(against), options,
                ReportFile.Open(result.GetValue(report), "replay"));
        });
        return command;
    }

    private static int Run(
        Counterexample trace, string file, string? against, CampaignOptions options, ReportFile report)
    {
        Verdict verdict;
        if (against is null)
        {
            Screen.Heading($"pvmemcontrol replay {file}: as recorded on {trace.Origin.Target.DisplayName}");
            verdict = trace.JudgeAgain(options);
        }
        else
        {
            RequirePages(trace.Layout);
            if (options.Runner.Vcpus == Vcpus.Kvm)
            {
                _ = VcpusOption.Require();
            }

            Screen.Heading($"pvmemcontrol replay {file} --against {against}");
            verdict = trace.RunOn(TargetSpec.Parse(against), options);
        }

        Screen.Line(verdict, lockLimit: null);
        Screen.Findings([verdict]);
        var exitCode = ExitCodes.Of([verdict]);
        Screen.Heading("");
        var isShown = verdict.Against(trace.Finding.Requirement) is not null;
        Screen.Heading(against is not null && !isShown
            ? $"the trace shows {trace.Finding.Requirement.Id}, which was not observed now; exit code {exitCode}"
            : $"exit code {exitCode}");
        report.Write([verdict], [], exitCode, options);
        return exitCode;
    }

    /// <summary>Reads a trace.</summary>
    /// <exception cref="UsageException">The file is none; one line.</exception>
    internal static Counterexample Read(string file)
    {
        try
        {
            return TraceReader.Read(file);
        }
        catch (TraceFormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static void RequirePages(GuestLayout layout)
    {
        var needed = layout.Regions.Where(r => r.Backing.IsHuge()).Sum(r => r.Pages / Backings.PagesInHugePage);
        if (needed > HugePagePool.Free)
        {
            throw new UsageException($"--against: the trace needs {needed} huge pages; "
                + $"{HugePagePool.Free} are free");
        }
    }
}
