// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A call and its result.</summary>
/// <param name="Call">The call, as the model has it.</param>
/// <param name="Argument">What was wrong with an ioctl's arguments.</param>
/// <param name="Events">What the driver did.</param>
/// <param name="Error">What was returned: 0, a negative errno, or what is no errno.</param>
/// <param name="Returned">What an ioctl left in the caller's memory.</param>
/// <param name="OwnReply">What the device replied to this call's request; null when it did not.</param>
internal sealed record CallRecord(
    Call Call, Argument Argument, IReadOnlyList<DriverEvent> Events, int Error, Request? Returned, Reply? OwnReply)
{
    /// <summary>True for a remove or a shutdown that sent requests.</summary>
    internal bool GivesBack =>
        Call is Call.Kexec or Call.Remove && Events.OfType<DriverEvent.ChannelCommand>().Any();

    public override string ToString() =>
        $"{Call}: {Error}{string.Concat(Events.Select(e => $"\n    {e}"))}";
}
