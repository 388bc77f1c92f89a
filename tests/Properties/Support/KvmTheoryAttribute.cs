// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A theory about real vCPUs: skipped, loudly, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KvmTheoryAttribute : TheoryAttribute
{
    public KvmTheoryAttribute() => Skip = KvmFactAttribute.None;
}
