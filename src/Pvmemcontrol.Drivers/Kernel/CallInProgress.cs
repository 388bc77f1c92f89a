// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>A system call, or what the PCI core does, from its beginning.</summary>
/// <param name="What">The call.</param>
/// <param name="Number">Counted over all calls of the execution: an earlier call has a smaller number.</param>
internal sealed record CallInProgress(Call What, int Number)
{
    /// <summary>What an ioctl passes to the driver.</summary>
    internal Request Request { get; init; }

    /// <summary>The memory of user space that an ioctl was given, when it has returned.</summary>
    internal byte[] Bytes { get; set; } = [];

    /// <summary>How often the device has fetched the request.</summary>
    internal int Fetched { get; set; }

    /// <summary>The reply that the device has given to it, if it has.</summary>
    internal Reply? Reply { get; set; }

    /// <summary>The device left it unanswered, or is gone: what the driver returns is not judged as a reply.</summary>
    internal bool IsUnanswered { get; set; }

    /// <summary>True for the PCI core's calls of the driver.</summary>
    internal bool IsProbeOrRemove => What is Call.Probe or Call.Remove;
}
