// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>What a variant of the driver keeps, so that worlds have no bits for what it does not.</summary>
[Flags]
public enum DriverState
{
    /// <summary>A pointer to the one device (pvmemcontrol.c:91).</summary>
    Global = 1,

    /// <summary>Which device the driver serves, under a mutex.</summary>
    Owner = 2,

    /// <summary>The PCI device's driver data.</summary>
    DriverData = 4,

    /// <summary>A character device for each PCI device, and in each file a pointer to it.</summary>
    Node = 8,

    /// <summary>One node of the misc class.</summary>
    Misc = 16,

    /// <summary>A buffer with each open file (pvmemcontrol.c:215).</summary>
    FileBuffer = 32,

    /// <summary>An allocated buffer for INFO (pvmemcontrol.c:362).</summary>
    InfoBuffer = 64,

    /// <summary>A mark that a channel must not be used any more.</summary>
    BadChannels = 128,

    /// <summary>A buffer on the stack of ioctl.</summary>
    StackBuffer = 256,

    /// <summary>A lock that readers and writers take, and spin for.</summary>
    SpinLock = 512,

    /// <summary>A lock that readers and writers take, and sleep for.</summary>
    Semaphore = 1024,

    /// <summary>What it had revoked or locked.</summary>
    Lasting = 2048,
}
