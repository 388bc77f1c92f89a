// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A theory about hugetlb memory: skipped, loudly, without huge pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HugeTheoryAttribute : TheoryAttribute
{
    public HugeTheoryAttribute() => Skip = HugePages.AreAvailable ? null : HugePages.None;
}
