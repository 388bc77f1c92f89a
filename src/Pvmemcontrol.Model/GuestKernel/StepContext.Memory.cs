// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>
/// Memory: for each probe the device structure, the channels of all CPUs, and the buffer for INFO. No two probes get
/// the same memory, so that a use after free is seen.
/// </content>
public readonly ref partial struct StepContext
{
    /// <summary>True while a probe's device structure is allocated.</summary>
    public bool IsDeviceLive(int instance) => MemoryIn(Layout.DeviceMemory[instance]) == Memory.Live;

    /// <summary>True while a probe's channels are allocated.</summary>
    public bool AreChannelsLive(int instance) => MemoryIn(Layout.ChannelMemory[instance]) == Memory.Live;

    /// <summary>True once a probe's channels were allocated, even if they were freed since.</summary>
    public bool WereChannelsMade(int instance) => MemoryIn(Layout.ChannelMemory[instance]) != Memory.None;

    /// <summary>kzalloc() of the device structure; false when there was no memory.</summary>
    public bool AllocateDevice(int instance) => Allocate(Layout.DeviceMemory[instance]);

    /// <summary>kzalloc() of the buffer for INFO; false when there was no memory.</summary>
    public bool AllocateInfoBuffer(int instance) => Allocate(Layout.InfoMemory[instance]);

    /// <summary>
    /// alloc_percpu() of the channels. Choices from 2 on: the buffer of CPU (choice - 2) crosses a page boundary, and
    /// its two parts are not next to each other in physical memory.
    /// </summary>
    /// <param name="instance">The probe.</param>
    /// <param name="isAligned">True when the alignment asked for keeps every buffer within a page.</param>
    /// <returns>False when there was no memory.</returns>
    public bool AllocateChannels(int instance, bool isAligned)
    {
        if (_choice >= 2 && (isAligned || !SpendFault(Faults.Straddles)))
        {
            Block();
            return false;
        }

        if (!Allocate(Layout.ChannelMemory[instance]))
        {
            return false;
        }

        ForgetChannels(instance);
        Set(Layout.Straddles[_states.DeviceOf(instance)], _choice >= 2 ? _choice - 1 : 0);
        return true;
    }

    /// <summary>kfree() of the device structure; of NULL it does nothing.</summary>
    public void FreeDevice(int instance) => Free(Layout.DeviceMemory[instance]);

    /// <summary>kfree() of the buffer for INFO.</summary>
    public void FreeInfoBuffer(int instance) => Free(Layout.InfoMemory[instance]);

    /// <summary>free_percpu() of the channels: others own the memory from here on.</summary>
    public void FreeChannels(int instance)
    {
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            if (MayDeviceWrite(BufferOf(instance, cpu)))
            {
                Violate(DriverRequirements.FreedAfterAcknowledgement);
            }
        }

        Free(Layout.ChannelMemory[instance]);
        ForgetChannels(instance);
    }

    /// <summary>Quarantines the channels: the device never acknowledged that it dropped them.</summary>
    public void QuarantineChannels(int instance)
    {
        Set(Layout.ChannelMemory[instance], (int)Memory.Quarantined);
        ForgetChannels(instance);
    }

    /// <summary>Follows a pointer to the device structure.</summary>
    public void UseDevice(int instance, Requirement requirement)
    {
        if (!IsDeviceLive(instance))
        {
            Violate(requirement);
        }
    }

    private static bool IsGivenBack(Memory memory) => memory is Memory.None or Memory.Freed;

    private Memory MemoryIn(in BitField field) => (Memory)Get(field);

    private bool Allocate(in BitField field)
    {
        if (!Succeeds())
        {
            return false;
        }

        Set(field, (int)Memory.Live);
        return true;
    }

    private void Free(in BitField field)
    {
        if (MemoryIn(field) is Memory.Freed or Memory.Quarantined)
        {
            Violate(DriverRequirements.NothingIsUsedAfterRemove);
        }
        else if (MemoryIn(field) == Memory.Live)
        {
            Set(field, (int)Memory.Freed);
        }
    }

    /// <summary>Memory that the driver no longer owns does not distinguish states.</summary>
    private void ForgetChannels(int instance)
    {
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            var place = PlaceOf(BufferOf(instance, cpu));
            Set(Layout.Content[place], BufferContents.Zero);
            Set(Layout.Command[place], TransportTable.NoCommand);
            Set(Layout.IsBad[place], 0);
        }
    }
}
