// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>The range of Linux error numbers, and their names.</summary>
public static class Errnos
{
    /// <summary>The largest error number that the kernel uses (MAX_ERRNO).</summary>
    public const uint Max = 4095;

    /// <summary>True for 1 to <see cref="Max"/>.</summary>
    public static bool IsError(ulong value) => value is > 0 and <= Max;

    /// <summary>The name with the number, or only the number if the specification has no name for it.</summary>
    public static string Describe(ulong value) =>
        value <= Max && Enum.IsDefined((Errno)value) ? value == 0 ? "0" : $"{(Errno)value} ({value})" : $"{value}";
}
