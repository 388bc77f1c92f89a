// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// What a guest asks for again and again, by number: a handshake, a REGISTER that is refused, each function, each
/// function with a range that is refused, and what the VMM does as often as its guest reboots or it is saved.
/// </summary>
internal static class LeakCalls
{
    /// <summary>RESET, REGISTER, READY. It is part of some of the others, and comes first.</summary>
    internal const int Handshake = 0;

    /// <summary>RESET, and REGISTER of a buffer outside guest RAM.</summary>
    internal const int BadRegister = 1;

    /// <summary>The first function; INFO is <see cref="FunctionCode.Info"/> after it.</summary>
    internal const int Functions = 2;

    /// <summary>The same with a bad range, and an unknown function in place of INFO.</summary>
    internal const int Refusals = Functions + FunctionCodes.Count;

    /// <summary>A handshake, a page that is protected, VM reset.</summary>
    internal const int VmReset = Refusals + FunctionCodes.Count;

    /// <summary>The device is saved, and goes on.</summary>
    internal const int Save = VmReset + 1;

    /// <summary>A saved state is restored into a new device.</summary>
    internal const int Restore = Save + 1;

    /// <summary>How many there are.</summary>
    internal const int Count = Restore + 1;

    /// <summary>The name of each.</summary>
    internal static ImmutableArray<string> Names { get; } = [.. Enumerable.Range(0, Count).Select(NameOf)];

    /// <summary>True for a request, which needs a channel.</summary>
    internal static bool IsRequest(int call) => call is >= Functions and < VmReset;

    /// <summary>True for a request that is refused.</summary>
    internal static bool IsRefusal(int call) => call is >= Refusals and < VmReset;

    /// <summary>The bit of <see cref="LeftOut"/> for the misaligned requests of such a call.</summary>
    internal static int MisalignedBit(int call) => Count + call - Refusals;

    /// <summary>The function of such a call, by name.</summary>
    internal static string FunctionOf(int call) =>
        call == Refusals ? NameOf(call) : FunctionCodes.Name((FunctionCode)(call - Refusals));

    /// <summary>True for what takes much longer than a request.</summary>
    internal static bool IsSlow(int call) => call >= VmReset;

    private static string NameOf(int call) => call switch
    {
        Handshake => "handshake",
        BadRegister => "refused REGISTER",
        Refusals => "unknown function",
        VmReset => "VM reset",
        Save => "save",
        Restore => "restore",
        < Refusals => FunctionCodes.Name((FunctionCode)(call - Functions)),
        _ => $"refused {FunctionOf(call)}",
    };
}
