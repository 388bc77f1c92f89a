// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The answer to INFO.</summary>
/// <param name="PageSize">The host's page size in bytes: what ranges must be aligned to.</param>
/// <param name="MajorVersion">Of the protocol.</param>
/// <param name="MinorVersion">Of the protocol.</param>
public readonly record struct HostInfo(ulong PageSize, ulong MajorVersion, ulong MinorVersion);
