// SPDX-License-Identifier: Apache-2.0

using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A test that needs a C compiler and takes a while: skipped, loudly, in a short run of the tests.</summary>
[TraitDiscoverer(LongDiscoverer.Type, LongDiscoverer.Assembly)]
public sealed class LongCFactAttribute : FactAttribute, ITraitAttribute
{
    public LongCFactAttribute() => Skip = CCompiler.IsAvailable ? Effort.SkipsLong : CFactAttribute.NoCompiler;
}

/// <summary>The same with cases.</summary>
[TraitDiscoverer(LongDiscoverer.Type, LongDiscoverer.Assembly)]
public sealed class LongCTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public LongCTheoryAttribute() => Skip = CCompiler.IsAvailable ? Effort.SkipsLong : CFactAttribute.NoCompiler;
}

/// <summary>Cases that take a while together, without a compiler.</summary>
[TraitDiscoverer(LongDiscoverer.Type, LongDiscoverer.Assembly)]
public sealed class LongTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public LongTheoryAttribute() => Skip = Effort.SkipsLong;
}

/// <summary>Gives long tests the category by which they are selected.</summary>
public sealed class LongDiscoverer : ITraitDiscoverer
{
    internal const string Type = "Pvmemcontrol.Properties.Support.LongDiscoverer";
    internal const string Assembly = "Pvmemcontrol.Properties";

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) =>
        [KeyValuePair.Create("Category", "Long")];
}
