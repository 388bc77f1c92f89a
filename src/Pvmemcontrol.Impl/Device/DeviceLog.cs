// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// What the device tells the VMM's operator. Every record is provoked by a guest, so every one is rate-limited.
/// </summary>
internal sealed partial class DeviceLog(ILogger logger, int perSecond)
{
    private readonly RateLimit _limit = new(perSecond);

    /// <summary>The guest spoke out of turn, or named a buffer that cannot be one.</summary>
    internal void ProtocolError(TransportCommand command, string reason)
    {
        if (logger.IsEnabled(LogLevel.Warning) && _limit.TryTake(out var dropped))
        {
            Broken(logger, command, reason, dropped);
        }
    }

    /// <summary>A request was refused or its host call failed.</summary>
    internal void Refused(in Request request, Errno errno)
    {
        if (logger.IsEnabled(LogLevel.Debug) && _limit.TryTake(out var dropped))
        {
            Failed(logger, request, errno, dropped);
        }
    }

    [LoggerMessage(LogLevel.Warning, "protocol error at {Command}: {Reason} ({Dropped} records dropped before)")]
    private static partial void Broken(ILogger logger, TransportCommand command, string reason, int dropped);

    [LoggerMessage(LogLevel.Debug, "{Request}: {Errno} ({Dropped} records dropped before)")]
    private static partial void Failed(ILogger logger, Request request, Errno errno, int dropped);
}
