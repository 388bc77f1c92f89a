// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Driver;

/// <content>Each event as what it does to a state of the model.</content>
internal sealed partial class RecordedDriver
{
    private static StepBody Kernel(DriverEvent seen) => (ref m) =>
    {
        switch (seen)
        {
            case DriverEvent.RegisterMisc:
                m.MiscRegister();
                break;
            case DriverEvent.DeregisterMisc:
                m.MiscDeregister();
                break;
            case DriverEvent.AllocateChannels:
                m.AllocateChannels(m.ProbedInstance, isAligned: false);
                break;
            case DriverEvent.AllocateDevice:
                m.AllocateDevice(m.ProbedInstance);
                break;
            case DriverEvent.Enable or DriverEvent.Map:
                m.Succeeds();
                break;
            default:
                throw new InvalidOperationException($"'{seen}' asks nothing of the kernel");
        }
    };

    private static StepBody Memory(DriverEvent seen, bool isRemove) => (ref m) =>
    {
        switch (seen)
        {
            case DriverEvent.FreeDevice free:
                Acts(ref m, free.Instance, isRemove);
                m.FreeDevice(free.Instance);
                break;
            case DriverEvent.FreeChannels free:
                Acts(ref m, free.Instance, isRemove);
                m.FreeChannels(free.Instance);
                break;
            case DriverEvent.Quarantine quarantine:
                m.QuarantineChannels(quarantine.Instance);
                break;
            case DriverEvent.CacheInfo cache:
                m.CacheInfo(cache.Instance, InfoContentOf(Reply.Decode(cache.Bytes)));
                break;
            case DriverEvent.LoadInfo load:
                m.UseDevice(load.Instance, DriverRequirements.OpenFileOutlivesDevice);
                break;
            default:
                throw new InvalidOperationException($"'{seen}' does not concern memory");
        }
    };

    private static void Acts(ref StepContext m, int instance, bool isRemove)
    {
        if (isRemove)
        {
            m.ActsFor(instance);
        }
    }

    private StepBody Register(DriverEvent seen, bool isRemove)
    {
        switch (seen)
        {
            case DriverEvent.Command command:
                var own = _instances[command.Device];
                return (ref m) =>
                {
                    Acts(ref m, own, isRemove);
                    m.WriteCommand(own, command.Value);
                };
            case DriverEvent.Address address:
                _staged = address;
                return (ref m) => m.WriteAddress(address.Instance, address.Cpu);
            case DriverEvent.ReadAnswer read:
                var asked = _instances[read.Device];
                return (ref m) => m.ReadsAck(asked);
            case DriverEvent.ReadResponse read:
                var (staged, instance) = (_staged, _instances[read.Device]);
                return (ref m) => m.StoreCommand(staged!.Instance, staged.Cpu, m.ReadResponse(instance));
            default:
                throw new InvalidOperationException($"'{seen}' is no register access");
        }
    }

    private static StepBody Buffer(DriverEvent seen, Requirement freed) => (ref m) =>
    {
        switch (seen)
        {
            case DriverEvent.Fill fill:
                m.TakeChannel(fill.Instance, fill.Cpu);
                m.Fill(!fill.IsOwn ? BufferContents.Zero : m.Call is Call.Ioctl ? m.OwnRequest
                    : BufferContents.InfoRequest, freed);
                break;
            case DriverEvent.LoadReply load:
                m.TakeChannel(load.Instance, load.Cpu);
                m.Local = m.ReadReply(freed);
                break;
            default:
                throw new InvalidOperationException($"'{seen}' does not concern a buffer");
        }
    };
}
