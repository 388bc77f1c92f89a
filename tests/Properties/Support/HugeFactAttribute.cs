// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A fact about hugetlb memory: skipped, loudly, without huge pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HugeFactAttribute : FactAttribute
{
    public HugeFactAttribute() => Skip = HugePages.AreAvailable ? null : HugePages.None;
}
