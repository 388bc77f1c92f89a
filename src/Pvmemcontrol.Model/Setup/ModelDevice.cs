// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Setup;

/// <summary>
/// How a device in a world behaves, beyond the transitions of the transport. <see cref="Conforming"/> meets the
/// specification in every point.
/// </summary>
/// <param name="WaitsForRequests">Dropping channels waits until no request on them is in flight (PVMC-DEV-049).</param>
/// <param name="RepliesInTime">A command write returns when the reply is in the buffer (PVMC-DEV-020).</param>
/// <param name="DrainsForSnapshot">A save waits until no request is in flight.</param>
/// <param name="ChecksWhenItActs">A range is checked and acted upon in one step.</param>
/// <param name="SparesChannels">No request makes a channel's page inaccessible to the device (PVMC-DEV-046).</param>
/// <param name="RepliesWhereAsked">A reply goes to the buffer that its request came from.</param>
public sealed record ModelDevice(
    bool WaitsForRequests, bool RepliesInTime, bool DrainsForSnapshot, bool ChecksWhenItActs, bool SparesChannels,
    bool RepliesWhereAsked)
{
    /// <summary>A device that meets the specification.</summary>
    public static readonly ModelDevice Conforming = new(true, true, true, true, true, true);

    /// <summary>A device that performs requests when their register write has returned.</summary>
    public static readonly ModelDevice Posting = Conforming with { RepliesInTime = false };
}
