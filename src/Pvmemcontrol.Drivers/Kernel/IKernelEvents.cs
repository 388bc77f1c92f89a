// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>What the kernel and the devices tell the oracles. None of them changes what happens.</summary>
internal interface IKernelEvents
{
    /// <summary>The driver is about to access memory that it must not access; the execution ends.</summary>
    void InvalidAccess(KernelTask task, ulong address, ulong size, AccessFlags flags, ulong pc);

    /// <summary>A function of the kernel was given memory that is not allocated; the execution ends.</summary>
    void InvalidFree(KernelTask task, ulong address, string function, Allocation? near);

    /// <summary>Memory is about to be freed.</summary>
    void Freeing(KernelTask task, Allocation allocation);

    /// <summary>The driver accesses memory at a point of the search.</summary>
    void Accessing(KernelTask task, ulong address, ulong size, AccessFlags flags);

    /// <summary>Something that sleeps was called where the task must not sleep.</summary>
    void SleepsInAtomic(KernelTask task, string function);

    /// <summary>A lock or another object of the kernel is used against its rules.</summary>
    /// <param name="task">Who does it.</param>
    /// <param name="what">In words.</param>
    /// <param name="isFatal">Nothing that happens afterwards can be judged.</param>
    void Misuse(KernelTask task, string what, bool isFatal);

    /// <summary>WARN or an error counter of the kernel: said in the trace only.</summary>
    void Warned(KernelTask task, string what);

    /// <summary>The driver crashed, recursed or spun.</summary>
    void Died(KernelTask task, string how);

    /// <summary>A call from user space or from the PCI core has returned.</summary>
    void Returned(KernelTask task, CallInProgress call, long result);

    /// <summary>A register of a device is about to be accessed.</summary>
    void RegisterAccess(KernelTask task, int device, bool isMapped, ulong offset, int width, ulong? written);

    /// <summary>A register was read.</summary>
    void RegisterRead(KernelTask task, int device, ulong offset, uint value);

    /// <summary>REGISTER was acknowledged.</summary>
    void Registered(KernelTask task, int device, ulong physical);

    /// <summary>A value was written that is no transport command, and no live channel's.</summary>
    void UnknownCommand(KernelTask task, int device, uint value);

    /// <summary>The device fetches a request.</summary>
    void Fetched(KernelTask task, int device, ulong physical, Request request);

    /// <summary>The device has stored a reply, or will not: null.</summary>
    void Replied(KernelTask task, int device, ulong physical, Request request, Reply? reply);

    /// <summary>The device touches a buffer that is not memory of the driver any more.</summary>
    void TouchesFreedBuffer(KernelTask task, int device, ulong physical);

    /// <summary>misc_register of an entry that is registered already.</summary>
    void RegisteredTwice(KernelTask task, string name);

    /// <summary>Another kernel takes the memory over.</summary>
    void HandedOver(KernelTask task);

    /// <summary>Every page is read for the image of hibernation.</summary>
    void ImageWritten(KernelTask task);

    /// <summary>The guest runs again after hibernation.</summary>
    void Thawed(KernelTask task);

    /// <summary>The device lost its state, as in hibernation.</summary>
    void StateLost(int device);
}
