// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A guest with one function, bound or not, for tests of one rule each.</summary>
internal sealed class DriverMachine : IDisposable
{
    internal DriverMachine(int cpus = 2, bool hasWrite64 = true, IHostCalls? host = null)
    {
        Real = new PvmemcontrolDevice(Memory, host);
        Device = new ScriptedDevice(Real);
        Kernel = new OneCpuKernel(Memory, cpus);
        Driver = new HardenedDriver(Kernel, Misc);
        Pci = new PciCore(Driver);
        Function = new PciFunction("0000:00:04.0", Device, hasWrite64);
    }

    internal static Caller Root { get; } = new(IsCapable: true);

    internal GuestMemory Memory { get; } = new(DriverRam.Layout);

    internal PvmemcontrolDevice Real { get; }

    internal ScriptedDevice Device { get; }

    internal OneCpuKernel Kernel { get; }

    internal MiscCore Misc { get; } = new();

    internal HardenedDriver Driver { get; }

    internal PciCore Pci { get; }

    internal PciFunction Function { get; }

    /// <summary>A machine whose function is bound.</summary>
    internal static DriverMachine Bound(int cpus = 2, IHostCalls? host = null)
    {
        var machine = new DriverMachine(cpus, host: host);
        if (machine.Pci.Bind(machine.Function) is not 0 and var error)
        {
            throw new InvalidOperationException($"probe returned {error}");
        }

        machine.Device.Accesses.Clear();
        return machine;
    }

    internal PvmemcontrolFile OpenNode() => PvmemcontrolFile.Open(Misc, Root);

    internal OpenFile OpenFile()
    {
        Misc.Open(Root, OpenFlags.ReadWrite, out var file);
        return file!;
    }

    /// <summary>An ioctl with the driver's number; what it returned, and what it left in the caller's memory.</summary>
    internal static (int Error, Reply Reply) Ask(OpenFile file, in Request request)
    {
        var user = new FaultyUserMemory(0x1000, Argument.Good);
        user.Put(request);
        var error = file.Ioctl(IoctlAbi.VmmCall, 0x1000, user);
        return (error, user.GetReply());
    }

    public void Dispose()
    {
        Real.Dispose();
        Memory.Dispose();
    }

    /// <summary>A kernel on whose CPU 0, or another, every task is.</summary>
    internal sealed class OneCpuKernel(GuestMemory memory, int cpus)
        : GuestKernel(memory, DriverRam.HeapStart, DriverRam.HeapSize, cpus)
    {
        private int _cpu;

        public override int CurrentCpu => _cpu;

        internal void Migrate(int cpu) => _cpu = cpu;
    }
}
