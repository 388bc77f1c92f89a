// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace Pvmemcontrol.Cli;

/// <summary>Log records as lines on standard error, from warnings upwards.</summary>
internal sealed class LineLog : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            var because = exception is null ? "" : $": {exception.Message}";
            Console.Error.WriteLine($"pvmemcontrol: {formatter(state, exception)}{because}");
        }
    }
}
