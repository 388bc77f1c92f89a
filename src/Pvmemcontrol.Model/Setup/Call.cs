// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Model.Setup;

/// <summary>One thing that an actor of a world does: a system call, or what the PCI core or the VMM does.</summary>
public abstract record Call
{
    private Call()
    {
    }

    /// <summary>What the actor does, in words.</summary>
    public abstract override string ToString();

    /// <summary>open(2).</summary>
    /// <param name="Number">The open file that it makes.</param>
    /// <param name="IsCapable">The task has CAP_SYS_ADMIN.</param>
    /// <param name="IsExclusive">O_EXCL is asked for.</param>
    /// <param name="Device">The PCI device whose node is opened, with a driver that makes one for each.</param>
    public sealed record Open(int Number, bool IsCapable = true, bool IsExclusive = false, int Device = 0) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"open file {Number}{(IsCapable ? "" : " without CAP_SYS_ADMIN")}"
            + $"{(IsExclusive ? " with O_EXCL" : "")}{(Device == 0 ? "" : $" of device {Device}")}";
    }

    /// <summary>ioctl(2).</summary>
    /// <param name="Number">The open file.</param>
    /// <param name="Kind">What is asked for.</param>
    public sealed record Ioctl(int Number, RequestKind Kind = RequestKind.DontNeed) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"ioctl {RequestKinds.Describe(Kind)} on file {Number}";
    }

    /// <summary>The last close(2).</summary>
    /// <param name="Number">The open file.</param>
    public sealed record Release(int Number) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"close file {Number}";
    }

    /// <summary>The PCI core binds a device.</summary>
    /// <param name="Device">The PCI device.</param>
    /// <param name="Instance">Which allocations this probe makes; one probe each.</param>
    public sealed record Probe(int Device, int Instance) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"probe device {Device}";
    }

    /// <summary>The PCI core unbinds a device, if it is bound.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record Remove(int Device) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"remove device {Device}";
    }

    /// <summary>The device is pulled out: from here on its registers read as ones.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record Vanish(int Device) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"device {Device} is pulled out";
    }

    /// <summary>A vCPU that is not this driver's writes a transport command.</summary>
    /// <param name="Device">The PCI device.</param>
    /// <param name="Command">The command.</param>
    public sealed record Alien(int Device, TransportCommand Command) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"writes {Command.ToString().ToUpperInvariant()} to device {Device}";
    }

    /// <summary>The VMM performs the requests of a device that does not do so in the vCPU's own time.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record Posted(int Device) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"performs the posted requests of device {Device}";
    }

    /// <summary>kexec: the driver's shutdown hook, if it has one, then another kernel owns the memory.</summary>
    public sealed record Kexec : Call
    {
        /// <inheritdoc/>
        public override string ToString() => "kexec";
    }

    /// <summary>Hibernation and resume: the device loses its state in between.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record Hibernate(int Device) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"hibernate and resume (device {Device})";
    }

    /// <summary>The kernel crashes; a crash kernel in memory of its own writes a dump.</summary>
    public sealed record Crash : Call
    {
        /// <inheritdoc/>
        public override string ToString() => "crash";
    }

    /// <summary>A CPU goes offline.</summary>
    /// <param name="Cpu">Which.</param>
    public sealed record Offline(int Cpu) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => $"take CPU {Cpu} offline";
    }

    /// <summary>The VMM saves the machine, and another VMM restores it from there.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record Snapshot(int Device) : Call
    {
        /// <inheritdoc/>
        public override string ToString() => "save and restore";
    }

    /// <summary>The VMM takes a memory region out of the guest and maps something else there.</summary>
    public sealed record Unplug : Call
    {
        /// <inheritdoc/>
        public override string ToString() => "unplug the memory";
    }
}
