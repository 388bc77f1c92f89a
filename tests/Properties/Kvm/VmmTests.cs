// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// A VMM with a real vCPU keeps its entries, and each broken one is told by the entry that it breaks.
/// </summary>
public sealed class VmmTests
{
    public static TheoryData<string> Broken { get; } =
        [.. typeof(KvmVmm).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(KvmVmm))).Select(t => t.Name)];

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-006")]
    public void A_command_is_performed_before_the_next_instruction() => AssertKept("PVMC-VMM-006");

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-007")]
    public void A_command_is_performed_once_though_the_next_access_faults() => AssertKept("PVMC-VMM-007");

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-010")]
    public void Memory_is_unplugged_when_the_request_in_flight_is_done() => AssertKept("PVMC-VMM-010");

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-011")]
    public void Memory_that_is_plugged_in_can_be_accessed() => AssertKept("PVMC-VMM-011");

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-012")]
    public void An_access_to_a_revoked_page_is_not_answered() => AssertKept("PVMC-VMM-012");

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-014")]
    public void The_guest_sees_what_the_device_discarded() => AssertKept("PVMC-VMM-014");

    [KvmFact]
    [Trait("Requirement", "PVMC-VMM-020")]
    public void Replies_and_discards_are_sent_again() => AssertKept("PVMC-VMM-020");

    [KvmTheory]
    [MemberData(nameof(Broken))]
    public void A_broken_VMM_breaks_the_entry_that_it_is_named_after_and_no_other(string name)
    {
        var type = typeof(KvmVmm).Assembly.GetTypes().Single(t => t.Name == name && t.IsSubclassOf(typeof(KvmVmm)));
        var breaks = type.GetCustomAttribute<BreaksAttribute>()!.Requirement;
        var judge = new VmmJudge(calls => (KvmVmm)Activator.CreateInstance(type, calls)!);
        Assert.Equal([breaks], judge.NotKept());
    }

    [Fact]
    public void Every_entry_that_is_put_to_a_VMM_is_broken_by_one() => Assert.All(VmmJudge.Judged, requirement =>
        Assert.Contains(typeof(KvmVmm).Assembly.GetTypes(), t => t.IsSubclassOf(typeof(KvmVmm))
            && t.GetCustomAttribute<BreaksAttribute>()!.Requirement == requirement.Id.ToString()));

    private static void AssertKept(string requirement) =>
        Assert.True(new VmmJudge((Func<IHostCalls, IHostCalls>? calls) => new KvmVmm(calls)).Keeps(requirement));
}
