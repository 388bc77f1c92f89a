// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>How far a search is.</summary>
/// <param name="States">Distinct states seen.</param>
/// <param name="Depth">Steps from the initial states to those being expanded.</param>
public readonly record struct ExplorationProgress(long States, int Depth);
