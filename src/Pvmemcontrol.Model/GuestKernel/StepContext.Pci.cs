// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>The PCI core and the driver.</content>
public readonly ref partial struct StepContext
{
    /// <summary>The instance that the driver keeps with the PCI device (pci_set_drvdata), or -1.</summary>
    public int DriverData
    {
        get => Get(Layout.DriverData[Device]) - 1;
        set => Set(Layout.DriverData[Device], value + 1);
    }

    private DeviceBinding Binding
    {
        get => (DeviceBinding)Get(Layout.Bound[Device]);
        set => Set(Layout.Bound[Device], (int)value);
    }

    /// <summary>remove acts on an instance: it is that of the device which is taken away.</summary>
    public void ActsFor(int instance)
    {
        if (_states.DeviceOf(instance) != Device)
        {
            Violate(DriverRequirements.RemoveActsOnItsOwn);
        }
    }

    internal void BeginProbe()
    {
        BlockUnless(Binding == DeviceBinding.Unbound);
        Binding = DeviceBinding.Busy;
    }

    internal void EndProbe()
    {
        if (Error is ErrorCode.Success or ErrorCode.Positive)
        {
            Binding = DeviceBinding.Bound;
            JudgeSuccess();
        }
        else
        {
            Binding = DeviceBinding.Unbound;
            DriverData = -1;
            JudgeFailure();
        }
    }

    internal void BeginRemove()
    {
        if (Binding == DeviceBinding.Unbound)
        {
            Return();
            return;
        }

        BlockUnless(Binding == DeviceBinding.Bound);
        Binding = DeviceBinding.Busy;
    }

    internal void EndRemove()
    {
        Binding = DeviceBinding.Unbound;
        DriverData = -1;
    }

    private void JudgeSuccess()
    {
        if (Error == ErrorCode.Positive)
        {
            Violate(DriverRequirements.ProbeReturnsErrno);
        }
        else if (!IsDeviceLive(ProbedInstance) || !AreChannelsLive(ProbedInstance))
        {
            Violate(DriverRequirements.SuccessMeansServing);
        }
        else if (!IsInfo(AsReply(CachedInfo(ProbedInstance))))
        {
            Violate(DriverRequirements.InfoIsChecked);
        }
    }

    private void JudgeFailure()
    {
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            if (MemoryIn(Layout.ChannelMemory[ProbedInstance]) != Memory.Quarantined
                && MayDeviceWrite(BufferOf(ProbedInstance, cpu)))
            {
                Violate(DriverRequirements.FailedProbeTellsDevice);
            }
        }
    }

    /// <summary>What PVMC-DEV-022 promises of an answer to INFO.</summary>
    public static bool IsInfo(in Reply reply) =>
        reply is { Errno: 0, Code: 0, Value: >= PageGeometry.Size } && BitOperations.IsPow2(reply.Value);
}
