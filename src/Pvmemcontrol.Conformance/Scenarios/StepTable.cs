// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// What a guest does, how often, and with which values. The seeded generator and the property tests draw from this one
/// table.
/// </summary>
public static class StepTable
{
    private static readonly byte[] Widths = [1, 2, 4, 8];

    /// <summary>Rows for a device.</summary>
    public static readonly ImmutableArray<StepRow> Device =
    [
        new("handshake", 3, 60, (s, d) => Handshake(s, d)),
        new("valid request", 40, 4, (s, d) =>
            [Send(s, d, new Request(Values.Function(d), 0, 0, Values.Arg(d)), Values.GoodRange)]),
        new("request over live buffers", 6, 0, (s, d) => [SendOverBuffer(s, d)]),
        new("range outside guest RAM", 6, 1, (s, d) =>
            [Send(s, d, new Request(Values.Function(d), 0, 0, Values.Arg(d)), Values.BadRange)]),
        new("misaligned or empty range", 8, 1, (s, d) =>
            [Send(s, d, new Request(Values.Function(d), 0, 0, Values.Arg(d)), Values.OddRange)]),
        new("range across regions", 4, 1, (s, d) =>
            [Send(s, d, new Request(Values.Function(d), 0, 0, Values.Arg(d)), Values.SpanningRange)]),
        new("unknown function", 6, 1, (s, d) =>
            [Send(s, d, new Request(Values.UnknownCode(d), 0, 0, Values.Arg(d)), Values.GoodRange)]),
        new("INFO", 4, 4, (s, d) => [new Step.Send(Slot(d), Info(d))]),
        new("resend", 4, 3, (_, d) => [new Step.Resend(Slot(d))]),
        new("fill", 10, 3, (s, d) => [new Step.Fill(Values.Page(s.Layout, d), (byte)(1 + d.Below(250)))]),
        new("store", 4, 1, (s, d) => [new Step.Store(Values.Word(s, d), d.Bits())]),
        new("load", 4, 1, (s, d) => [new Step.Load(Values.Word(s, d))]),
        new("read registers", 4, 6, (_, d) => [ReadRegister(d)]),
        new("write registers", 2, 4, (s, d) => [WriteRegister(s, d)]),
        new("register access, then an odd read", 2, 6, (s, d) => [AnyAccess(s, d), OddRead(d)]),
        new("transport command", 3, 8, (_, d) => [new Step.Command(d.OneOf(TransportCommands.All.ToArray().AsSpan()))]),
        new("unknown command", 3, 4, (_, d) => [new Step.Command(UnknownCommand(d))]),
        new("register again", 1, 4, (s, d) => [new Step.Register(Slot(d), AnyBuffer(s, d), Form(d))]),
        new("drop channels, then use one", 2, 0, (s, d) => DropThenUse(s, d)),
        new("VM reset", 1, 1, (_, _) => [new Step.VmReset()]),
        new("VM reset, then use a channel", 1, 0, (s, d) => [new Step.VmReset(), UseAChannel(s, d)]),
        new("save and restore", 2, 2, (s, d) => SaveAndRestore(s, d)),
        new("no huge pages", 2, 2, (s, d) => RunOutOfHugePages(s, d)),
        new("channel on a revoked page", 1, 1, (s, d) => RegisterOnRevoked(s, d)),
    ];

    /// <summary>Rows for the bare kernel.</summary>
    public static readonly ImmutableArray<StepRow> BareKernel =
    [
        new("call", 40, 40, (s, d) => [HostCall(s, d, Values.GoodRange(s.Layout, d))]),
        new("misaligned or empty call", 8, 8, (s, d) => [HostCall(s, d, Values.OddRange(s.Layout, d))]),
        new("fill", 20, 20, (s, d) => [new Step.Fill(Values.Page(s.Layout, d), (byte)(1 + d.Below(250)))]),
        new("store", 8, 8, (s, d) => [new Step.Store(Values.Word(s, d), d.Bits())]),
        new("load", 8, 8, (s, d) => [new Step.Load(Values.Word(s, d))]),
    ];

    /// <summary>Draws one phrase.</summary>
    public static IEnumerable<Step> Draw(ImmutableArray<StepRow> table, GuestSketch sketch, IDraw draw)
    {
        var total = 0;
        foreach (var row in table)
        {
            total += WeightOf(row, sketch);
        }

        var left = draw.Below(total);
        foreach (var row in table)
        {
            left -= WeightOf(row, sketch);
            if (left < 0)
            {
                return row.Draw(sketch, draw);
            }
        }

        throw new InvalidOperationException("the weights of the table don't add up");
    }

    private static int WeightOf(StepRow row, GuestSketch sketch) => sketch.IsReady ? row.Weight : row.WeightElsewhere;

    private static IEnumerable<Step> Handshake(GuestSketch sketch, IDraw draw)
    {
        yield return new Step.Command(TransportCommand.Reset);
        var channels = 1 + draw.Below(Slots.Count);
        for (byte slot = 0; slot < channels; slot++)
        {
            var buffer = draw.Below(25) == 0 ? AnyBuffer(sketch, draw) : Values.GoodBuffer(sketch.Layout, draw);
            yield return new Step.Register(slot, buffer, Form(draw));
        }

        if (draw.Below(30) != 0)
        {
            yield return new Step.Command(TransportCommand.Ready);
        }
    }

    private static IEnumerable<Step> DropThenUse(GuestSketch sketch, IDraw draw)
    {
        yield return new Step.Command(draw.Below(3) switch
        {
            0 => TransportCommand.Reset,
            1 => TransportCommand.Disconnect,
            _ => TransportCommand.Ack,
        });
        yield return UseAChannel(sketch, draw);
    }

    private static Step UseAChannel(GuestSketch sketch, IDraw draw)
    {
        var slot = RegisteredSlot(sketch, draw);
        return draw.Below(4) == 0 ? new Step.Resend(slot) : new Step.Send(slot, Info(draw));
    }

    /// <summary>Half of the states are restored; the others are damaged first, or the saved device goes on.</summary>
    private static Step[] SaveAndRestore(GuestSketch sketch, IDraw draw)
    {
        var restore = new Step.SaveRestore((RestoredOver)draw.Below(3));
        return draw.Below(6) switch
        {
            0 => [new Step.Save(), UseAChannel(sketch, draw)],
            1 => [new Step.RestoreDamaged((StateDamage)draw.Below(4), draw.Bits())],
            2 => [restore, new Step.ReadRegister((ulong)draw.Below(2) * Registers.Command, 4)],
            3 when !sketch.IsReady =>
            [
                new Step.Command(TransportCommand.Reset),
                new Step.WriteRegister(Registers.Address, 8, Values.GoodBuffer(sketch.Layout, draw)),
                restore,
                new Step.Command(TransportCommand.Register),
            ],
            _ => [restore],
        };
    }

    /// <summary>A page that is given back while the pool is empty, then perhaps a buffer on it.</summary>
    private static IEnumerable<Step> RunOutOfHugePages(GuestSketch sketch, IDraw draw)
    {
        if (sketch.Layout.LargestPage == PageGeometry.Size)
        {
            yield break;
        }

        yield return new Step.EmptyPool();
        var region = draw.OneOf(sketch.Layout.Regions.AsSpan());
        var page = region.Start + ((ulong)draw.Below(region.Pages / Backings.PagesInHugePage) * Backings.HugePageSize);
        var discard = region.Backing.IsShared() ? FunctionCode.Remove : FunctionCode.DontNeed;
        var slot = RegisteredSlot(sketch, draw);
        yield return new Step.Send(slot, new Request(discard, page, Backings.HugePageSize, Values.Arg(draw)));
        if (draw.Below(2) == 0)
        {
            yield return new Step.Command(TransportCommand.Reset);
            yield return new Step.Register(0, page + ((ulong)draw.Below(127) * Request.Size), Form(draw));
            yield return new Step.Command(TransportCommand.Ready);
            yield return new Step.Resend(0);
        }
    }

    private static IEnumerable<Step> RegisterOnRevoked(GuestSketch sketch, IDraw draw)
    {
        if (sketch.RevokedPage < 0)
        {
            yield break;
        }

        yield return new Step.Command(TransportCommand.Reset);
        var buffer = sketch.Layout.AddressOfPage(sketch.RevokedPage) + ((ulong)draw.Below(127) * Request.Size);
        yield return new Step.Register(0, buffer, Form(draw));
        yield return new Step.Command(TransportCommand.Ready);
        yield return new Step.Resend(0);
    }

    private static Step.Send Send(
        GuestSketch sketch, IDraw draw, Request request, Func<GuestLayout, IDraw, (ulong, ulong)> range)
    {
        var (address, length) = range(sketch.Layout, draw);
        return new Step.Send(Slot(draw, sketch), request with { Address = address, Length = length });
    }

    private static Step.Send SendOverBuffer(GuestSketch sketch, IDraw draw)
    {
        var page = sketch.BufferOf(RegisteredSlot(sketch, draw)) & ~(ulong)(PageGeometry.Size - 1);
        var function = draw.Below(2) == 0 ? FunctionCode.MProtectNone : Values.Function(draw);
        return new Step.Send(Slot(draw, sketch), new Request(function, page, PageGeometry.Size, Values.Arg(draw)));
    }

    private static Request Info(IDraw draw) => draw.Below(2) == 0
        ? new Request(FunctionCode.Info, 0, 0)
        : new Request(FunctionCode.Info, draw.Bits(), draw.Bits(), draw.Bits());

    private static Step.HostCall HostCall(GuestSketch sketch, IDraw draw, (ulong Address, ulong Length) range) =>
        new(Values.Function(draw), range.Address, range.Length);

    private static Step.ReadRegister ReadRegister(IDraw draw) => draw.Below(3) == 0
        ? OddRead(draw)
        : new Step.ReadRegister((ulong)draw.Below(4) * 4, 4);

    private static Step.ReadRegister OddRead(IDraw draw) => new((ulong)draw.Below(24), draw.OneOf(Widths));

    /// <summary>An access of any kind that may leave something in the registers.</summary>
    private static Step AnyAccess(GuestSketch sketch, IDraw draw) => draw.Below(6) switch
    {
        0 => new Step.Command(draw.OneOf(TransportCommands.All.ToArray().AsSpan())),
        1 => new Step.Command(UnknownCommand(draw)),
        2 => new Step.Resend(Slot(draw)),
        3 => OddWrite(draw),
        _ => WriteRegister(sketch, draw),
    };

    private static Step.WriteRegister WriteRegister(GuestSketch sketch, IDraw draw)
    {
        var buffer = AnyBuffer(sketch, draw);
        return draw.Below(4) switch
        {
            0 => new Step.WriteRegister(Registers.Address, 8, buffer),
            1 => new Step.WriteRegister(Registers.Address, 4, buffer & uint.MaxValue),
            2 => new Step.WriteRegister(Registers.AddressHigh, 4, buffer >> 32),
            _ => OddWrite(draw),
        };
    }

    /// <summary>
    /// An unusual width or offset. Where it reaches the command register it carries a value that names nothing, so that
    /// a device may also split the access.
    /// </summary>
    private static Step.WriteRegister OddWrite(IDraw draw)
    {
        var garbage = 0x4000_0000_4000_0000UL | (draw.Bits() & 0x0FFF_FFFF_0FFF_FFFFUL);
        return draw.Below(4) switch
        {
            0 => new Step.WriteRegister(Registers.Command, 8, garbage),
            1 => new Step.WriteRegister(Registers.AddressHigh, 8, garbage),
            2 => new Step.WriteRegister(12 + (ulong)draw.Below(12), draw.OneOf(Widths), garbage),
            _ => new Step.WriteRegister((ulong)draw.Below(7), (byte)(1 + draw.Below(2)), garbage & 0xFFFF),
        };
    }

    private static uint UnknownCommand(IDraw draw) => draw.Below(4) switch
    {
        0 => 0,
        1 => uint.MaxValue,
        2 => (uint)draw.OneOf(TransportCommands.All.ToArray().AsSpan()) ^ (1u << draw.Below(32)),
        _ => 0x4000_0000u | (uint)draw.Below(0x1000_0000),
    };

    private static ulong AnyBuffer(GuestSketch sketch, IDraw draw) =>
        draw.Below(2) == 0 ? Values.GoodBuffer(sketch.Layout, draw) : Values.HostileBuffer(sketch, draw);

    private static AddressForm Form(IDraw draw) => (AddressForm)draw.Below(3);

    private static byte Slot(IDraw draw) => (byte)draw.Below(Slots.Count);

    private static byte Slot(IDraw draw, GuestSketch sketch) =>
        draw.Below(12) == 0 ? Slot(draw) : RegisteredSlot(sketch, draw);

    private static byte RegisteredSlot(GuestSketch sketch, IDraw draw) =>
        (byte)draw.Below(Math.Max(1, sketch.Registered));
}
