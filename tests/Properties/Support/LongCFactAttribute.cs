// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A test that needs a C compiler and takes a minute: skipped, loudly, in a short run of the tests.</summary>
public sealed class LongCFactAttribute : FactAttribute
{
    public LongCFactAttribute() => Skip = CCompiler.IsAvailable ? Effort.SkipsLong : CFactAttribute.NoCompiler;
}

/// <summary>The same with cases.</summary>
public sealed class LongCTheoryAttribute : TheoryAttribute
{
    public LongCTheoryAttribute() => Skip = CCompiler.IsAvailable ? Effort.SkipsLong : CFactAttribute.NoCompiler;
}

/// <summary>Cases that take a minute together, without a compiler.</summary>
public sealed class LongTheoryAttribute : TheoryAttribute
{
    public LongTheoryAttribute() => Skip = Effort.SkipsLong;
}
