// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>Files, the misc class and how an ioctl ends.</content>
public readonly ref partial struct StepContext
{
    private const int Closed = 0;
    private const int OpenedAlone = 1;

    /// <summary>True when the call's file is open.</summary>
    public bool IsOpen => Get(Layout.OpenFile[_frame.OpenFile]) != Closed;

    /// <summary>The 32 bytes that the driver keeps with a file (pvmemcontrol.c:215).</summary>
    public int FileContent
    {
        get => Get(Layout.FileContent[_frame.OpenFile]);
        set => Set(Layout.FileContent[_frame.OpenFile], value);
    }

    /// <summary>The request that the caller of the ioctl passed.</summary>
    public int OwnRequest => BufferContents.Request(_frame.Ioctl);

    /// <summary>True when the ioctl found its device freed already when it began.</summary>
    public bool IsLate => Get(Layout.Instance[_actor]) > _states.Setup.Instances;

    /// <summary>The node of the misc class is there.</summary>
    public bool IsMiscRegistered => Get(Layout.IsMiscRegistered) != 0;

    /// <summary>The instance whose own node leads to the call's device, or -1.</summary>
    public int Node => Get(Layout.Node[Device]) - 1;

    /// <summary>Makes or takes away the node of the call's device.</summary>
    public void SetNode(int instance) => Set(Layout.Node[Device], instance + 1);

    /// <summary>The file is open.</summary>
    /// <param name="instance">The device that the file points to, or -1.</param>
    public void MakeFile(int instance)
    {
        var open = (Call.Open)_frame.Call;
        if (!open.IsCapable)
        {
            Violate(DriverRequirements.OpenNeedsCapability);
        }

        if (open.IsExclusive)
        {
            Violate(DriverRequirements.OpenIsNeverExclusive);
        }

        if (Fails)
        {
            Violate(DriverRequirements.OpenFileIsWhole);
        }

        Set(Layout.OpenFile[_frame.OpenFile], OpenedAlone + instance + 1);
        FileContent = BufferContents.Zero;
    }

    /// <summary>The file is closed, once no task is inside an ioctl on it.</summary>
    public void CloseFile()
    {
        if (!IsOpen)
        {
            Return();
            return;
        }

        BlockUnless(!IsFileInUse());
        Set(Layout.OpenFile[_frame.OpenFile], Closed);
    }

    /// <summary>kfree() of the file's buffer.</summary>
    public void FreeFileBuffer() => FileContent = BufferContents.Zero;

    /// <summary>True when another task is inside an ioctl on the call's file, so that it is not released yet.</summary>
    private bool IsFileInUse()
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            _footprint?.Wait(Aspects.Inside(other));
            if (other != _actor && _states.CallInside(_state, other) is Call.Ioctl ioctl
                && ioctl.Number == _frame.OpenFile)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The device that the call's file points to becomes the local dev.</summary>
    public void TakeInstanceOfFile()
    {
        var instance = Get(Layout.OpenFile[_frame.OpenFile]) - OpenedAlone - 1;
        var late = IsDeviceLive(instance) ? 0 : _states.Setup.Instances;
        Set(Layout.Instance[_actor], instance + 1 + late);
    }

    /// <summary>misc_register(): with its mutex, which is why it may sleep.</summary>
    /// <remarks>What it returns is in <see cref="Error"/>.</remarks>
    public void MiscRegister()
    {
        MightSleep();
        BlockUnless(IsFree(Layout.MiscMutex));
        if (!IsMiscRegistered)
        {
            var succeeds = Succeeds();
            Set(Layout.IsMiscRegistered, succeeds ? 1 : 0);
            Error = succeeds ? ErrorCode.Success : ErrorCode.NoMemory;
            return;
        }

        if (_states.Setup.Misc == MiscKernel.Older)
        {
            Violate(DriverRequirements.SecondDeviceIsHarmless);
        }

        Error = ErrorCode.Busy;
        BlockUnless(!Fails);
    }

    /// <summary>misc_deregister(): waits for opens, which run with its mutex held.</summary>
    public void MiscDeregister()
    {
        MightSleep();
        BlockUnless(IsFree(Layout.MiscMutex));
        Set(Layout.IsMiscRegistered, 0);
    }

    /// <summary>copy_to_user() and return 0: an ioctl returns these bytes.</summary>
    public void ReturnReply(int content)
    {
        var own = _states.Contents.Reply(Math.Max(_frame.Ioctl, 0));
        if (Kind == RequestKind.WrongNumber)
        {
            Violate(DriverRequirements.OtherCommandIsRefused);
        }
        else if (Kind == RequestKind.BadPointer)
        {
            Violate(DriverRequirements.BadPointerIsRefused);
        }
        else if (content == BufferContents.Request(_frame.Ioctl))
        {
            Violate(DriverRequirements.UnansweredIsAnError);
        }
        else if (content != own && Kind != RequestKind.Info)
        {
            Violate(DriverRequirements.ReplyIsOwn);
        }

        End(IoctlResult.Replied);
    }

    /// <summary>An ioctl returns an error.</summary>
    public void ReturnError() => End(IoctlResult.Failed);

    /// <summary>An ioctl returns an error if the condition holds.</summary>
    public void ReturnErrorIf(bool condition)
    {
        if (condition)
        {
            ReturnError();
        }
    }

    /// <summary>if (err) return err; of an ioctl.</summary>
    public void ReturnIfError() => ReturnErrorIf(Error != ErrorCode.Success);

    private void End(IoctlResult result)
    {
        if (_states.Setup.KeepsResults)
        {
            Set(Layout.Result[_frame.Ioctl], (int)result);
        }

        Return();
    }
}
