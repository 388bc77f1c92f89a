// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>The RFC 2119 word of a requirement.</summary>
public enum RequirementLevel
{
    /// <summary>An absolute requirement.</summary>
    Must,

    /// <summary>There may be good reasons not to, which must be understood.</summary>
    Should,
}
