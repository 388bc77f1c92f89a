// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>One way to explain an observation: what it exercises, and the state that it leads to.</summary>
/// <param name="Verification">Findings and coverage.</param>
/// <param name="Next">The state afterwards; null when there is a violation.</param>
/// <param name="IsLast">True when nothing can be said about later steps.</param>
internal sealed record Explanation(Verification Verification, SpecState? Next, bool IsLast = false);
