// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Replies that name their request: each word differs from those of other requests.</summary>
internal static class Replies
{
    private const ulong PageSize = 4096;

    internal static Reply To(Request request) => request.FunctionCode == (ulong)FunctionCode.Info
        ? new Reply(0, 0, PageSize, 1, 0)
        : new Reply(0, 0, request.Address + 1, request.Address + 2, request.Address + 3);
}
