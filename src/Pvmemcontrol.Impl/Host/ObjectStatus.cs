// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pvmemcontrol.Impl.Host;

/// <summary>What fstat(2) tells of a file.</summary>
/// <param name="Inode">Its number; 0 where the kernel says nothing.</param>
/// <param name="AllocatedBytes">The bytes of the pages that it has.</param>
internal readonly record struct ObjectStatus(ulong Inode, ulong AllocatedBytes)
{
    /// <summary>In words of 8 bytes; the structure of 64-bit Linux has 18 on x86-64 and 16 elsewhere.</summary>
    private const int Words = 32;
    private const int InodeWord = 1;
    private const ulong BlockSize = 512;

    /// <summary>The number of fstat(2).</summary>
    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 5 : 80;

    /// <summary>The word of st_blocks is the same everywhere.</summary>
    private const int BlocksWord = 8;

    /// <summary>Asks the kernel.</summary>
    internal static unsafe ObjectStatus Of(SafeFileHandle file)
    {
        var words = stackalloc ulong[Words];

        // SAFETY: the kernel writes one structure, which fits.
        return LibC.FileStatus(Number, file, words) == 0
            ? new ObjectStatus(words[InodeWord], words[BlocksWord] * BlockSize)
            : default;
    }
}
