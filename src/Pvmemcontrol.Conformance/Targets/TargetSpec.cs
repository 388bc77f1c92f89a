// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>Names a target, for people and across processes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The library's or the assembly's file; empty for the others.</param>
/// <param name="TypeName">For <see cref="TargetKind.Managed"/> the class's full name; empty for the others.</param>
public sealed record TargetSpec(TargetKind Kind, string Path = "", string TypeName = "")
{
    /// <summary>This project's own device.</summary>
    public static readonly TargetSpec Impl = new(TargetKind.Impl);

    /// <summary>No device.</summary>
    public static readonly TargetSpec BareKernel = new(TargetKind.BareKernel);

    /// <summary>A name for tables.</summary>
    public string DisplayName => Kind switch
    {
        TargetKind.Impl => "Impl",
        TargetKind.BareKernel => "bare kernel",
        TargetKind.Library => System.IO.Path.GetFileName(Path),
        TargetKind.Managed => TypeName,
        _ => throw new InvalidOperationException($"no kind {Kind}"),
    };

    /// <summary>A shared library.</summary>
    public static TargetSpec Library(string path) => new(TargetKind.Library, path);

    /// <summary>A .NET class, by its type.</summary>
    public static TargetSpec Managed(Type factory) => new(TargetKind.Managed, factory.Assembly.Location, factory.FullName!);

    /// <summary>Reads what <see cref="ToString"/> wrote: impl, bare, managed:FILE!TYPE, or the file of a library.</summary>
    public static TargetSpec Parse(string text)
    {
        const string managed = "managed:";
        if (text is "impl")
        {
            return Impl;
        }

        if (text is "bare")
        {
            return BareKernel;
        }

        var bang = text.LastIndexOf('!');
        return text.StartsWith(managed, StringComparison.Ordinal) && bang > 0
            ? new TargetSpec(TargetKind.Managed, text[managed.Length..bang], text[(bang + 1)..])
            : Library(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        TargetKind.Impl => "impl",
        TargetKind.BareKernel => "bare",
        TargetKind.Library => Path,
        TargetKind.Managed => $"managed:{Path}!{TypeName}",
        _ => throw new InvalidOperationException($"no kind {Kind}"),
    };
}
