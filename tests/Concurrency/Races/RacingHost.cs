// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Microsoft.Coyote.Runtime;
using Pvmemcontrol.Concurrency.Histories;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// Host calls without a host: any task may run while one is in flight. A call returns the errno that the request's
/// argument names, so that every reply identifies its request. Counts what is revoked and locked.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class RacingHost(Schedule schedule) : IHostCalls
{
    private readonly HashSet<ulong> _revoked = [];
    private readonly HashSet<ulong> _locked = [];
    private readonly List<Request> _performed = [];

    /// <summary>Calls that began and did not return.</summary>
    internal int InFlight { get; private set; }

    /// <summary>The calls that were made, undoing excepted.</summary>
    internal IReadOnlyList<Request> Performed => _performed;

    /// <summary>The pages, by offset, that are not both readable and writable.</summary>
    internal IReadOnlySet<ulong> Revoked => _revoked;

    /// <summary>The pages, by offset, that are locked.</summary>
    internal IReadOnlySet<ulong> Locked => _locked;

    /// <inheritdoc/>
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var request = new Request(function, Ram.Start + offset, length, arg);
        schedule.Note($"host: {Words(request)} begins");
        _performed.Add(request);
        History.Perform(request);
        InFlight++;
        if (InFlight > 1)
        {
            schedule.Reach(Situations.TwoInFlight);
        }

        SchedulingPoint.Interleave();
        if (arg == 0)
        {
            Account(function, offset, length);
        }

        schedule.Note($"host: {Words(request)} ends");
        SchedulingPoint.Interleave();
        InFlight--;
        return (Errno)arg;
    }

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length) => Errno.None;

    private static string Words(in Request request) =>
        $"{FunctionCodes.Name(request.Function)} of page {(request.Address - Ram.Start) >> PageGeometry.Shift}";

    private void Account(FunctionCode function, ulong offset, ulong length)
    {
        for (var page = offset; page < offset + length; page += PageGeometry.Size)
        {
            _ = function switch
            {
                FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW => _revoked.Add(page),
                FunctionCode.MProtectRW => _revoked.Remove(page),
                FunctionCode.MLock => _locked.Add(page),
                FunctionCode.MUnlock => _locked.Remove(page),
                _ => false,
            };
        }
    }
}
