// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The log records of the device, for the VMM's operator. Those that a guest can provoke are rate-limited.
/// </summary>
internal sealed partial class DeviceLog(ILogger logger, int perSecond)
{
    private readonly RateLimit _limit = new(perSecond);

    /// <summary>The guest sent an out-of-sequence command, or an invalid buffer.</summary>
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

    /// <summary>A VM reset could not restore pages; the device continues without them.</summary>
    internal void NotUndone(PageMarks about, ulong address, ulong length, Errno errno)
    {
        if (logger.IsEnabled(LogLevel.Error) && _limit.TryTake(out var dropped))
        {
            Left(logger, about, length, address, errno, dropped);
        }
    }

    /// <summary>A saved state was not restored.</summary>
    internal void NotRestored(string reason) => Unrestored(logger, reason);

    [LoggerMessage(LogLevel.Warning, "protocol error at {Command}: {Reason} ({Dropped} records dropped before)")]
    private static partial void Broken(ILogger logger, TransportCommand command, string reason, int dropped);

    [LoggerMessage(LogLevel.Debug, "{Request}: {Errno} ({Dropped} records dropped before)")]
    private static partial void Failed(ILogger logger, Request request, Errno errno, int dropped);

    [LoggerMessage(LogLevel.Error,
        "{About} of {Length} bytes at 0x{Address:x} could not be undone: {Errno} ({Dropped} records dropped before)")]
    private static partial void Left(
        ILogger logger, PageMarks about, ulong length, ulong address, Errno errno, int dropped);

    [LoggerMessage(LogLevel.Error, "the saved state is not restored: {Reason}")]
    private static partial void Unrestored(ILogger logger, string reason);
}
