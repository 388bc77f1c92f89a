// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Kvm;

/// <summary>Holds what the catalogue says about KVM against the KVM of this kernel.</summary>
/// <param name="makeStage">Makes a guest over fresh memory of a backing.</param>
public sealed class KvmFacts(Func<Backing, KvmStage> makeStage)
{
    private const int Page = 1;
    private const int OtherPage = 2;

    private static readonly ImmutableArray<Backing> Backings =
        [Backing.PrivateAnonymous, Backing.SharedMemory, Backing.PrivateFile];

    private static readonly ImmutableArray<FunctionCode> Discards =
        [FunctionCode.DontNeed, FunctionCode.Remove, FunctionCode.Free, FunctionCode.PageOut];

    /// <summary>A fact, and how this kernel differs from it; null where it does not.</summary>
    public sealed record Fact(Requirement Requirement, string? Difference);

    /// <summary>How many host calls were made.</summary>
    public long HostCalls { get; private set; }

    /// <summary>All facts, each on every backing.</summary>
    /// <exception cref="Impl.Host.HostException">There are no real vCPUs here; one line.</exception>
    public ImmutableArray<Fact> Check() =>
    [
        Check(KvmRequirements.DiscardsAreSeen, Discarded),
        Check(KvmRequirements.NativeAccessIsRefused, Refused),
        Check(KvmRequirements.RefusedAccessGoesOn, TriedAgain),
        Check(KvmRequirements.EmulatedAccessIsMmio, Emulated),
        Check(KvmRequirements.NoSlotIsMmio, WithoutSlot),
        Check(KvmRequirements.SlotsFollowAddresses, MappedAnew),
        Check(KvmRequirements.StoresAreLogged, Logged),
        Check(KvmRequirements.OthersAreNotLogged, NotLogged),
    ];

    private Fact Check(Requirement requirement, Func<KvmStage, string?> look)
    {
        foreach (var backing in Backings)
        {
            using var stage = makeStage(backing);
            var difference = look(stage);
            HostCalls += stage.Calls;
            if (difference is not null)
            {
                return new Fact(requirement, $"{difference} ({backing})");
            }
        }

        return new Fact(requirement, null);
    }

    private static string? Discarded(KvmStage stage)
    {
        foreach (var function in Discards)
        {
            if (Done(stage.Store(Page)) is { } stopped)
            {
                return stopped;
            }

            // A backing may not know the function; what it did is in the mapping in any case. The guest looks first.
            _ = stage.Call(function, Page);
            var exit = stage.Load(Page);
            if (Done(exit) is { } why)
            {
                return $"a load after {FunctionCodes.Name(function)}: {why}";
            }

            var (loaded, held) = (stage.Loaded(), stage.Peek(Page));
            if (loaded != held)
            {
                return $"after {FunctionCodes.Name(function)} the guest loads 0x{loaded:x}, and the host 0x{held:x}";
            }
        }

        return null;
    }

    private static string? Refused(KvmStage stage) =>
        RefusedAfter(stage, FunctionCode.MProtectNone, s => s.Load(Page), "a load")
        ?? RefusedAfter(stage, FunctionCode.MProtectNone, s => s.Store(Page), "a store")
        ?? RefusedAfter(stage, FunctionCode.MProtectR, s => s.Store(Page), "a store");

    private static string? RefusedAfter(
        KvmStage stage, FunctionCode function, Func<KvmStage, VcpuExit> access, string what)
    {
        _ = stage.Call(FunctionCode.MProtectRW, Page);
        var before = stage.Peek(Page);
        _ = stage.Call(function, Page);
        var exit = access(stage);
        _ = stage.Call(FunctionCode.MProtectRW, Page);
        return exit is not VcpuExit.Refused ? $"{what} under {FunctionCodes.Name(function)}: {exit}"
            : stage.Peek(Page) != before ? $"{what} under {FunctionCodes.Name(function)} landed"
            : null;
    }

    private static string? TriedAgain(KvmStage stage)
    {
        _ = stage.Call(FunctionCode.MProtectNone, Page);
        var first = stage.Store(Page);
        _ = stage.Call(FunctionCode.MProtectRW, Page);
        return first is not VcpuExit.Refused ? $"a store under MPROTECT_NONE: {first}"
            : Done(stage.GoOn()) ?? (stage.Peek(Page) == KvmStage.Mark ? null : "the store is lost");
    }

    private static string? Emulated(KvmStage stage)
    {
        foreach (var function in new[] { FunctionCode.MProtectNone, FunctionCode.MProtectR })
        {
            _ = stage.Call(function, Page);
            var exit = stage.Move(Page);
            if (exit is not VcpuExit.Mmio { IsWrite: true } mmio || mmio.Address != stage.AddressOf(Page))
            {
                return $"a store under {FunctionCodes.Name(function)}: {exit}";
            }

            // The access that the vCPU is in the middle of is completed before the next program.
            if (Done(stage.GoOn()) is { } stopped)
            {
                return stopped;
            }
        }

        return null;
    }

    private static string? WithoutSlot(KvmStage stage)
    {
        if (Done(stage.Load(Page)) is { } stopped)
        {
            return stopped;
        }

        stage.DeleteSlot();
        var exit = stage.Load(Page);
        return exit is VcpuExit.Mmio { IsWrite: false } mmio && mmio.Address == stage.AddressOf(Page)
            ? null
            : $"a load after the slot was deleted: {exit}";
    }

    private static string? MappedAnew(KvmStage stage)
    {
        if (Done(stage.Store(Page)) is { } stopped)
        {
            return stopped;
        }

        // Where something else took the addresses meanwhile, there is nothing to see.
        if (!stage.MapAnew())
        {
            return null;
        }

        var exit = stage.Load(Page);
        return Done(exit) ?? (stage.Loaded() == stage.Peek(Page) ? null : "the guest loads from the old mapping");
    }

    private static string? Logged(KvmStage stage)
    {
        _ = stage.TakeLog();
        return Done(stage.Store(Page)) ?? (stage.TakeLog() == 1UL << Page ? null : "the store is not in the log");
    }

    private static string? NotLogged(KvmStage stage)
    {
        if ((Done(stage.Store(Page)) ?? Done(stage.Store(OtherPage))) is { } stopped)
        {
            return stopped;
        }

        _ = stage.TakeLog();
        stage.Poke(OtherPage);
        _ = stage.Call(FunctionCode.DontNeed, Page);
        _ = stage.Call(FunctionCode.Remove, Page);
        return stage.TakeLog() is var log and not 0 ? $"the log has pages 0x{log:x}" : null;
    }

    /// <summary>Why a program did not come to its end; null when it did.</summary>
    private static string? Done(VcpuExit exit) => KvmStage.IsDone(exit) ? null : $"the guest stopped: {exit}";
}
