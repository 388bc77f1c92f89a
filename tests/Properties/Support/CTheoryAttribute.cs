// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A theory about C code: skipped, loudly, where there is no compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CTheoryAttribute : TheoryAttribute
{
    public CTheoryAttribute() => Skip = CCompiler.IsAvailable ? null : CFactAttribute.NoCompiler;
}
