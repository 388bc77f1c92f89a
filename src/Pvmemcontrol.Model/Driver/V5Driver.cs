// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <summary>
/// The later revision (v5), after review: no lock, a character device for each PCI device, a pointer to the device in
/// each open file. It was read, not run; what its text was not read for (shutdown, suspend) is taken over from v4.
/// </summary>
public class V5Driver : V4Driver
{
    /// <inheritdoc/>
    public override string Name => "v5";

    /// <inheritdoc/>
    public override string Document => "v5";

    /// <inheritdoc/>
    public override DriverState State => DriverState.DriverData | DriverState.Node | DriverState.FileBuffer
        | DriverState.InfoBuffer;

    /// <inheritdoc/>
    public override ImmutableArray<Requirement> NotRead =>
    [
        DriverRequirements.BufferIsContiguous, DriverRequirements.HandOverLeavesNoChannel,
        DriverRequirements.CommandsAreRenewed, DriverRequirements.ImageReadsNoRevokedPage,
        DriverRequirements.HandOverLeavesNothingRevoked, DriverRequirements.NothingIsLostInSilence,
        DriverRequirements.ChannelOutlivesItsCpu, DriverRequirements.DumpReadsNoRevokedPage,
    ];

    /// <inheritdoc/>
    public override void Open(ProcedureBuilder p)
    {
        CheckCaller(p);
        p.Do("open: allocates the file's buffer, keeps a pointer to the device", static (ref m) =>
        {
            m.MightSleep();
            if (m.Node >= 0 && m.Succeeds())
            {
                m.MakeFile(m.Node);
            }
        }, Choices.MayFail);
    }

    /// <inheritdoc/>
    public override void Ioctl(ProcedureBuilder p)
    {
        p.Do("ioctl: dev is the file's; copy_from_user into the file's buffer", static (ref m) =>
        {
            m.MightSleep();
            m.TakeInstanceOfFile();
            if (m.Kind is RequestKind.WrongNumber or RequestKind.BadPointer)
            {
                m.ReturnError();
            }
            else
            {
                m.FileContent = m.OwnRequest;
            }
        });
        var copyOut = p.NewLabel();
        p.Do("vmm_call: if INFO, copies the answer that dev keeps", (ref m) =>
        {
            m.UseDevice(m.Instance, Freed(ref m));
            if (m.Kind == RequestKind.Info)
            {
                m.FileContent = m.CachedInfo(m.Instance);
                m.Goto(copyOut);
            }
        });
        SendRequest(p, static (ref m) => m.Instance, isForUser: true);
        p.Mark(copyOut);
        p.Do("ioctl: copy_to_user of the file's buffer, return 0", static (ref m) =>
        {
            m.MightSleep();
            m.ReturnReply(m.FileContent);
        });
    }

    /// <inheritdoc/>
    public override void Probe(ProcedureBuilder p)
    {
        var freeDevice = p.NewLabel();
        var destroyNode = p.NewLabel();
        var freeChannels = p.NewLabel();
        var disconnect = p.NewLabel();
        var lostError = p.NewLabel();
        Handshake.MapRegisters(p, Handshake.NoLine, Handshake.NoLine);
        Allocate(p, freeDevice);
        p.Do("probe: cdev_add, device_create: the node is open to users", (ref m) =>
        {
            m.MightSleep();
            if (m.Succeeds())
            {
                m.SetNode(m.Instance);
            }
            else
            {
                m.Goto(lostError);
            }
        }, Choices.MayFail);
        p.Do("probe: allocates the channels", (ref m) =>
        {
            var isMade = m.AllocateChannels(m.Instance, isAligned: false);
            m.Error = isMade ? ErrorCode.Success : ErrorCode.NoMemory;
            m.GotoIfError(destroyNode);
        }, Choices.Channels);
        Handshake.Connect(p, Handshake.Lines.Unknown, freeChannels);
        SendRequest(p, static (ref m) => m.Instance, isForUser: false);
        p.Do("init_info: returns the device's ret_code, which is positive", (ref m) =>
        {
            var isRefused = m.AsReply(m.Local).Code != 0;
            m.Error = isRefused ? ErrorCode.Positive : ErrorCode.Success;
            m.CacheInfo(m.Instance, isRefused ? BufferContents.Zero : m.Local);
            m.GotoIfError(disconnect);
        });
        p.Do("probe: pci_set_drvdata, frees the buffer of INFO, return 0", static (ref m) =>
        {
            m.DriverData = m.Instance;
            m.FreeInfoBuffer(m.Instance);
            m.Return();
        });
        Unwind(p, disconnect, freeChannels, destroyNode, freeDevice);
        p.Mark(lostError);
        p.Do("probe: device_create failed; frees everything and returns 0", static (ref m) =>
        {
            m.FreeDevice(m.Instance);
            m.FreeInfoBuffer(m.Instance);
            m.Error = ErrorCode.Success;
        });
    }

    /// <inheritdoc/>
    public override void Remove(ProcedureBuilder p)
    {
        p.Do("remove: dev is the PCI device's", static (ref m) =>
        {
            m.Instance = m.DriverData;
            m.ReturnIf(m.Instance < 0);
        });
        Handshake.Disconnect(p);
        p.Do("remove: frees the channels", static (ref m) => m.FreeChannels(m.Instance));
        p.Do("remove: device_destroy, cdev_del", static (ref m) =>
        {
            m.MightSleep();
            m.SetNode(-1);
        });
        p.Do("remove: frees the device", static (ref m) => m.FreeDevice(m.Instance));
    }

    /// <inheritdoc/>
    protected override Requirement Freed(ref StepContext m) =>
        m.IsLate ? DriverRequirements.OpenFileOutlivesDevice
        : m.WereChannelsMade(m.Instance) ? DriverRequirements.RemoveWaits
        : DriverRequirements.NoRequestBeforeReady;

    /// <inheritdoc/>
    protected override int Line(int line) => Handshake.NoLine;

    private static void Allocate(ProcedureBuilder p, Label freeDevice) =>
        p.Do("probe: allocates the device and the buffer of INFO", (ref m) =>
        {
            m.Instance = m.ProbedInstance;
            var isMade = m.AllocateDevice(m.Instance) && m.AllocateInfoBuffer(m.Instance);
            m.Error = isMade ? ErrorCode.Success : ErrorCode.NoMemory;
            m.GotoIfError(freeDevice);
        }, Choices.MayFail);

    private static void Unwind(ProcedureBuilder p, Label disconnect, Label freeChannels, Label destroyNode,
        Label freeDevice)
    {
        p.Mark(disconnect);
        Handshake.Disconnect(p);
        p.Mark(freeChannels);
        p.Do("probe: frees the channels", static (ref m) => m.FreeChannels(m.Instance));
        p.Mark(destroyNode);
        p.Do("probe: device_destroy, cdev_del", static (ref m) => m.SetNode(-1));
        p.Mark(freeDevice);
        p.Do("probe: frees the device and the buffer of INFO, returns the error", static (ref m) =>
        {
            m.FreeInfoBuffer(m.Instance);
            m.FreeDevice(m.Instance);
            m.Return();
        });
    }
}
