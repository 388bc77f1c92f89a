// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>How a run of scenarios ended. The numbers are the tool's exit codes.</summary>
public enum Outcome
{
    /// <summary>No violation.</summary>
    Conforms = 0,

    /// <summary>A PATCH or SAFETY MUST is not met, or, in a strict run, anything is not met.</summary>
    Violation = 2,

    /// <summary>Cut short, or a violation that was not reproduced.</summary>
    Undecided = 3,

    /// <summary>The bare kernel differs from the host model: the device is not blamed.</summary>
    HostModelDiffers = 4,

    /// <summary>The target ended its process, or hung.</summary>
    Died = 7,

    /// <summary>Nothing was exercised.</summary>
    NothingExercised = 8,
}
