// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Cli;

/// <summary>The command conform: a verdict on a device.</summary>
internal static class ConformCommand
{
    /// <summary>The command. Pressing Ctrl-C ends runs early through the token.</summary>
    internal static Command Create(CancellationToken cancellation)
    {
        var options = new RunOptions("30s", "`abi`");
        var target = new Argument<string?>("TARGET")
        {
            Description = "a shared library with the C interface of examples/c/pvmemcontrol_dut.h; or a server of "
                + "vfio-user, as `unix:SOCKET`, or as `exec:COMMAND` with `{socket}` where its socket's path belongs",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var list = new Option<bool>("--list")
        {
            Description = "list the requirements that a run would test here and how, and do not run",
        };
        var command = new Command("conform", "check a device") { target };
        options.AddTo(command);
        command.Options.Add(list);
        command.SetAction(result =>
        {
            HostProbe.Require();
            var text = result.GetValue(target);
            var isList = result.GetValue(list);
            if (text is null && !isList)
            {
                throw new UsageException("conform: no TARGET, the file of a shared library. See pvmemcontrol --help.");
            }

            using var hugePages = options.Reserves(result) ? HugePages.Reserve() : null;
            var backings = HugePages.Choose(options.Backings(result));
            if (isList)
            {
                Screen.List(backings);
                return 0;
            }

            using var server = text!.StartsWith(ServerCommand.Prefix, StringComparison.Ordinal)
                ? new ServerCommand(text[ServerCommand.Prefix.Length..])
                : null;
            var spec = server is null ? TargetSpec.Parse(text) : TargetSpec.Server(server.Socket);
            if (spec.Kind == TargetKind.Server && !File.Exists(spec.Path))
            {
                throw new UsageException($"conform: {spec.Path}: there is no such socket");
            }

            return Judge(spec, BackingsFor(spec, options.Backings(result), backings), options, result, cancellation);
        });
        return command;
    }

    /// <summary>Another process can have only shared memory.</summary>
    private static IReadOnlyList<string> BackingsFor(
        TargetSpec spec, IReadOnlyList<string> asked, IReadOnlyList<string> chosen) =>
        spec.Kind != TargetKind.Server ? chosen
        : asked.Count == 0 || asked.All(name => name == Layouts.SharedName) ? [Layouts.SharedName]
        : throw new UsageException($"--backing: a device in another process is tested on {Layouts.SharedName} only");

    private static int Judge(TargetSpec spec, IReadOnlyList<string> backings, RunOptions options, ParseResult result,
        CancellationToken cancellation)
    {
        var campaign = options.ToCampaign(result, cancellation);
        if (spec.Kind == TargetKind.Server)
        {
            var host = campaign.Runner.Host with { IsOtherProcess = true };
            campaign = campaign with { Runner = campaign.Runner with { Host = host } };
        }

        var traces = options.Traces(result);
        var baseline = options.Baseline(result);
        var report = ReportFile.Open(options.Report(result), "conform");
        Screen.Heading($"pvmemcontrol conform {spec}, seed {campaign.Seed}");
        HostProbe.Print(campaign.Runner.Host, backings, Screen.Heading);
        var plan = Plan.For([(spec, campaign.Profile)], backings, options.Time(result));
        return new JudgedRuns(campaign, report, traces)
        {
            IsComplete = options.IsStrict(result),
            Baseline = baseline,
        }.Judge([], plan);
    }
}
