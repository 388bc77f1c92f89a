// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>A function of the driver that the kernel calls later, in another task.</summary>
/// <param name="Kind">work, timer or RCU callback, for reports.</param>
/// <param name="Owner">The object under whose address it waits.</param>
/// <param name="Function">The function; 0 frees <paramref name="Argument"/>.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="IsReady">When it may run.</param>
internal sealed record Deferred(string Kind, ulong Owner, ulong Function, ulong Argument, Func<bool>? IsReady)
{
    internal bool IsRunning { get; set; }

    /// <summary>The work queue, or 0.</summary>
    internal ulong Queue { get; init; }

    /// <summary>It runs on one CPU, which it does not leave.</summary>
    internal bool IsBound { get; init; }

    /// <summary>Which CPU, or -1 for any.</summary>
    internal int Cpu { get; init; } = -1;
}

/// <summary>Something that the driver core releases after remove, or after a probe that failed.</summary>
/// <param name="Kind">For reports.</param>
/// <param name="Function">A function of the driver, or 0.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="Release">What the kernel does otherwise.</param>
internal sealed record ManagedResource(string Kind, ulong Function, ulong Argument, Action<KernelTask>? Release);
