// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>Is told how a plan gets on, as it does.</summary>
public interface IPlanObserver
{
    /// <summary>Something is under way; each call replaces what was said before.</summary>
    void Progress(string text);

    /// <summary>A run is over.</summary>
    /// <param name="verdict">What came of it.</param>
    /// <param name="run">The run, where it was one with one vCPU.</param>
    void Over(Verdict verdict, PlannedRun? run);

    /// <summary>Something is not put to the test, and why.</summary>
    void Skipped(string what);
}
