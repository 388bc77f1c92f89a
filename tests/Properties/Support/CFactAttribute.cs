// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A fact about C code: skipped, loudly, where there is no compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CFactAttribute : FactAttribute
{
    internal const string NoCompiler = "SKIPPED: no C compiler (cc)";

    public CFactAttribute() => Skip = CCompiler.IsAvailable ? null : NoCompiler;
}
