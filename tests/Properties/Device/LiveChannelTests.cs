// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>
/// The busy flag of a channel. A vCPU may have looked the channel up long before it gets to take it: then only the flag
/// stands between it and a buffer that is no longer the device's.
/// </summary>
public sealed class LiveChannelTests
{
    private readonly LiveChannel _channel = new(TestRam.Buffer, default);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_dropped_channel_lets_no_request_in()
    {
        _channel.Drop();
        Assert.False(_channel.TryEnter());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_channel_can_be_dropped_again()
    {
        _channel.Drop();
        _channel.Drop();
        Assert.False(_channel.TryEnter());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_drop_waits_until_the_request_leaves()
    {
        Assert.True(_channel.TryEnter());
        var dropping = Vcpu.Start(_channel.Drop);
        Assert.False(dropping.EndsWithin(Vcpu.Watch));
        _channel.Leave();
        dropping.Join();
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_request_that_waited_gets_in_before_the_drop_returns_or_never()
    {
        for (var race = 0; race < 100; race++)
        {
            var channel = new LiveChannel(TestRam.Buffer, default);
            var isDropped = false;
            var isLate = false;
            Assert.True(channel.TryEnter());
            var waiting = Vcpu.Start(() =>
            {
                if (channel.TryEnter())
                {
                    isLate = Volatile.Read(ref isDropped);
                    channel.Leave();
                }
            });
            var dropping = Vcpu.Start(() =>
            {
                channel.Drop();
                Volatile.Write(ref isDropped, true);
            });
            channel.Leave();
            dropping.Join();
            waiting.Join();
            Assert.False(isLate);
            Assert.False(channel.TryEnter());
        }
    }
}
