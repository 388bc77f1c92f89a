// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The task that opens a file.</summary>
/// <param name="IsCapable">The task has CAP_SYS_ADMIN.</param>
public readonly record struct Caller(bool IsCapable);
