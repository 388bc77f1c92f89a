// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>A finding before it is reproduced, with its recording.</summary>
/// <param name="Index">Which scenario of the run that was, from 0.</param>
/// <param name="Finding">The requirement, what was observed, what would have been allowed.</param>
/// <param name="Recording">What was run, and what it showed.</param>
internal sealed record UnconfirmedFinding(long Index, Finding Finding, ScenarioRecording Recording);
