// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Where traces are written: one file per counterexample, named after its finding.</summary>
/// <param name="Directory">The directory; it is made when it is needed.</param>
/// <param name="HasDeviations">True when deviations are written too.</param>
public sealed record TraceFiles(string Directory, bool HasDeviations)
{
    /// <summary>
    /// Writes the traces of a verdict, and returns the verdict with the names of the files. A file that cannot be
    /// written is reported; the verdict stays the same.
    /// </summary>
    public Verdict Keep(Verdict verdict, Action<string> complain) => verdict with
    {
        Violation = verdict.Violation is { } violation ? Keep(violation, complain) : null,
        More = [.. verdict.More.Select(c => Keep(c, complain))],
        Deviations = HasDeviations ? [.. verdict.Deviations.Select(d => Keep(d, complain))] : verdict.Deviations,
    };

    private Counterexample Keep(Counterexample counterexample, Action<string> complain)
    {
        var file = Path.Combine(Directory, NameOf(counterexample));
        try
        {
            _ = System.IO.Directory.CreateDirectory(Directory);
            using var stream = new FileStream(file, FileMode.Create, FileAccess.Write);
            counterexample.Write(stream);
            return counterexample with { TraceFile = file };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            complain($"the counterexample is not kept: {e.Message}");
            return counterexample;
        }
    }

    /// <summary>The same name for the same finding on the same target, so that files do not pile up.</summary>
    private static string NameOf(Counterexample counterexample)
    {
        var target = Path.GetFileNameWithoutExtension(counterexample.Origin.Target.DisplayName).Replace(' ', '-');
        var id = counterexample.Finding.Requirement.Id.ToString().Replace("PVMC-", "", StringComparison.Ordinal);
        return $"{target}-{id}-{counterexample.Label}{TraceFormat.Extension}".ToLowerInvariant();
    }
}
