// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Bench.Throughput;

/// <summary>
/// A scenario of host calls, precomputed: the minimal program that makes these calls and stores these bytes.
/// </summary>
internal sealed class BareScenario
{
    private readonly GuestLayout _layout;
    private readonly ImmutableArray<Action> _actions;
    private readonly byte[] _word = new byte[8];

    internal BareScenario(Scenario scenario)
    {
        _layout = scenario.Layout;
        var mayFault = new bool[_layout.PageCount];
        _actions = [.. scenario.Steps.Select(step => Prepare(step, mayFault))];
    }

    /// <summary>Makes the calls on fresh memory; how many failed.</summary>
    internal int RunCalls() => Run(withAccesses: false);

    /// <summary>Makes the calls and the guest's accesses on fresh memory; how many failed.</summary>
    internal int RunAll() => Run(withAccesses: true);

    private int Run(bool withAccesses)
    {
        var failed = 0;
        using var memory = new GuestMemory(_layout);
        var host = new LinuxHostCalls(memory);
        foreach (var action in _actions)
        {
            if (action.Data is null)
            {
                failed += host.Call(action.Function, action.Region, action.Address, action.Length, 1) == 0 ? 0 : 1;
            }
            else if (withAccesses)
            {
                failed += Access(memory, action) ? 0 : 1;
            }
        }

        return failed;
    }

    private bool Access(GuestMemory memory, Action action)
    {
        switch (action.MayFault, action.Data!.Length)
        {
            case (true, 0):
                return memory.TryRead(action.Address, _word);
            case (true, _):
                return memory.TryWrite(action.Address, action.Data);
            case (false, 0):
                memory.Read(action.Address, _word);
                return true;
            default:
                memory.Write(action.Address, action.Data);
                return true;
        }
    }

    private Action Prepare(Step step, bool[] mayFault)
    {
        switch (step)
        {
            case Step.Fill s:
                var page = new byte[PageGeometry.Size];
                PageImage.FillPattern(s.Page, s.Tag, page);
                return Accessing(_layout.AddressOfPage(s.Page), page, mayFault);
            case Step.Store s:
                return Accessing(s.Address, BitConverter.GetBytes(s.Value), mayFault);
            case Step.Load s:
                return Accessing(s.Address, [], mayFault);
            case Step.HostCall s:
                return Calling(s, mayFault);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "is not about bare host calls");
        }
    }

    private Action Accessing(ulong address, byte[] data, bool[] mayFault) =>
        new() { Address = address, Data = data, MayFault = mayFault[_layout.Place(address, 1).FirstPage] };

    private Action Calling(Step.HostCall step, bool[] mayFault)
    {
        var range = _layout.Place(step.Address, step.Length);
        if (VmaEffects.IsProtection(step.Function) && range.IsGuestRam)
        {
            mayFault.AsSpan(range.FirstPage, range.PageCount).Fill(true);
        }

        var regions = _layout.Regions;
        var region = regions.Single(r => step.Address - r.Start < r.Length);
        return new Action
        {
            Function = step.Function,
            Region = regions.IndexOf(region),
            Address = step.Address - region.Start,
            Length = step.Length,
        };
    }

    /// <summary>A host call, or, with data, a store, or, with none of it, a load.</summary>
    private readonly struct Action
    {
        internal FunctionCode Function { get; init; }

        internal int Region { get; init; }

        internal ulong Address { get; init; }

        internal ulong Length { get; init; }

        internal byte[]? Data { get; init; }

        internal bool MayFault { get; init; }
    }
}
