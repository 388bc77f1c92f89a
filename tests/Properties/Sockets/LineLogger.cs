// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>Keeps what a server says, as lines.</summary>
internal sealed class LineLogger : ILogger
{
    /// <summary>The lines, oldest first.</summary>
    internal ConcurrentQueue<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> text) =>
        Lines.Enqueue($"{text(state, exception)}{exception}");
}
