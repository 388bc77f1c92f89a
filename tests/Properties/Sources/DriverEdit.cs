// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Sources;

/// <summary>A driver made from examples/linux: one idea, as replacements of lines.</summary>
/// <param name="Name">A broken driver is named after what it violates: drv_NNN_...; a correct one after its
/// idea.</param>
/// <param name="World">Where the idea shows.</param>
/// <param name="Replacements">Each text occurs in the driver, and all its occurrences are replaced.</param>
internal sealed record DriverEdit(string Name, string World, params (string Text, string By)[] Replacements)
{
    /// <summary>The requirement in the name.</summary>
    internal string Requirement => "PVMC-" + Name[..7].Replace('_', '-').ToUpperInvariant();

    /// <summary>The source of the hardened driver.</summary>
    internal static string Hardened { get; } = Repository.PathOf("examples", "linux", "pvmemcontrol.c");

    /// <summary>The edited source.</summary>
    internal string Source
    {
        get
        {
            var source = File.ReadAllText(Hardened);
            foreach (var (text, by) in Replacements)
            {
                source = source.Contains(text, StringComparison.Ordinal)
                    ? source.Replace(text, by, StringComparison.Ordinal)
                    : throw new InvalidOperationException($"{Name}: the driver has no '{text}'");
            }

            return source;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
