// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>Every requirement, in the order of the document.</summary>
public static class Catalogue
{
    /// <summary>All of them, ordered by area and number; IDs are unique.</summary>
    public static readonly ImmutableArray<Requirement> All = Collect();

    private static readonly ImmutableDictionary<Requirement, int> Indexes =
        All.Select((requirement, index) => (requirement, index))
            .ToImmutableDictionary(p => p.requirement, p => p.index);

    /// <summary>The position of a requirement in <see cref="All"/>, for counters.</summary>
    public static int IndexOf(Requirement requirement) => Indexes[requirement];

    /// <summary>
    /// The requirement with this ID, upper or lower case, with or without the leading PVMC-; null if there is none.
    /// </summary>
    public static Requirement? Find(string id)
    {
        var full = id.StartsWith("PVMC-", StringComparison.OrdinalIgnoreCase) ? id : "PVMC-" + id;
        return All.FirstOrDefault(r => string.Equals(r.Id.ToString(), full, StringComparison.OrdinalIgnoreCase));
    }

    private static ImmutableArray<Requirement> Collect()
    {
        Requirement[] all =
        [
            .. Of(typeof(TransportRequirements)),
            .. Of(typeof(RequestRequirements)),
            .. Of(typeof(EffectRequirements)),
            .. Of(typeof(BoundRequirements)),
            .. Of(typeof(ConcurrencyRequirements)),
            .. Of(typeof(AttributeRequirements)),
            .. Of(typeof(DriverRequirements)),
            .. Of(typeof(HostRequirements)),
            .. Of(typeof(SystemRequirements)),
            .. Of(typeof(VmmRequirements)),
        ];
        var twice = all.GroupBy(r => r.Id).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? [.. all.OrderBy(r => r.Id.Area).ThenBy(r => r.Id.Number)]
            : throw new InvalidOperationException($"{twice.Key} is given out twice");
    }

    // The attribute keeps the fields where a program is compiled to native code.
    private static IEnumerable<Requirement> Of(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type group) =>
        group.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(Requirement))
            .Select(f => (Requirement)f.GetValue(null)!);
}
