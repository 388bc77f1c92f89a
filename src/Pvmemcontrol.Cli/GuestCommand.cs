// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Rig;

namespace Pvmemcontrol.Cli;

/// <summary>The command guest: a driver in a booted kernel, judged by its devices.</summary>
internal sealed class GuestCommand
{
    private const int MostCpus = 8;

    private readonly Option<string> _driver = new("--driver")
    {
        Description = "the folder with the driver's source; it is built as a module",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _include = new("--include")
    {
        Description = "the folder that has `uapi/linux/pvmemcontrol.h` (default: looked for from the driver upwards)",
        HelpName = "DIR",
    };

    private readonly Option<string?> _kernel = new("--kernel")
    {
        Description = "a kernel image of your own (`bzImage`); needs `--headers`",
        HelpName = "FILE",
    };

    private readonly Option<string?> _headers = new("--headers")
    {
        Description = "the kernel tree, or its headers, to build the driver against",
        HelpName = "DIR",
    };

    private readonly Option<string?> _qemu = new("--qemu")
    {
        Description = "a `qemu-system-x86_64` of your own, 10.1 or later",
        HelpName = "FILE",
    };

    private readonly Option<string> _smp = new("--smp")
    {
        Description = "vCPUs, 1 to 8",
        HelpName = "N",
        DefaultValueFactory = _ => "2",
    };

    private readonly Option<bool> _kvm = new("--kvm") { Description = "run the guest with KVM instead of TCG" };

    private readonly Option<bool> _posted = new("--posted-writes")
    {
        Description = "leave QEMU at its default, which posts register writes: shows what PVMC-VMM-006 is about",
    };

    private readonly Option<string> _time = new("--time")
    {
        Description = "end the guest if it has not ended itself: 90, 90s, 3m",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "3m",
    };

    private readonly Option<string?> _fault = LiveJudging.FaultOption();
    private readonly LiveJudging _judging = new();

    /// <summary>The command. Pressing Ctrl-C ends the guest early through the token.</summary>
    internal static Command Create(CancellationToken cancellation)
    {
        var options = new GuestCommand();
        var command = new Command("guest",
            "boot a kernel with a driver, and judge the driver by what it does to its device");
        foreach (Option option in new Option[]
            {
                options._driver, options._include, options._kernel, options._headers, options._qemu, options._smp,
                options._kvm, options._posted, options._fault, options._time,
            })
        {
            command.Options.Add(option);
        }

        options._judging.AddTo(command);
        command.SetAction(result => options.Run(result, cancellation));
        return command;
    }

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        var rig = Options(result);
        var faults = LiveJudging.Faults(result.GetValue(_fault) ?? FaultList.AllWord);
        var report = _judging.OpenReport(result, "guest");
        Screen.Heading($"pvmemcontrol guest, driver {rig.Driver}");
        GuestRun run;
        try
        {
            run = GuestRun.Judge(rig, faults, line => Screen.Heading($"  {line}"), new LineLog(), cancellation);
        }
        catch (RigException e)
        {
            throw new UsageException($"guest: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return (int)Outcome.Undecided;
        }

        Screen.Heading(FormattableString.Invariant($"  rig {run.Built.TotalSeconds:0.0} s, boot ")
            + (run.Booted is { } booted ? FormattableString.Invariant($"{booted.TotalSeconds:0.0} s") : "never"));
        return _judging.Conclude(result, report, new LiveRun
        {
            Command = "guest",
            Subject = $"driver {rig.Driver}",
            Session = run.Session,
            Console = run.Console,
            OtherReports = run.OtherReports,
            Faults = faults.Length,
            Elapsed = run.Ran,
            Trouble = run.Trouble,
        });
    }

    private RigOptions Options(ParseResult result)
    {
        var driver = result.GetValue(_driver)!;
        if (!Directory.Exists(driver))
        {
            throw new UsageException($"--driver: there is no folder '{driver}'");
        }

        var (kernel, headers) = (result.GetValue(_kernel), result.GetValue(_headers));
        return (kernel is null) != (headers is null)
            ? throw new UsageException("guest: --kernel and --headers belong together")
            : new RigOptions
            {
                Driver = driver,
                Include = result.GetValue(_include),
                Kernel = kernel,
                Headers = headers,
                Qemu = result.GetValue(_qemu),
                Smp = (int)Numbers.Parse("--smp", result.GetValue(_smp)!, 1, MostCpus),
                Accelerator = result.GetValue(_kvm) ? "kvm" : "tcg,thread=multi",
                PostsWrites = result.GetValue(_posted),
                Time = Durations.Parse(result.GetValue(_time)!),
            };
    }
}
