// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Histories;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>A guest with the driver, and two slots with a device each, for one schedule.</summary>
[SkipRewriting("a test double")]
internal sealed class DriverStage
{
    private static readonly Caller Root = new(IsCapable: true);

    private readonly Schedule _schedule;
    private readonly DriverHistory _history = new();
    private readonly RacingKernel _kernel;
    private readonly RacingMisc _misc;
    private readonly PciCore _pci;
    private readonly WatchedDevice[] _devices;
    private int _inDevice;
    private bool _isRemoving;

    internal DriverStage(Schedule schedule, Parts parts)
    {
        _schedule = schedule;
        var memory = schedule.Machines.WipeFirst();
        Host = new RacingHost(schedule);
        _misc = new RacingMisc(schedule);
        _devices =
        [
            new WatchedDevice(schedule, memory, parts.Device(memory, Host), ""),
            new WatchedDevice(schedule, memory, parts.Device(memory, Host), "second device: "),
        ];
        _kernel = new RacingKernel(schedule, memory, _devices);
        Functions = [new PciFunction("0000:00:04.0", _devices[0]), new PciFunction("0000:00:05.0", _devices[1])];
        _pci = new PciCore(parts.Driver(_kernel, _misc));
    }

    internal RacingHost Host { get; }

    /// <summary>The two slots.</summary>
    internal PciFunction[] Functions { get; }

    /// <summary>Binds a function: probe.</summary>
    internal int Bind(int slot = 0)
    {
        _schedule.Note("probe");
        var called = _history.Call();
        var error = _pci.Bind(Functions[slot]);
        if (error == 0)
        {
            _history.Return(called, DriverStep.Publish, DriverStep.MakeNode);
        }
        else if (error == -(int)Errno.EBUSY)
        {
            _schedule.Reach(DriverSituations.SecondRefused);
            _history.Return(called, DriverStep.Refuse);
        }

        _schedule.Note(Words("probe", error));
        return error;
    }

    /// <summary>Unbinds a function: remove.</summary>
    internal void Unbind(int slot = 0)
    {
        _schedule.Note("remove");
        if (_inDevice > 0)
        {
            _schedule.Reach(DriverSituations.RemoveMeetsIoctl);
        }

        _isRemoving = true;
        var called = _history.Call();
        var error = _pci.Unbind(Functions[slot]);
        if (error == 0)
        {
            _history.Return(called, DriverStep.DropNode, DriverStep.Retract);
        }

        _schedule.Note(Words("remove", error));
    }

    /// <summary>Opens the node; the file, or null.</summary>
    internal OpenFile? Open()
    {
        _schedule.Note("open");
        var called = _history.Call();
        var error = _misc.Open(Root, OpenFlags.ReadWrite, out var file);
        _history.Return(called, error == 0 ? DriverStep.Open : DriverStep.OpenFails);
        _schedule.Reach(error == 0 ? DriverSituations.Opened : DriverSituations.NoNode);
        _schedule.Note(Words("open", error));
        return file;
    }

    /// <summary>
    /// An ioctl whose reply identifies it. It must return that reply, find no device, or, if the device does not
    /// answer, fail.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="page">The page that it is about.</param>
    /// <param name="errno">What the host answers.</param>
    /// <param name="mayFail">True where devices are that do not answer.</param>
    internal int Ioctl(OpenFile file, int page, Errno errno, bool mayFail = false)
    {
        var bytes = new byte[Request.Size];
        var request = DeviceStage.Ask(page, errno);
        request.Encode(bytes);
        _schedule.Note($"ioctl: DONTNEED of page {page}");
        var called = _history.Call();
        Enter();
        var error = file.Ioctl(IoctlAbi.VmmCall, 0, new CallerMemory(_schedule, bytes));
        _inDevice--;
        Judge(called, error, mayFail);
        if (error == 0)
        {
            var reply = Reply.Decode(bytes);
            _schedule.Note($"ioctl returns 0, ret_errno {reply.Errno}");
            _schedule.Require(Request.Decode(bytes) != request, DriverRequirements.UnansweredIsAnError,
                "the request was taken for its reply");
            _schedule.Require(!Ram.IsPoison(reply), DriverRequirements.RemoveWaits,
                "the reply was read from memory that was given back");
            _schedule.Require(reply.Errno == (uint)errno, DriverRequirements.ReplyIsOwn,
                $"the reply to {request} is {reply}");
        }
        else
        {
            _schedule.Note(Words("ioctl", error));
        }

        return error;
    }

    /// <summary>Closes a file.</summary>
    internal void Close(OpenFile file)
    {
        if (_inDevice > 0)
        {
            _schedule.Reach(DriverSituations.ClosedInside);
        }

        _schedule.Note("close");
        file.Close();
    }

    /// <summary>Pulls a device out of its slot.</summary>
    internal void Vanish(int slot = 0)
    {
        _schedule.Note("the device is pulled out");
        Functions[slot].Vanish();
    }

    /// <summary>What holds when all tasks are done.</summary>
    /// <param name="isBound">Whether a device is bound.</param>
    /// <param name="isWhole">False where a device does not keep to the model.</param>
    internal void RequireEnd(bool isBound, bool isWhole = true)
    {
        foreach (var device in _devices)
        {
            device.Dispose();
            _schedule.Require(!isWhole || Linearization.Explains(device.Operations, Ram.Layout),
                VmmRequirements.CommandsArePerformedOnce,
                "no order of the register accesses explains the observations");
        }

        _kernel.RequireLeftAlone();
        _schedule.Require(isBound || _kernel.Account.InUse == 0, DriverRequirements.NothingLeaks,
            $"{_kernel.Account.InUse} bytes are in use with nothing bound");
        _schedule.Require(_history.IsExplained(), DriverRequirements.OpenFileOutlivesDevice,
            "no order of probe, remove, open and ioctl explains what they returned");
        foreach (var group in Host.Performed.GroupBy(request => request))
        {
            _schedule.Require(group.Count() == 1, DriverRequirements.SendsOwnRequest,
                $"{group.Key} was sent {group.Count()} times");
        }
    }

    private void Enter()
    {
        _inDevice++;
        if (_inDevice > 1)
        {
            _schedule.Reach(DriverSituations.Shared);
        }
    }

    private void Judge(int called, int error, bool mayFail)
    {
        switch ((Errno)(-error))
        {
            case Errno.None:
                _history.Return(called, DriverStep.Ioctl);
                _schedule.Reach(DriverSituations.Answered);
                break;
            case Errno.ENODEV:
                _history.Return(called, DriverStep.IoctlFails);
                _schedule.Reach(DriverSituations.NoDevice);
                break;
            case Errno.EIO when mayFail:
                _history.Return(called, DriverStep.Ioctl);
                _schedule.Reach(DriverSituations.Unanswered);
                break;
            default:
                _schedule.Violate(
                    _isRemoving ? DriverRequirements.RemoveWaits : DriverRequirements.ReplyIsOwn,
                    $"an ioctl returned -{(Errno)(-error)}, and the device answers every request");
                break;
        }
    }

    private static string Words(string call, int error) =>
        error == 0 ? $"{call} returns 0" : $"{call} returns -{(Errno)(-error)}";
}
