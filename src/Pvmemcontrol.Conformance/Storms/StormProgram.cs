// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>
/// The process of one storm: a device, a guest that uses it up, and then a look at what is left to the VMM, which is
/// this process. It may die at any time; what it found out is on the sheet by then.
/// </summary>
public static class StormProgram
{
    /// <summary>The tool's hidden subcommand that runs this.</summary>
    public const string Subcommand = "storm";

    /// <summary>
    /// What the runtime is told: to leave the process alone while there is no memory for it. No compiling in the
    /// background, no collecting there; and little garbage, which is not to be taken for a device's memory.
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string>
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_GCgen0size"] = "400000",
    };

    /// <summary>Runs the storm that the sheet asks for.</summary>
    /// <param name="sheetPath">The sheet of the process that judges.</param>
    /// <param name="target">What to run on, as <see cref="TargetSpec.ToString"/> gives it.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(string sheetPath, string target)
    {
        var (_, output) = RunnerProgram.Begin();
        using var sheet = StormSheet.Open(sheetPath);
        try
        {
            Run(sheet, TargetSpec.Parse(target));
            output.WriteByte(RunnerProgram.Done);
        }
        catch (Exception e) when (e is TargetUnusableException or HostException)
        {
            output.Write([RunnerProgram.Unusable, .. Encoding.UTF8.GetBytes(e.Message)]);
        }

        return 0;
    }

    private static void Run(StormSheet sheet, TargetSpec target)
    {
        var kind = (StormKind)sheet[StormField.Kind];
        if (kind == StormKind.Locks)
        {
            LockLimit.Impose((ulong)sheet[StormField.LockLimit]);
        }

        using var own = new OwnMemory(MappingStorm.Needed);
        var loaded = TargetLoader.Load(target);
        sheet[StormField.SaidChannels] = loaded.MaxChannels;
        var memory = new GuestMemory(LayoutOf(kind, sheet));

        // Not destroyed: a device need not survive that its guest's RAM is gone, and that has to go first.
        var device = loaded.CreateDevice(memory) ?? throw new TargetUnusableException("there is no device");
        Rehearse(own);
        sheet[StormField.CouldLock] = own.CanLock() ? 1 : 0;
        if (own.CountMappable() < MappingStorm.Needed)
        {
            throw new HostException("the VMM cannot map memory even before the guest does anything");
        }

        sheet.State = StormState.Storming;
        var guest = new StormGuest(device, memory, sheet);
        var channels = kind == StormKind.Channels ? new ChannelStorm(guest, sheet, own) : null;
        var isDone = kind switch
        {
            StormKind.Mappings => MappingStorm.Run(guest, memory.Layout, sheet, own),
            StormKind.Locks => LockStorm.Run(guest, memory.Layout.Regions[0], sheet),
            StormKind.Lives => new LifeStorm(loaded, memory, sheet, own).Run(),
            _ => channels!.Run(),
        };
        Measure(sheet, own, memory);
        channels?.MeasureWithoutGuestRam();
        sheet.State = isDone ? StormState.Done : StormState.Impossible;
    }

    /// <summary>The guest RAM of a storm.</summary>
    internal static GuestLayout LayoutOf(StormKind kind, StormSheet sheet) => kind switch
    {
        StormKind.Mappings => MappingStorm.LayoutFor((int)sheet[StormField.MaxMapCount]),
        StormKind.Locks => new GuestLayout(LockStorm.RegionFor((ulong)sheet[StormField.LockLimit])),
        StormKind.Channels => new GuestLayout(ChannelStorm.Region),
        StormKind.Lives => new GuestLayout(LifeStorm.Region),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whatever has to be compiled or bound is, before there may be no memory for that.</summary>
    private static void Rehearse(OwnMemory own)
    {
        using var memory = new GuestMemory(new GuestLayout(new Region(0, 1, Backing.PrivateAnonymous)));
        using var sheet = StormSheet.Create();
        Measure(sheet, own, memory);
    }

    private static void Measure(StormSheet sheet, OwnMemory own, GuestMemory memory)
    {
        sheet.State = StormState.Measuring;
        sheet[StormField.Mappable] = own.CountMappable();
        sheet[StormField.CanLock] = own.CanLock() ? 1 : 0;
        sheet[StormField.Mappings] = own.CountMappings();
        memory.Dispose();
        sheet[StormField.MappableAfter] = own.CountMappable();
        sheet[StormField.CanLockAfter] = own.CanLock() ? 1 : 0;
    }
}
