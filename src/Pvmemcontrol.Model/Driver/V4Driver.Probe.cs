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
        p.Do(349, "misc_register", static (ref m) => m.RegisterMisc(), Choices.MayFail);
        var failed = p.NewLabel();
        p.Do(350, "if (err) return err", (ref m) => Flow.If(m.Error != ErrorCode.Success, failed));
        p.Do(354, "write_lock", static (ref m) => m.WriteSpin(), Choices.Cpu);
        p.Do(355, "if (pvmemcontrol) -EEXIST", (ref m) =>
        {
            m.Error = m.Global >= 0 ? ErrorCode.Busy : ErrorCode.Success;
            return Flow.If(m.Global >= 0, failFree);
        });
        Allocate(p, failFree);
        Handshake.Connect(p, new Handshake.Lines(269, 271, 282, 284, 287, 293, 297, 299), failFree);
        SendRequest(p, static (ref m) => m.Instance, isForUser: false);
        p.Do(178, "if (ret_code) return ret_code, which is positive; else keeps the answer", (ref m) =>
        {
            var isRefused = m.AsReply(m.Local).Code != 0;
            m.Error = isRefused ? ErrorCode.Positive : ErrorCode.Success;
            m.CacheInfo(m.Instance, isRefused ? BufferContents.Zero : m.Local);
            return Flow.If(isRefused, failFree);
        });
        p.Do(383, "publishes the device", static (ref m) =>
        {
            m.Global = m.Instance;
            return Flow.Next;
        });
        p.Do(384, "write_unlock, return 0", static (ref m) =>
        {
            m.WriteSpinUnlock();
            return Flow.Return;
        });
        FailFree(p, failFree, failed);
    }

    /// <inheritdoc/>
    public override void Remove(ProcedureBuilder p)
    {
        p.Do(421, "write_lock", static (ref m) => m.WriteSpin(), Choices.Cpu);
        var found = p.NewLabel();
        p.Do(422, "dev = pvmemcontrol", (ref m) =>
        {
            m.Instance = m.Global;
            return Flow.If(m.Instance >= 0, found);
        });
        p.Do(426, "write_unlock: \"cleanup called when uninitialized\"", static (ref m) =>
        {
            m.WriteSpinUnlock();
            return Flow.Return;
        });
        p.Mark(found);
        p.Do(312, "writes DISCONNECT", static (ref m) =>
        {
            m.ActsFor(m.Instance);
            return m.WriteCommand(m.Instance, TransportCommand.Disconnect);
        }, Choices.Command);
        p.Do(315, "reads the answer; anything but ERROR is only logged (line 432)", static (ref m) =>
        {
            m.ReadsError(m.Instance);
            return Flow.Next;
        });
        p.Do(435, "free_percpu of the channels", static (ref m) =>
        {
            m.FreeChannels(m.Instance);
            return Flow.Next;
        });
        p.Do(437, "kfree(dev)", static (ref m) =>
        {
            m.FreeDevice(m.Instance);
            return Flow.Next;
        });
        p.Do(438, "pvmemcontrol = NULL", static (ref m) =>
        {
            m.Global = -1;
            return Flow.Next;
        });
        p.Do(439, "write_unlock", static (ref m) =>
        {
            m.WriteSpinUnlock();
            return Flow.Next;
        });
        p.Do(440, "misc_deregister", static (ref m) =>
        {
            var flow = m.DeregisterMisc();
            return flow.IsBlocked ? flow : Flow.Return;
        });
    }

    private static void Allocate(ProcedureBuilder p, Label failFree)
    {
        p.Do(361, "kzalloc(dev, GFP_ATOMIC)", static (ref m) =>
        {
            if (m.Succeeds(out var isPossible))
            {
                m.AllocateDevice(m.ProbedInstance);
                m.Instance = m.ProbedInstance;
            }

            return Flow.When(isPossible);
        }, Choices.MayFail);
        p.Do(362, "kzalloc(buf, GFP_ATOMIC)", (ref m) =>
        {
            if (m.Succeeds(out var isPossible))
            {
                m.AllocateInfoBuffer(m.ProbedInstance);
            }

            if (!isPossible)
            {
                return Flow.Blocked;
            }

            var isShort = m.Instance < 0 || !m.IsInfoBufferLive(m.ProbedInstance);
            m.Error = isShort ? ErrorCode.NoMemory : ErrorCode.Success;
            return Flow.If(isShort, failFree);
        }, Choices.MayFail);
        p.Do(328, "alloc_percpu_gfp of the channels, 48 bytes each, aligned to 8", (ref m) =>
        {
            var isMade = m.AllocateChannels(m.Instance, isAligned: false, out var isPossible);
            m.Error = isMade ? ErrorCode.Success : ErrorCode.NoMemory;
            return isPossible ? Flow.If(!isMade, failFree) : Flow.Blocked;
        }, Choices.Channels);
    }

    private static void FailFree(ProcedureBuilder p, Label failFree, Label failed)
    {
        p.Mark(failFree);
        p.Do(388, "write_unlock", static (ref m) =>
        {
            m.WriteSpinUnlock();
            return Flow.Next;
        });
        p.Do(389, "kfree(dev); the channels stay", static (ref m) =>
        {
            m.FreeDevice(m.ProbedInstance);
            return Flow.Next;
        });
        p.Do(390, "kfree(buf)", static (ref m) =>
        {
            m.FreeInfoBuffer(m.ProbedInstance);
            return Flow.Next;
        });
        p.Do(391, "misc_deregister", static (ref m) => m.DeregisterMisc());
        p.Mark(failed);
        p.Do(411, "pci_disable_device, return err", static (ref m) => Flow.Return);
    }
}
