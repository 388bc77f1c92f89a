// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <content>probe and remove of the patch.</content>
public partial class V4Driver
{
    /// <inheritdoc/>
    public override void Probe(ProcedureBuilder p)
    {
        var failFree = p.NewLabel();
        Handshake.MapRegisters(p, 401, 405);
        p.Do(349, "misc_register", static (ref m) => m.MiscRegister(), Choices.MayFail);
        var failed = p.NewLabel();
        p.Do(350, "if (err) return err", (ref m) => m.GotoIfError(failed));
        p.Do(354, "write_lock", static (ref m) => m.WriteLock(), Choices.Cpu);
        p.Do(355, "if (pvmemcontrol) -EEXIST", (ref m) =>
        {
            m.Error = m.Global >= 0 ? ErrorCode.Busy : ErrorCode.Success;
            m.GotoIfError(failFree);
        });
        Allocate(p, failFree);
        Handshake.Connect(p, new Handshake.Lines(269, 271, 282, 284, 287, 293, 297, 299), failFree);
        SendRequest(p, static (ref m) => m.Instance, isForUser: false);
        p.Do(178, "if (ret_code) return ret_code, which is positive; else keeps the answer", (ref m) =>
        {
            var isRefused = m.AsReply(m.Local).Code != 0;
            m.Error = isRefused ? ErrorCode.Positive : ErrorCode.Success;
            m.CacheInfo(m.Instance, isRefused ? BufferContents.Zero : m.Local);
            m.GotoIfError(failFree);
        });
        p.Do(383, "publishes the device", static (ref m) => m.Global = m.Instance);
        p.Do(384, "write_unlock, return 0", static (ref m) =>
        {
            m.WriteUnlock();
            m.Return();
        });
        FailFree(p, failFree, failed);
    }

    /// <inheritdoc/>
    public override void Remove(ProcedureBuilder p)
    {
        p.Do(421, "write_lock", static (ref m) => m.WriteLock(), Choices.Cpu);
        var found = p.NewLabel();
        p.Do(422, "dev = pvmemcontrol", (ref m) =>
        {
            m.Instance = m.Global;
            m.GotoIf(m.Instance >= 0, found);
        });
        p.Do(426, "write_unlock: \"cleanup called when uninitialized\"", static (ref m) =>
        {
            m.WriteUnlock();
            m.Return();
        });
        p.Mark(found);
        p.Do(312, "writes DISCONNECT", static (ref m) =>
        {
            m.ActsFor(m.Instance);
            m.WriteCommand(m.Instance, TransportCommand.Disconnect);
        }, Choices.Command);
        p.Enter(StepRegion.Handshake);
        p.Do(315, "reads the answer; anything but ERROR is only logged (line 432)",
            static (ref m) => m.ReadsError(m.Instance));
        p.Leave(StepRegion.Handshake);
        p.Do(435, "free_percpu of the channels", static (ref m) => m.FreeChannels(m.Instance));
        p.Do(437, "kfree(dev)", static (ref m) => m.FreeDevice(m.Instance));
        p.Do(438, "pvmemcontrol = NULL", static (ref m) => m.Global = -1);
        p.Do(439, "write_unlock", static (ref m) => m.WriteUnlock());
        p.Do(440, "misc_deregister", static (ref m) => m.MiscDeregister());
    }

    private static void Allocate(ProcedureBuilder p, Label failFree)
    {
        p.Do(361, "kzalloc(dev, GFP_ATOMIC)", static (ref m) =>
            m.Instance = m.AllocateDevice(m.ProbedInstance) ? m.ProbedInstance : -1, Choices.MayFail);
        p.Do(362, "kzalloc(buf, GFP_ATOMIC)", (ref m) =>
        {
            var isMade = m.AllocateInfoBuffer(m.ProbedInstance);
            m.Error = m.Instance >= 0 && isMade ? ErrorCode.Success : ErrorCode.NoMemory;
            m.GotoIfError(failFree);
        }, Choices.MayFail);
        p.Do(328, "alloc_percpu_gfp of the channels, 48 bytes each, aligned to 8", (ref m) =>
        {
            var isMade = m.AllocateChannels(m.Instance, isAligned: false);
            m.Error = isMade ? ErrorCode.Success : ErrorCode.NoMemory;
            m.GotoIfError(failFree);
        }, Choices.Channels);
    }

    private static void FailFree(ProcedureBuilder p, Label failFree, Label failed)
    {
        p.Mark(failFree);
        p.Do(388, "write_unlock", static (ref m) => m.WriteUnlock());
        p.Do(389, "kfree(dev); the channels stay", static (ref m) => m.FreeDevice(m.ProbedInstance));
        p.Do(390, "kfree(buf)", static (ref m) => m.FreeInfoBuffer(m.ProbedInstance));
        p.Do(391, "misc_deregister", static (ref m) => m.MiscDeregister());
        p.Mark(failed);
        p.Do(411, "pci_disable_device, return err");
    }
}
