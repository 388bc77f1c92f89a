// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>What must occur, or a race shows nothing.</summary>
internal static class Situations
{
    internal const string TwoInFlight = "two requests are in flight at once";
    internal const string DropMeetsRequest = "channels are dropped while a request is in flight";
    internal const string RequestAfterDrop = "a command comes when its channel is gone";
    internal const string RequestBeforeDrop = "a request is answered before its channel is dropped";
}
