// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>The bounds of a device: what one guest may make the VMM hold.</summary>
public sealed record DeviceOptions
{
    /// <summary>Channels at a time; REGISTER beyond answers ERROR.</summary>
    public int MaxChannels { get; init; } = 8192;

    /// <summary>The page size that INFO reports, in bytes.</summary>
    public ulong PageSize { get; init; } = (ulong)Environment.SystemPageSize;

    /// <summary>Log records a second about what guests do wrong; more are dropped and counted.</summary>
    public int LogRecordsPerSecond { get; init; } = 10;
}
