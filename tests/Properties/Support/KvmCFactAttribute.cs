// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A fact about C code on real vCPUs: skipped, loudly, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KvmCFactAttribute : FactAttribute
{
    public KvmCFactAttribute() =>
        Skip = KvmFactAttribute.None ?? (CCompiler.IsAvailable ? null : CFactAttribute.NoCompiler);
}
