// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Makes the calls of <see cref="LeakCalls"/>, each with the same arguments every time.</summary>
/// <param name="target">Makes the devices that are restored.</param>
/// <param name="device">The device of all other calls.</param>
/// <param name="guest">Its guest.</param>
/// <param name="sheet">Where calls are counted that are no register accesses.</param>
internal sealed class LeakGuest(LoadedTarget target, IMmioDevice device, BoundGuest guest, BoundSheet sheet)
    : IDisposable
{
    private const int FirstPage = 1;

    private const ulong UnknownFunction = 0x1_0000_0001;

    /// <summary>The guest RAM: a page for each function, and the same in shared memory for REMOVE.</summary>
    internal static readonly ImmutableArray<Region> Regions =
    [
        new(0x1_0000_0000, 64, Backing.PrivateAnonymous),
        new(0x2_0000_0000, 32, Backing.SharedMemory),
    ];

    private const ulong Outside = 0x8_0000_0000;

    private const int Protecting = LeakCalls.Functions + (int)FunctionCode.MProtectR;

    // The saved device and the one that is restored use it one after the other.
    private readonly GuestMemory _memory = new(
        new GuestLayout(new Region(Regions[0].Start, 16, Backing.PrivateAnonymous)));
    private byte[] _state = [];
    private uint _command;
    private bool _isReady;
    private long _turns;

    /// <summary>The calls that the device offers.</summary>
    internal ImmutableArray<int> Offered { get; } =
    [
        .. Enumerable.Range(0, LeakCalls.Count).Where(call => call switch
        {
            _ when LeavesOut(sheet, call) =>
                LeakCalls.IsRefusal(call) && !LeavesOut(sheet, LeakCalls.MisalignedBit(call)),
            LeakCalls.VmReset => device is IVmReset,
            LeakCalls.Save or LeakCalls.Restore => device is ISaveRestore,
            _ => true,
        }),
    ];

    private static ulong Buffer => Regions[0].Start;

    /// <summary>
    /// Makes the first handshake, and the state that is restored later; false when the device refuses.
    /// </summary>
    internal bool TryStart()
    {
        using var saved = device is ISaveRestore ? target.CreateDevice(_memory) : null;
        if (saved is ISaveRestore other)
        {
            var used = new BoundGuest(saved, _memory, sheet);
            if (!used.TryHandshake(Buffer, out var command))
            {
                return false;
            }

            if (!LeavesOut(Protecting))
            {
                _ = used.Send(command, Buffer,
                    new Request(FunctionCode.MProtectR, Buffer + PageGeometry.Size, PageGeometry.Size));
            }

            _state = other.Save();
        }

        return Handshake();
    }

    /// <summary>Makes a call.</summary>
    internal void Perform(int call)
    {
        if (LeakCalls.IsRequest(call))
        {
            Send(call);
            return;
        }

        switch (call)
        {
            case LeakCalls.Handshake:
                _ = Handshake();
                break;
            case LeakCalls.BadRegister:
                _isReady = false;
                _ = guest.Command(TransportCommand.Reset);
                _ = guest.TryRegister(Outside, out _);
                break;
            case LeakCalls.VmReset:
                _ = Handshake();
                Send(Protecting);
                _isReady = false;
                sheet[BoundField.Requests]++;
                ((IVmReset)device).ResetVm();
                break;
            case LeakCalls.Save:
                sheet[BoundField.Requests]++;
                _ = ((ISaveRestore)device).Save();
                break;
            case LeakCalls.Restore:
                Restore();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(call), call, "no such call");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private bool Handshake() => _isReady = guest.TryHandshake(Buffer, out _command);

    private void Send(int call)
    {
        if (_isReady || Handshake())
        {
            _ = guest.Send(_command, Buffer, LeakCalls.IsRefusal(call)
                ? Bad((ulong)(call - LeakCalls.Refusals), TakesOutside(call))
                : Good((FunctionCode)(call - LeakCalls.Functions)));
        }
    }

    private static Request Good(FunctionCode function)
    {
        var region = Regions[function == FunctionCode.Remove ? 1 : 0];
        var page = region.Start + (((ulong)function + FirstPage) * PageGeometry.Size);
        return function == FunctionCode.Info
            ? new Request(function, 0, 0)
            : new Request(function, page, PageGeometry.Size, 1);
    }

    /// <summary>The request behind a bit of <see cref="LeftOut"/>; null where there is none.</summary>
    internal static Request? RequestOfBit(int bit) => bit switch
    {
        LeakCalls.VmReset => Good(FunctionCode.MProtectR),
        >= LeakCalls.Count => Bad((ulong)(bit - LeakCalls.Count), isOutside: false),
        _ when LeakCalls.IsRefusal(bit) => Bad((ulong)(bit - LeakCalls.Refusals), isOutside: true),
        _ when LeakCalls.IsRequest(bit) => Good((FunctionCode)(bit - LeakCalls.Functions)),
        _ => null,
    };

    private bool LeavesOut(int bit) => LeavesOut(sheet, bit);

    private static bool LeavesOut(BoundSheet sheet, int bit) => LeftOut.Has(sheet[BoundField.LeftOut], bit);

    /// <summary>By turns, for each call of its own, unless one of the two is left out.</summary>
    private bool TakesOutside(int call)
    {
        _turns ^= 1L << call;
        return LeavesOut(LeakCalls.MisalignedBit(call)) || (!LeavesOut(call) && LeftOut.Has(_turns, call));
    }

    /// <summary>Outside guest RAM, or misaligned.</summary>
    private static Request Bad(ulong function, bool isOutside)
    {
        var code = function == (ulong)FunctionCode.Info ? (FunctionCode)UnknownFunction : (FunctionCode)function;
        return isOutside
            ? new Request(code, Outside, PageGeometry.Size, 1)
            : new Request(code, Regions[0].Start + (40 * PageGeometry.Size) + 8, PageGeometry.Size, 1);
    }

    private void Restore()
    {
        sheet[BoundField.Requests]++;
        _memory.MakeAsNew();
        using var restored = target.CreateDevice(_memory);
        _ = (restored as ISaveRestore)?.TryRestore(_state);
    }
}
