// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// The process of a bound. It plays the VMM: it runs a device and a greedy guest, then measures what is left to itself.
/// It may die at any time; its figures are on the sheet by then.
/// </summary>
public static class BoundProgram
{
    /// <summary>
    /// The program, as the tool starts it. The runtime compiles and collects nothing in the background while memory may
    /// be used up, and keeps little garbage, which would count as a device's memory.
    /// </summary>
    public static ChildProgram Program { get; } =
        new("run-bounds", Run)
        {
            Variables = new Dictionary<string, string>
            {
                ["DOTNET_TieredCompilation"] = "0",
                ["DOTNET_gcConcurrent"] = "0",
                ["DOTNET_gcServer"] = "0",
                ["DOTNET_GCgen0size"] = "400000",
            },
        };

    private static int Run(ChildArguments arguments) => ChildProtocol.Serve(arguments, (_, output) =>
    {
        using var sheet = BoundSheet.Open(arguments.SharedMemory);

        // Before any foreign code: a library that closes the standard streams must not close a descriptor of ours.
        using var own = new OwnMemory(MappingBound.Needed);
        var loaded = TargetLoader.Load(arguments.Target);
        output.WriteByte(ChildProtocol.Ready);
        Run(sheet, loaded, own);
        output.WriteByte(ChildProtocol.Done);
    });

    private static void Run(BoundSheet sheet, LoadedTarget loaded, OwnMemory own)
    {
        var kind = (BoundKind)sheet[BoundField.Kind];
        sheet[BoundField.SaidChannels] = loaded.MaxChannels;
        var memory = new GuestMemory(LayoutOf(BoundFigures.Of(sheet)));

        // Not destroyed: guest RAM has to be unmapped first, and a device need not survive that.
        var device = loaded.CreateDevice(memory) ?? throw new TargetUnusableException("there is no device");
        Rehearse(own);
        sheet[BoundField.CouldLock] = own.CanLock() ? 1 : 0;
        if (own.CountMappable() < MappingBound.Needed)
        {
            throw new HostException("the VMM cannot map memory even before the guest starts");
        }

        sheet.State = BoundState.Working;
        var guest = new BoundGuest(device, memory, sheet);
        var channels = kind == BoundKind.Channels ? new ChannelBound(guest, sheet, own) : null;
        var isDone = kind switch
        {
            BoundKind.Mappings => MappingBound.Run(guest, memory.Layout, sheet, own),
            BoundKind.Locks => LockBound.Run(guest, memory.Layout.Regions[0], sheet),
            BoundKind.Lives => new LifeBound(loaded, memory, sheet, own).Run(),
            BoundKind.Leaks => RunLeaks(loaded, device, guest, sheet, own),
            BoundKind.Large => new LargeBound(guest, memory, sheet, own).Run(),
            _ => channels!.Run(),
        };
        Measure(sheet, own, memory);
        channels?.MeasureWithoutGuestRam();
        sheet.State = isDone ? BoundState.Done : BoundState.Impossible;
    }

    private static bool RunLeaks(
        LoadedTarget loaded, IMmioDevice device, BoundGuest guest, BoundSheet sheet, OwnMemory own)
    {
        using var leaks = new LeakGuest(loaded, device, guest, sheet);
        return new LeakBound(leaks, sheet, own).Run();
    }

    /// <summary>The guest RAM that it takes.</summary>
    internal static GuestLayout LayoutOf(BoundFigures figures) => figures.Kind switch
    {
        BoundKind.Mappings => MappingBound.LayoutFor((int)figures[BoundField.MaxMapCount]),
        BoundKind.Locks => new GuestLayout(LockBound.RegionFor((ulong)figures[BoundField.LockLimit])),
        BoundKind.Channels => new GuestLayout(ChannelBound.Region),
        BoundKind.Lives => new GuestLayout(LifeBound.Region),
        BoundKind.Leaks => new GuestLayout([.. LeakGuest.Regions]),
        BoundKind.Large => LargeMemory.Layout,
        _ => throw new ArgumentOutOfRangeException(nameof(figures)),
    };

    /// <summary>Compiles and binds everything while there is memory for it.</summary>
    private static void Rehearse(OwnMemory own)
    {
        using var memory = new GuestMemory(new GuestLayout(new Region(0, 1, Backing.PrivateAnonymous)));
        using var sheet = BoundSheet.Create();
        Measure(sheet, own, memory);
    }

    private static void Measure(BoundSheet sheet, OwnMemory own, GuestMemory memory)
    {
        sheet.State = BoundState.Measuring;
        sheet[BoundField.Mappable] = own.CountMappable();
        sheet[BoundField.CanLock] = own.CanLock() ? 1 : 0;
        sheet[BoundField.Mappings] = own.CountMappings();
        memory.Dispose();
        sheet[BoundField.MappableAfter] = own.CountMappable();
        sheet[BoundField.CanLockAfter] = own.CanLock() ? 1 : 0;
    }
}
