// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>Why a requirement is binding.</summary>
public enum RequirementBasis
{
    /// <summary>It follows from the text or the code of the patch.</summary>
    Patch,

    /// <summary>Otherwise a guest can crash or corrupt the VMM, or guest data is lost or disclosed.</summary>
    Safety,

    /// <summary>The patch is silent; this specification chose.</summary>
    Decided,

    /// <summary>Measured: what the host kernel does. Only PVMC-HOST entries have it.</summary>
    Measured,
}
