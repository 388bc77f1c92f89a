// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>What an operator reads: the mistakes of guests, up to a bound, and nothing about good requests.</summary>
public sealed class LoggingTests : IDisposable
{
    private const int PerSecond = 5;

    private static readonly DeviceOptions Options = new() { LogRecordsPerSecond = PerSecond };
    private static readonly FunctionCode[] Offered =
        [FunctionCode.Info, FunctionCode.DontNeed, FunctionCode.MProtectNone, FunctionCode.MProtectRW];

    private readonly ListLogger _log = new();
    private readonly GuestMemory _memory = new(TestRam.Layout);
    private readonly PvmemcontrolDevice _device;
    private readonly Guest _guest;

    public LoggingTests()
    {
        _device = new PvmemcontrolDevice(_memory, options: Options, logger: _log);
        _guest = new Guest(_device, _memory);
    }

    [Fact]
    public void Good_commands_and_requests_are_not_logged()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        foreach (var function in Offered)
        {
            Assert.Equal(0u, _guest.Send(channel, TestRam.Buffer, new Request(function, TestRam.Page, 4096)).Errno);
        }

        _guest.Do(TransportCommand.Disconnect);
        Assert.Empty(_log.Records);
    }

    [Fact]
    public void A_protocol_error_is_a_warning_that_names_the_command()
    {
        _guest.Do(TransportCommand.Ready);
        var record = Assert.Single(_log.Records);
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Contains("Ready", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_request_is_reported_with_its_errno_for_debugging_only()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        _guest.Send(channel, TestRam.Buffer, new Request(FunctionCode.DontNeed, 0, 4096));
        var record = Assert.Single(_log.Records);
        Assert.Equal(LogLevel.Debug, record.Level);
        Assert.Contains("DONTNEED(0x0, 4096, 0)", record.Text, StringComparison.Ordinal);
        Assert.Contains("EINVAL", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_protocol_errors_writes_no_more_than_the_limit_a_second()
    {
        // The limit holds for seconds of the device's own counting: a flood can meet the end of one and begin the next.
        var start = Stopwatch.GetTimestamp();
        Flood(1000);
        var seconds = 2 + (int)Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(_log.Records.Count, PerSecond, PerSecond * seconds);
    }

    [Fact]
    public void Every_record_that_was_not_written_is_counted_in_a_later_one()
    {
        var errors = Flood(1000);
        var written = _log.Records.Count;
        var start = Stopwatch.GetTimestamp();
        while (_log.Records.Count == written && Stopwatch.GetElapsedTime(start) < Vcpu.Patience)
        {
            Thread.Sleep(20);
            errors += Flood(1);
        }

        Assert.Equal(errors, _log.Records.Count + _log.Records.Sum(r => r.Dropped));
    }

    public void Dispose()
    {
        _device.Dispose();
        _memory.Dispose();
    }

    private int Flood(int errors)
    {
        for (var i = 0; i < errors; i++)
        {
            _guest.Write((uint)TransportCommand.Ack);
        }

        return errors;
    }
}
