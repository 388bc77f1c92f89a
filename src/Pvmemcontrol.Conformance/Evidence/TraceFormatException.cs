// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>A file is not a trace; the message is one line that says where and why.</summary>
public sealed class TraceFormatException(string message) : Exception(message)
{
    /// <summary>With the file and the line number, in the form of compiler messages.</summary>
    internal static TraceFormatException At(string file, int line, string why) =>
        new($"{file}:{line}: {why.ReplaceLineEndings(" ")}");
}
