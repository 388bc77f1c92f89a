// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>What must occur, or a race of the driver shows nothing.</summary>
internal static class DriverSituations
{
    internal const string Shared = "two ioctls hold the device at once";
    internal const string RemoveMeetsIoctl = "remove begins while an ioctl is in the device";
    internal const string NoDevice = "an ioctl finds no device";
    internal const string Answered = "an ioctl is answered";
    internal const string AnsweredByNext = "an ioctl on an old file is answered by the next device";
    internal const string NoNode = "an open finds no node";
    internal const string Opened = "an open finds the node";
    internal const string SecondRefused = "a second device is refused";
    internal const string SecondBound = "the second device is bound after the first was removed";
    internal const string ClosedInside = "a file is closed while an ioctl on it runs";
    internal const string ReleasedAfterRemove = "a file is released when its device is gone";
    internal const string Quarantined = "channels are kept for good";
    internal const string LateReply = "a reply comes after its register write returned";
    internal const string Unanswered = "an ioctl fails without an answer";
}
