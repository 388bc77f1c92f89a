// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>One step as a reader sees it.</summary>
/// <param name="Actor">The actor: the column that the step is printed in.</param>
/// <param name="Text">What is done, in a few words.</param>
/// <param name="Source">The line of the patch that does it; empty where there is none.</param>
public readonly record struct StepLabel(string Actor, string Text, string Source = "");
