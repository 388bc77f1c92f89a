// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Kvm;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>The tool's commands.</summary>
internal static class Commands
{
    /// <summary>Bytes: some pages, so that scenarios reach the limit.</summary>
    private const ulong SmallLockLimit = 6 * 4096;

    /// <summary>The runs on real vCPUs.</summary>
    private const int KvmRuns = 2;

    /// <summary>The run under that limit takes a small part of the time, but enough to reach the limit.</summary>
    private static TimeSpan LimitTime(TimeSpan all) =>
        TimeSpan.FromMilliseconds(Math.Max(all.TotalMilliseconds / 40, 300));

    /// <summary>The whole command line. Pressing Ctrl-C ends runs early through the token.</summary>
    internal static RootCommand Root(CancellationToken cancellation)
    {
        var root = new RootCommand("check pvmemcontrol devices and drivers against an executable specification");
        root.Subcommands.Add(Verify(cancellation));
        root.Subcommands.Add(ConformCommand.Create(cancellation));
        root.Subcommands.Add(ReplayCommand.Create(cancellation));
        root.Subcommands.Add(MergeCommand.Create());
        root.Subcommands.Add(CheckCommand.Create(cancellation));
        root.Subcommands.Add(ServeCommand.Create(cancellation));
        root.Subcommands.Add(GuestCommand.Create(cancellation));
        root.Subcommands.Add(Requirements());
        Help.AddTo(root);
        return root;
    }

    private static Command Verify(CancellationToken cancellation)
    {
        var options = new RunOptions("20s", "both");
        var command = new Command("verify",
            "model-check the guest driver; check the host model, this project's device and the C example");
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

            // This project's own devices must also meet every SHOULD.
            var campaign = options.ToCampaign(result, cancellation) with { IsStrict = true };
            using var hugePages = options.Reserves(result) ? HugePages.Reserve() : null;
            var backings = HugePages.Choose(options.Backings(result));
            var traces = options.Traces(result);
            var baseline = options.Baseline(result);
            var report = ReportFile.Open(options.Report(result), "verify");
            Screen.Heading($"pvmemcontrol verify, seed {campaign.Seed}");
            HostProbe.Print(campaign.Runner.Host, backings, KvmProbe.IsUsable, Screen.Heading);
            if (example is null)
            {
                Screen.Heading("  SKIPPED: the C example device: the tool was built without a C compiler (cc)");
            }

            var worlds = CheckCommand.VerifyHardened(cancellation);
            var plan = Plan.For(targets, backings, LeftBesideKvm(options.Time(result)));
            plan = WithKvm(plan, profiles[0], options.Time(result));
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
                Baseline = baseline,
                Earlier = FactsAboutKvm(campaign),
            }.Judge(worlds, plan);
        });
        return command;
    }

    /// <summary>The bare kernel and this project's device on real vCPUs, or why not.</summary>
    private static Plan WithKvm(Plan plan, Profile profile, TimeSpan all)
    {
        if (KvmProbe.WhyNot is { } why)
        {
            return plan with { LeftOut = plan.LeftOut.Add($"real vCPUs: {why}") };
        }

        (TargetSpec, Profile)[] targets = [(TargetSpec.BareKernel, Profile.Linux), (TargetSpec.Impl, profile)];
        return plan with
        {
            Runs = plan.Runs.AddRange(targets.Select(t => new PlannedRun(
                t.Item1, t.Item2, Layouts.StandardName, KvmTime(all))
            {
                Vcpus = Vcpus.Kvm,
            })),
            Time = all,
        };
    }

    private static Verdict[] FactsAboutKvm(CampaignOptions options)
    {
        try
        {
            return KvmProbe.IsUsable
                ? [KvmFactsRun.Run(new KvmFacts(backing => new KvmStage(backing)), options)]
                : [];
        }
        catch (HostException e)
        {
            Screen.Heading($"  SKIPPED: facts about KVM: {e.Message}");
            return [];
        }
    }

    /// <summary>A short run is short on real vCPUs too.</summary>
    private static TimeSpan LeftBesideKvm(TimeSpan all) =>
        all - (KvmTime(all) * KvmRuns) is var left && left > all / 2 ? left : all / 2;

    /// <summary>Real vCPUs show what the host's mapping is worth; what the device does, played ones show too.</summary>
    private static TimeSpan KvmTime(TimeSpan all) =>
        KvmProbe.IsUsable ? TimeSpan.FromMilliseconds(Math.Max(all.TotalMilliseconds / 20, 500)) : TimeSpan.Zero;

    private static Command Requirements()
    {
        var id = new Argument<string?>("ID")
        {
            Description = "a requirement, such as PVMC-DEV-012 or dev-012",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var area = new Option<string?>("--area")
        {
            Description = "list only what binds the device (`dev`), the guest driver (`drv`), the VMM around the "
                + "device (`vmm`) or all of them together (`sys`), or what describes the host's kernel (`host`)",
            HelpName = "NAME",
        };
        var command = new Command("requirements", "list the requirements, or show one in full") { id };
        command.Options.Add(area);
        command.SetAction(result =>
        {
            var chosen = result.GetValue(area);
            if (result.GetValue(id) is not { } wanted)
            {
                Screen.Catalogue(chosen is null ? null : AreaOf(chosen));
                return 0;
            }

            Screen.Entry(chosen is not null
                ? throw new UsageException("requirements: --area is for the list, not for one requirement")
                : Catalogue.Find(wanted)
                    ?? throw new UsageException($"requirements: there is no requirement '{wanted}'"));
            return 0;
        });
        return command;
    }

    private static RequirementArea AreaOf(string name) =>
        Enum.GetNames<RequirementArea>()
            .FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<RequirementArea>(known)
            : throw new UsageException($"requirements: --area is one of dev, drv, host, vmm, sys, not '{name}'");

    /// <summary>The C example is built into the tool's directory when there is a C compiler.</summary>
    private static string? FindExample()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "examples", "pvmemcontrol_example.so");
        return File.Exists(path) ? path : null;
    }
}
