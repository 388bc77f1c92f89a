// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>The catalogue as the document shows it.</summary>
public static class CatalogueText
{
    /// <summary>Every entry of an area as Markdown, one heading each.</summary>
    public static string Markdown(RequirementArea area)
    {
        var text = new StringBuilder();
        foreach (var requirement in Catalogue.All.Where(r => r.Id.Area == area))
        {
            text.Append("#### ").Append(requirement.Id).Append(": ").Append(requirement.Title).Append("\n\n");
            text.Append(requirement.Statement).Append("\n\n");
            text.Append("*Why:* ").Append(requirement.Rationale).Append("  \n");
            text.Append("*Level:* ").Append(EvidenceText.Word(requirement)).Append(", *basis:* ").Append(EvidenceText.BasisName(requirement));
            text.Append(", *source:* ").Append(requirement.Source).Append(", *checked by:* ").Append(CheckedBy(requirement)).Append(".\n\n");
        }

        return text.ToString();
    }

    /// <summary>Both areas, as one text.</summary>
    public static string Markdown() => string.Concat(Enum.GetValues<RequirementArea>().Select(Markdown));

    private static string CheckedBy(Requirement requirement) => requirement.Check switch
    {
        RequirementCheck.Oracle => "verify, conform",
        RequirementCheck.BareKernel => "verify",
        RequirementCheck.Tests => "tests/Properties",
        _ => throw new ArgumentOutOfRangeException(nameof(requirement)),
    };
}
