// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>The state of a lock, counter or queue that lies in the driver's memory.</summary>
/// <param name="Address">Where.</param>
/// <param name="Place">The place of that address.</param>
internal sealed record KernelObject(ulong Address, int Place)
{
    /// <summary>Who holds it alone.</summary>
    internal KernelTask? Owner { get; set; }

    /// <summary>Who holds it beside others, once for each time.</summary>
    internal List<KernelTask> Readers { get; } = [];

    /// <summary>A count: completions done, references, wake-ups so far.</summary>
    internal long Count { get; set; }

    /// <summary>complete_all, percpu_ref_kill, work that is queued.</summary>
    internal bool IsSet { get; set; }

    /// <summary>A function of the driver: release of a reference, work.</summary>
    internal ulong Function { get; set; }

    /// <summary>Pointers by number, for idr and the like; null is a number without a pointer.</summary>
    internal SortedDictionary<long, ulong>? Table { get; set; }

    internal bool IsFree => Owner is null && Readers.Count == 0;
}

/// <summary>A character device that user space can open.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Operations">struct file_operations.</param>
/// <param name="Misc">struct miscdevice, or 0.</param>
/// <param name="Cdev">struct cdev, or 0.</param>
internal sealed record DeviceNode(string Name, ulong Operations, ulong Misc, ulong Cdev)
{
    /// <summary>The device number, as in dev_t.</summary>
    internal uint Number { get; init; }

    /// <summary>It has appeared in /dev.</summary>
    internal bool IsVisible { get; set; }

    /// <summary>References to the cdev: its registration and its open files.</summary>
    internal int References { get; set; } = 1;

    internal bool IsRegistered { get; set; } = true;
}

/// <summary>An open file of user space.</summary>
/// <param name="Node">What was opened.</param>
/// <param name="File">struct file.</param>
/// <param name="Inode">struct inode.</param>
internal sealed record OpenFile(DeviceNode Node, ulong File, ulong Inode);
