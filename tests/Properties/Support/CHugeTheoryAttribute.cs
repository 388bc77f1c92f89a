// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A theory about C code on hugetlb memory: skipped, loudly, without a compiler or huge pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CHugeTheoryAttribute : TheoryAttribute
{
    public CHugeTheoryAttribute() => Skip = !CCompiler.IsAvailable ? CFactAttribute.NoCompiler
        : !HugePages.AreAvailable ? HugePages.None
        : null;
}
