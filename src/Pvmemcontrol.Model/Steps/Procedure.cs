// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.Steps;

/// <summary>A function as its atomic steps.</summary>
/// <param name="Steps">In the order of the text.</param>
/// <param name="Labels">For each label the index of the step that it stands before.</param>
public sealed record Procedure(ImmutableArray<Step> Steps, ImmutableArray<int> Labels);
