// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>How a run of scenarios ended. The numbers are the tool's exit codes.</summary>
public enum Outcome
{
    /// <summary>Nothing against the target.</summary>
    Conforms = 0,

    /// <summary>A PATCH or SAFETY MUST is not met, or, in a strict run, anything is not met.</summary>
    Violation = 2,

    /// <summary>Cut short, or a violation that did not show again.</summary>
    Undecided = 3,

    /// <summary>The bare kernel does not do what the model says: nobody can be accused.</summary>
    HostModelDiffers = 4,

    /// <summary>The target ended its process, or hung.</summary>
    Died = 7,

    /// <summary>Nothing was put to the test.</summary>
    NothingExercised = 8,
}
