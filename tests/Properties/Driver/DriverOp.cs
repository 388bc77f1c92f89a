// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>An operation on the driver: by a user, the PCI core, or the machine.</summary>
internal abstract record DriverOp
{
    internal sealed record Probe(int Device) : DriverOp;

    internal sealed record Remove(int Device) : DriverOp;

    internal sealed record Open(int File, bool IsCapable = true, bool IsExclusive = false) : DriverOp;

    /// <param name="File">The open file.</param>
    /// <param name="Request">What is asked for.</param>
    /// <param name="Cpu">The CPU that the task is on; taken modulo their number.</param>
    /// <param name="Argument">Whether the number and the pointer are good.</param>
    /// <param name="IsOnChannel">The range is moved to where a channel is, if there is one.</param>
    internal sealed record Ioctl(
        int File, Request Request, int Cpu = 0, Argument Argument = Argument.Good, bool IsOnChannel = false) : DriverOp;

    internal sealed record Release(int File) : DriverOp;

    /// <summary>The device is pulled out.</summary>
    internal sealed record Vanish(int Device) : DriverOp;

    internal sealed record Hibernate(int Device) : DriverOp;

    /// <summary>Another kernel takes over; nothing comes after it.</summary>
    internal sealed record Kexec : DriverOp;
}
