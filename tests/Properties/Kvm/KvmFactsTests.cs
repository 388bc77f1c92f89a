// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Conformance.Kvm;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>The KVM of this kernel does what the catalogue says, and a KVM that does not is noticed.</summary>
public sealed class KvmFactsTests
{
    public static TheoryData<string> Others { get; } =
        [.. typeof(KvmFactsTests).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(KvmStage))).Select(t => t.Name)];

    [KvmFact]
    [Trait("Requirement", "PVMC-HOST")]
    public void KVM_does_what_the_catalogue_says() => Assert.All(
        new KvmFacts(backing => new KvmStage(backing)).Check(), fact => Assert.Null(fact.Difference));

    [KvmTheory]
    [MemberData(nameof(Others))]
    public void A_KVM_that_differs_is_noticed_by_the_fact_that_it_contradicts(string name)
    {
        var type = typeof(KvmFactsTests).Assembly.GetTypes().Single(t => t.Name == name);
        var facts = new KvmFacts(backing => (KvmStage)Activator.CreateInstance(type, backing)!).Check();
        var breaks = type.GetCustomAttribute<BreaksAttribute>()!.Requirement;
        Assert.Contains(breaks, facts.Where(f => f.Difference is not null).Select(f => f.Requirement.Id.ToString()));
    }
}
