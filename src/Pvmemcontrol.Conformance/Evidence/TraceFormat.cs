// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>What trace files of every kind have in common.</summary>
public static class TraceFormat
{
    /// <summary>The end of the name of every trace file.</summary>
    public const string Extension = ".pvmtrace.jsonl";

    /// <summary>The version of the format.</summary>
    public const int Version = 1;
}
