// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>The numbers of places that are no memory: objects of the kernel and the devices.</summary>
internal static class Objects
{
    internal const int First = Native.NativeCore.Places;
    internal const int MiscMutex = First;
    internal const int Modules = First + 1;
    internal const int Nodes = First + 2;
    internal const int Work = First + 3;
    internal const int Rcu = First + 4;
    internal const int Users = First + 5;
    internal const int Numbers = First + 6;
    internal const int PciCore = First + 7;
    internal const int Start = First + 8;
    internal const int Count = First + 40;

    /// <summary>The device lock of a PCI device.</summary>
    internal static int DeviceLock(int device) => First + 10 + device;

    /// <summary>The registers of a device.</summary>
    internal static int Registers(int device) => First + 14 + device;

    /// <summary>A CPU, while a task keeps it to itself.</summary>
    internal static int Cpu(int cpu) => First + 18 + cpu;
}
