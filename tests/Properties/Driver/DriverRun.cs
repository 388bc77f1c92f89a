// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>Makes a run and records it, call by call.</summary>
internal sealed class DriverRun : IDisposable
{
    /// <summary>Probes in a run: each has memory of its own in the model, whose states have bounds.</summary>
    internal const int MaxProbes = 3;

    private const ulong Pointer = 0x7FFF_F000;
    private const uint OtherNumber = IoctlAbi.VmmCall + 1;

    private readonly DriverRig _rig;
    private readonly DriverCase _case;
    private readonly Dictionary<int, OpenFile> _files = [];
    private readonly Dictionary<OpenFile, int> _numbers = [];
    private readonly List<CallRecord> _calls = [];
    private readonly bool[] _isBound;
    private readonly LastingChanges _lasting = new();
    private int _opened;

    internal DriverRun(DriverCase setup, Func<IGuestKernel, IMiscCore, HardenedDriver> make,
        Func<GuestMemory, IMmioDevice>? makeDevice = null)
    {
        _rig = new DriverRig(setup, make, makeDevice ?? (memory => new PvmemcontrolDevice(memory)));
        _case = setup;
        _isBound = new bool[setup.Devices];
        for (var page = 0; page < DriverRam.UserPages; page++)
        {
            _rig.Memory.Write(DriverRam.Page(page), PageImage.Filled(page, DriverRam.Tag).Bytes);
        }

        foreach (var op in setup.Ops)
        {
            try
            {
                Do(op);
            }
            catch (KernelBugException bug)
            {
                Bug = bug;
                break;
            }
        }
    }

    internal DriverRig Rig => _rig;

    internal IReadOnlyList<CallRecord> Calls => _calls;

    /// <summary>Files that a task tried to open.</summary>
    internal int Opened => _opened;

    /// <summary>True when a device stopped answering.</summary>
    internal bool HasHung => _calls.SelectMany(c => c.Events).OfType<DriverEvent.Command>().Any(c => c.Choice >= 2);

    /// <summary>True when a device may not have performed what it was asked for: it left, or did not answer.</summary>
    internal bool HasLost => HasHung || _calls.Any(c => c.Call is Call.Vanish
        || c.Events.OfType<DriverEvent.Reply>().Any(e => e.Choice != 0));

    /// <summary>Probes that returned.</summary>
    internal int Probes => _calls.Count(c => c.Call is Call.Probe);

    /// <summary>The call with which the driver left a page revoked that it could have given back.</summary>
    internal Call? LeftRevoked { get; private set; }

    /// <summary>True when not every page that was to be given back may have been.</summary>
    internal bool MayHaveKeptRevoked { get; private set; }

    /// <summary>What the driver's own assertions said, which ended the run.</summary>
    internal KernelBugException? Bug { get; private set; }

    public void Dispose() => _rig.Dispose();

    public override string ToString() =>
        $"{_case}{string.Concat(_calls.Select(c => $"\n  {c}"))}\n{(Bug is null ? "" : $"  {Bug.Message}\n")}";

    private void Do(DriverOp op)
    {
        switch (op)
        {
            case DriverOp.Probe probe when !_isBound[probe.Device] && Probes < MaxProbes:
                Probe(probe.Device);
                break;
            case DriverOp.Remove remove:
                Record(new Call.Remove(remove.Device), () => _rig.Pci.Unbind(_rig.Functions[remove.Device]));
                _isBound[remove.Device] = false;
                break;
            case DriverOp.Open open when !_files.ContainsKey(open.File):
                Open(open);
                break;
            case DriverOp.Ioctl ioctl when _files.ContainsKey(ioctl.File):
                Ioctl(ioctl);
                break;
            case DriverOp.Release release when _files.Remove(release.File, out var file):
                Record(new Call.Release(_numbers[file]), file.Close);
                break;
            case DriverOp.Vanish vanish:
                Record(new Call.Vanish(vanish.Device), () => Nothing(_rig.Devices[vanish.Device].Vanish));
                break;
            case DriverOp.Hibernate hibernate:
                Record(new Call.Hibernate(hibernate.Device), () => Hibernate(hibernate.Device));
                break;
            case DriverOp.Kexec when _case.Devices == 1:
                Record(new Call.Kexec(), () => Nothing(() => _rig.Pci.Shutdown(_rig.Functions[0])));
                break;
            default:
                // There is no such device or file, or it is already bound or open: the call is impossible. The model
                // has kexec with one device only.
                break;
        }
    }

    private void Probe(int device)
    {
        var instance = Probes;
        _rig.Log.Instance = instance;
        var record = Record(new Call.Probe(device, instance), () => _rig.Pci.Bind(_rig.Functions[device]));
        _isBound[device] = record.Error >= 0;
    }

    private void Open(DriverOp.Open open)
    {
        OpenFile? file = null;
        var flags = open.IsExclusive ? OpenFlags.Exclusive : OpenFlags.ReadWrite;
        var number = _opened++;
        Record(new Call.Open(number, open.IsCapable, open.IsExclusive),
            () => _rig.Misc.Open(new Caller(open.IsCapable), flags, out file));
        if (file is not null)
        {
            _files.Add(open.File, file);
            _numbers.Add(file, number);
        }
    }

    private void Ioctl(DriverOp.Ioctl ioctl)
    {
        var request = ioctl.Request;
        if (ioctl.IsOnChannel && _rig.Kernel.Buffers.FirstOrDefault() is > 0 and var buffer)
        {
            request = request with { Address = DriverRam.StartOfPage(buffer), Length = PageGeometry.Size };
        }

        var user = new FaultyUserMemory(Pointer, ioctl.Argument);
        user.Put(request);
        _rig.Log.Cpu = ioctl.Cpu % _case.Cpus;
        var number = ioctl.Argument == Argument.OtherNumber ? OtherNumber : IoctlAbi.VmmCall;
        var file = _files[ioctl.File];
        var call = new Call.Ioctl(_numbers[file], KindOf(ioctl.Argument, request));
        Record(call, () => file.Ioctl(number, Pointer, user), request, ioctl.Argument, user.Get);
        _rig.Log.Cpu = 0;
        if (call.Kind == RequestKind.DontNeed)
        {
            _calls[^1] = _calls[^1] with { Call = call with { Kind = FollowLasting(request, _calls[^1]) } };
        }
    }

    /// <summary>
    /// What the request is to the model, which has one page that is revoked and one that is locked: a request that ends
    /// the change of some pages only is none of these.
    /// </summary>
    private RequestKind FollowLasting(in Request request, CallRecord record)
    {
        var (hadRevoked, hadLocked) = (!_lasting.Revoked.IsEmpty, !_lasting.IsSwappedAndDumped);
        if (record.Error != -(int)Errno.ENODEV)
        {
            _lasting.Note(request, record.OwnReply is { Errno: 0, Code: 0 });
        }

        return (FunctionCode)request.FunctionCode switch
        {
            FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW
                when !_lasting.Revoked.IsEmpty => RequestKind.Revoke,
            FunctionCode.MProtectRW when hadRevoked && _lasting.Revoked.IsEmpty => RequestKind.GiveBack,
            FunctionCode.MLock or FunctionCode.DontDump when !_lasting.IsSwappedAndDumped => RequestKind.Lock,
            FunctionCode.MUnlock when hadLocked && _lasting.IsSwappedAndDumped => RequestKind.Unlock,
            _ => RequestKind.DontNeed,
        };
    }

    /// <summary>What a request is to the model: which are refused, which are answered from the cache.</summary>
    private RequestKind KindOf(Argument argument, in Request request) => argument switch
    {
        Argument.OtherNumber => RequestKind.WrongNumber,
        Argument.Unreadable => RequestKind.BadPointer,
        _ => request.FunctionCode == (ulong)FunctionCode.Info ? RequestKind.Info
            : HoldsChannel(request) || IsAlsoReply(request) ? RequestKind.OwnChannel
            : RequestKind.DontNeed,
    };

    private bool HoldsChannel(Request request) => request.Length != 0 && _rig.Kernel.Buffers.Any(buffer =>
        (UInt128)request.Address + request.Length > DriverRam.StartOfPage(buffer)
        && request.Address < DriverRam.StartOfPage(buffer) + PageGeometry.Size);

    /// <summary>An error number alone: a correct reply may be the same 32 bytes.</summary>
    private static bool IsAlsoReply(in Request request) =>
        (request.Address | request.Length | request.Arg) == 0 && Errnos.IsError((uint)request.FunctionCode);

    private bool IsAllAccessible() => Enumerable.Range(0, DriverRam.UserPages).Select(DriverRam.Page).All(page =>
    {
        var bytes = new byte[PageGeometry.Size];
        return _rig.Memory.TryRead(page, bytes) && _rig.Memory.TryWrite(page, bytes);
    });

    private int Hibernate(int device)
    {
        if (_rig.Pci.Suspend(_rig.Functions[device]) is not 0 and var refusal)
        {
            return refusal;
        }

        _rig.Devices[device].PowerCycle();
        _rig.Log.Add(new DriverEvent.PowerOff());
        return _rig.Pci.Resume(_rig.Functions[device]);
    }

    private static int Nothing(Action action)
    {
        action();
        return 0;
    }

    private CallRecord Record(Call call, Func<int> make, Request? request = null, Argument argument = Argument.Good,
        Func<Request>? returned = null)
    {
        var events = _rig.Log.Begin(request);
        var error = make();
        var record = new CallRecord(call, argument, events, error, returned?.Invoke(), _rig.Log.OwnReply);
        _calls.Add(record);
        if (call is Call.Remove or Call.Kexec && error == 0)
        {
            MayHaveKeptRevoked |= HasLost && !_lasting.Revoked.IsEmpty;
            _lasting.Revoked.Remove(0, ulong.MaxValue);
            LeftRevoked ??= HasLost || IsAllAccessible() ? null : call;
        }

        return record;
    }
}
