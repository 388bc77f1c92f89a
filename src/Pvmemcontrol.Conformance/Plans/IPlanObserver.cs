// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>Follows the progress of a plan.</summary>
public interface IPlanObserver
{
    /// <summary>The current activity; each call replaces the text before.</summary>
    void Progress(string text);

    /// <summary>A run ended.</summary>
    /// <param name="verdict">Its verdict.</param>
    /// <param name="run">The run, if it has one vCPU; otherwise null.</param>
    void Over(Verdict verdict, PlannedRun? run);

    /// <summary>Something is not exercised, and why.</summary>
    void Skipped(string what);
}
