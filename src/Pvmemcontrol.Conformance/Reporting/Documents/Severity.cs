// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>How much a finding weighs, the heaviest first.</summary>
public enum Severity
{
    /// <summary>A PATCH or SAFETY MUST is not met.</summary>
    Violation,

    /// <summary>The same, but fresh processes did not show it again, or not often enough.</summary>
    Suspected,

    /// <summary>The bare kernel does not behave as the host model says: the device is not blamed.</summary>
    HostModelDiffers,

    /// <summary>A SHOULD, or a MUST that this specification decided, is not met.</summary>
    Deviation,
}

/// <summary>Severities in words.</summary>
public static class Severities
{
    /// <summary>The word that heads a finding.</summary>
    public static string Word(this Severity severity) => severity switch
    {
        Severity.Violation => "violation",
        Severity.Suspected => "suspected",
        Severity.HostModelDiffers => "host model differs",
        Severity.Deviation => "deviation",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };
}
