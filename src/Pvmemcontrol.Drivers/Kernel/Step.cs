// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>
/// What a procedure of the kernel does next: a point at which another task may run first, or a call of a function of
/// the driver.
/// </summary>
internal readonly struct Step
{
    private Step(string? text, int place, bool isWrite, Func<bool>? isReady, ulong function, ulong first, ulong second,
        ulong third)
    {
        (Text, Place, IsWrite, IsReady) = (text, place, isWrite, isReady);
        (Function, First, Second, Third) = (function, first, second, third);
    }

    /// <summary>What happens when the task goes on from this point; null when no reader cares.</summary>
    internal string? Text { get; }

    /// <summary>What it happens to: a place of memory or an object of the kernel.</summary>
    internal int Place { get; }

    /// <summary>Two such steps at one place do not commute.</summary>
    internal bool IsWrite { get; }

    /// <summary>When the task can go on; null: always.</summary>
    internal Func<bool>? IsReady { get; }

    /// <summary>The function of the driver to call, or 0.</summary>
    internal ulong Function { get; }

    internal ulong First { get; }

    internal ulong Second { get; }

    internal ulong Third { get; }

    /// <summary>Memory that the step reads or writes beside its place; its length in bytes.</summary>
    internal (ulong Address, int Size, bool IsWrite) Memory { get; private init; }

    /// <summary>The task gives way: another task that can run runs first.</summary>
    internal bool Yields { get; private init; }

    /// <summary>It also goes on when nothing else can run: a timeout.</summary>
    internal bool TimesOut { get; private init; }

    internal static Step At(int place, string? text, bool isWrite = true) => new(text, place, isWrite, null, 0, 0, 0,
        0);

    internal static Step When(int place, string? text, Func<bool> isReady, bool isWrite = true) =>
        new(text, place, isWrite, isReady, 0, 0, 0, 0);

    internal static Step Call(ulong function, ulong first = 0, ulong second = 0, ulong third = 0) =>
        new(null, 0, false, null, function, first, second, third);

    internal Step On(ulong address, int size, bool isWrite) => this with { Memory = (address, size, isWrite) };

    internal static Step Yield(int place, string text) => At(place, text) with { Yields = true };

    internal Step OrTimeout() => this with { TimesOut = true };
}
