// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>What the server says about its clients.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(LogLevel.Warning, "{Socket}: guest RAM at 0x{Address:x} came without a descriptor and is left out; "
        + "the VMM must share it (QEMU: a memory backend with share=on)")]
    internal static partial void NotShared(this ILogger logger, string socket, ulong address);

    [LoggerMessage(LogLevel.Warning, "{Socket}: guest RAM at 0x{Address:x} is left out: {Reason}")]
    internal static partial void LeftOut(this ILogger logger, string socket, ulong address, string reason);

    [LoggerMessage(LogLevel.Warning, "{Socket}: the connection is closed: {Reason}")]
    internal static partial void Closed(this ILogger logger, string socket, string reason);

    [LoggerMessage(LogLevel.Error, "{Socket}: the connection is closed")]
    internal static partial void Failed(this ILogger logger, string socket, Exception exception);
}
