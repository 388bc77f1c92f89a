// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Keeps what is logged, at every level.</summary>
internal sealed class ListLogger : ILogger
{
    /// <summary>The records, oldest first.</summary>
    internal List<Record> Records { get; } = [];

    /// <summary>A record.</summary>
    /// <param name="Level">How urgent.</param>
    /// <param name="Text">As an operator reads it.</param>
    /// <param name="Dropped">What it says about records that were not written.</param>
    internal sealed record Record(LogLevel Level, string Text, int Dropped);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> text)
    {
        var values = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
        Records.Add(new Record(logLevel, text(state, exception), (int)values.First(v => v.Key == "Dropped").Value!));
    }
}
