// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>Where traces are written: a file for each counterexample, named after what it is about.</summary>
/// <param name="Directory">The directory; it is made when it is needed.</param>
/// <param name="HasDeviations">True when deviations are written too.</param>
public sealed record TraceFiles(string Directory, bool HasDeviations)
{
    /// <summary>
    /// Writes the traces of a verdict; the verdict with the names of the files. One that cannot be written is
    /// complained of: the verdict stands all the same.
    /// </summary>
    public Verdict Keep(Verdict verdict, Action<string> complain) => verdict with
    {
        Violation = verdict.Violation is { } violation ? Keep(verdict, violation, complain) : null,
        Deviations = HasDeviations
            ? [.. verdict.Deviations.Select(d => Keep(verdict, d, complain))]
            : verdict.Deviations,
    };

    private Evidence Keep(Verdict verdict, Evidence evidence, Action<string> complain)
    {
        if (Trace.Of(verdict, evidence) is not { } trace)
        {
            return evidence;
        }

        var file = Path.Combine(Directory, NameOf(trace));
        try
        {
            _ = System.IO.Directory.CreateDirectory(Directory);
            using var stream = new FileStream(file, FileMode.Create, FileAccess.Write);
            trace.Write(stream);
            return evidence with { TraceFile = file };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            complain($"the counterexample is not kept: {e.Message}");
            return evidence;
        }
    }

    /// <summary>The same for the same finding on the same target, so that runs do not pile up files.</summary>
    private static string NameOf(Trace trace)
    {
        var target = Path.GetFileNameWithoutExtension(trace.Target.DisplayName).Replace(' ', '-');
        var id = trace.Finding.Requirement.Id.ToString().Replace("PVMC-", "", StringComparison.Ordinal);
        return $"{target}-{id}-{trace.Label}{Trace.Extension}".ToLowerInvariant();
    }
}
