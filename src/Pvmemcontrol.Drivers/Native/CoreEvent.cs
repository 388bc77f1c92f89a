// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pvmemcontrol.Drivers.Native;

/// <summary>Why a fiber returned to the explorer: enum pvmkit_kind of core.h.</summary>
internal enum EventKind : uint
{
    Call = 1,
    Invoked,
    Read,
    Write,
    Bad,
    Overrun,
    Fault,
    Step,
}

/// <summary>enum pvmkit_flags of core.h.</summary>
[Flags]
internal enum AccessFlags : uint
{
    None = 0,
    Write = 1,
    Marked = 2,
}

[InlineArray(6)]
internal struct SixWords
{
    private ulong _first;
}

/// <summary>struct pvmkit_event of core.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CoreEvent
{
    internal EventKind Kind;
    internal AccessFlags Flags;
    internal ulong Pc;
    internal ulong Address;
    internal ulong Size;
    internal ulong Name;
    internal SixWords Args;
    internal ulong Result;
    internal ulong Value;
    internal ulong Invoke;
    internal SixWords InvokeArgs;
}

[InlineArray(128)]
internal struct CallPcs
{
    private ulong _first;
}

/// <summary>struct pvmkit_fiber of core.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Fiber
{
    internal ulong StackPointer;
    internal ulong StackLow;
    internal ulong Steps;
    internal ulong StopAt;
    internal uint Depth;
    internal uint Number;
    internal CallPcs Calls;
}
