// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The object behind a region of shared memory, for another process to map.</summary>
/// <param name="File">A memfd, or a file in memory; owned, and closed, by the code that mapped it.</param>
/// <param name="Offset">Where in it the region begins, in bytes.</param>
public readonly record struct SharedObject(SafeFileHandle File, ulong Offset);
