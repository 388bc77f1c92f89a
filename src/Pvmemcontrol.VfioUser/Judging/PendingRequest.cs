// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>A request whose command is being written.</summary>
/// <param name="Command">The command of the channel.</param>
/// <param name="Buffer">Guest physical address of the buffer.</param>
/// <param name="Before">The buffer when the write began; zeros if its page was gone.</param>
/// <param name="IsThere">Whether the page was there.</param>
internal readonly record struct PendingRequest(uint Command, ulong Buffer, Request Before, bool IsThere);
