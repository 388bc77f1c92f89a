// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>What holds of every device whose host calls a test can hold back.</summary>
public abstract class QuiescenceContract
{
    /// <summary>RESET, DISCONNECT, and a protocol error.</summary>
    public static TheoryData<TransportCommand> Drops { get; } =
        [TransportCommand.Reset, TransportCommand.Disconnect, TransportCommand.Ack];

    /// <summary>Guest physical address of the channel's buffer.</summary>
    protected abstract ulong Buffer { get; }

    [Theory]
    [MemberData(nameof(Drops))]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_drop_returns_when_the_request_in_flight_is_done_and_not_before(TransportCommand drop) =>
        Assert.Null(Quiescence.FindInHeldRequest(Create, drop, Buffer, Vcpu.Watch));

    [Theory]
    [MemberData(nameof(Drops))]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_request_that_races_a_drop_leaves_the_buffer_alone_afterwards(TransportCommand drop) =>
        Assert.Null(Quiescence.FindInRaces(
            memory => Create(memory, new LinuxHostCalls(memory)), drop, Buffer, 300, TimeSpan.FromMicroseconds(20)));

    /// <summary>A device before its first RESET.</summary>
    protected abstract IMmioDevice Create(GuestMemory memory, IHostCalls host);
}
