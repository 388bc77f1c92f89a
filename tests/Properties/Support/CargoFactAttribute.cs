// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A fact about Rust code: skipped, loudly, where there is no cargo.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CargoFactAttribute : FactAttribute
{
    public CargoFactAttribute() => Skip = Cargo.IsAvailable ? null : "SKIPPED: no Rust (cargo)";
}
