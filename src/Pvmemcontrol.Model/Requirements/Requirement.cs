// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>One numbered, normative sentence and what a reader needs to trust or dispute it.</summary>
public sealed class Requirement
{
    /// <summary>Its permanent name.</summary>
    public required RequirementId Id { get; init; }

    /// <summary>MUST or SHOULD.</summary>
    public required RequirementLevel Level { get; init; }

    /// <summary>Why it binds.</summary>
    public required RequirementBasis Basis { get; init; }

    /// <summary>Where it is exercised.</summary>
    public RequirementCheck Check { get; init; } = RequirementCheck.Oracle;

    /// <summary>A few words for tables.</summary>
    public required string Title { get; init; }

    /// <summary>The normative text, in RFC 2119 words.</summary>
    public required string Statement { get; init; }

    /// <summary>What goes wrong without it.</summary>
    public required string Rationale { get; init; }

    /// <summary>The line of the patch, the man page or the measurement that it rests on.</summary>
    public required string Source { get; init; }

    /// <summary>What to do about a device that does not meet it, in one or two lines; null where no run judges it.
    /// </summary>
    public string? WhatToDo => Remedies.Of(Id);

    /// <summary>
    /// True when not meeting it is a violation. A SHOULD, or a MUST that this specification merely decided, is
    /// a deviation: shown, and failing only a strict run.
    /// </summary>
    public bool MakesViolation => Level == RequirementLevel.Must
        && Basis is RequirementBasis.Patch or RequirementBasis.Safety or RequirementBasis.Measured;

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    internal static Requirement Must(int number, RequirementBasis basis, string title, string statement,
        string rationale,
        string source, RequirementCheck check = RequirementCheck.Oracle) =>
        Make(RequirementArea.Dev, number, RequirementLevel.Must, basis, title, statement, rationale, source, check);

    internal static Requirement Should(int number, string title, string statement, string rationale, string source,
        RequirementCheck check = RequirementCheck.Oracle) =>
        Make(RequirementArea.Dev, number, RequirementLevel.Should, RequirementBasis.Decided, title, statement,
            rationale,
            source, check);

    internal static Requirement Kernel(int number, string title, string statement, string rationale, string source) =>
        Make(RequirementArea.Host, number, RequirementLevel.Must, RequirementBasis.Measured, title, statement,
            rationale,
            source, RequirementCheck.BareKernel);

    internal static Requirement Make(RequirementArea area, int number, RequirementLevel level, RequirementBasis basis,
        string title, string statement, string rationale, string source, RequirementCheck check) => new()
        {
            Id = new RequirementId(area, number),
            Level = level,
            Basis = basis,
            Check = check,
            Title = title,
            Statement = statement,
            Rationale = rationale,
            Source = source,
        };
}
