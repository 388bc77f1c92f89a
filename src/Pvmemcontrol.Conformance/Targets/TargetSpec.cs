// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>Names a target, on screen and across processes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The library's or the assembly's file, or the server's socket; empty for the others.</param>
/// <param name="TypeName">The class's full name where a .NET class is named; empty for the others.</param>
public sealed record TargetSpec(TargetKind Kind, string Path = "", string TypeName = "")
{
    private const string SocketPrefix = "unix:";

    /// <summary>This project's own device.</summary>
    public static readonly TargetSpec Impl = new(TargetKind.Impl);

    /// <summary>No device: this kernel's own calls.</summary>
    public static readonly TargetSpec BareKernel = new(TargetKind.BareKernel);

    /// <summary>True for a .NET class that is loaded by its name.</summary>
    internal bool IsClass => TypeName.Length > 0;

    /// <summary>A name for tables.</summary>
    public string DisplayName => Kind switch
    {
        TargetKind.Impl => "Impl",
        TargetKind.BareKernel when TypeName.Length == 0 => "bare kernel",
        TargetKind.BareKernel => TypeName[(TypeName.LastIndexOf('.') + 1)..],
        TargetKind.Library => System.IO.Path.GetFileName(Path),
        TargetKind.Managed => TypeName[(TypeName.LastIndexOf('.') + 1)..],
        TargetKind.Server => System.IO.Path.GetFileName(Path),
        _ => throw new InvalidOperationException($"no kind {Kind}"),
    };

    /// <summary>A shared library.</summary>
    public static TargetSpec Library(string path) => new(TargetKind.Library, path);

    /// <summary>A server of vfio-user, by the path of its socket.</summary>
    public static TargetSpec Server(string socket) => new(TargetKind.Server, socket);

    /// <summary>A .NET class, by its type.</summary>
    [RequiresAssemblyFiles("the class has a file of its own")]
    public static TargetSpec Managed(Type factory) =>
        new(TargetKind.Managed, factory.Assembly.Location, factory.FullName!);

    /// <summary>
    /// Host calls other than this kernel's: a .NET class that implements <see cref="IHostCallsFactory"/>.
    /// </summary>
    [RequiresAssemblyFiles("the class has a file of its own")]
    public static TargetSpec OtherKernel(Type factory) =>
        new(TargetKind.BareKernel, factory.Assembly.Location, factory.FullName!);

    /// <summary>
    /// Reads what <see cref="ToString"/> wrote: impl, bare, bare:FILE!TYPE, managed:FILE!TYPE, unix:SOCKET, or the file
    /// of a library.
    /// </summary>
    public static TargetSpec Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bang = text.LastIndexOf('!');
        var (file, type) = colon > 0 && bang > colon ? (text[(colon + 1)..bang], text[(bang + 1)..]) : ("", "");
        return text switch
        {
            "impl" => Impl,
            "bare" => BareKernel,
            _ when text.StartsWith(SocketPrefix, StringComparison.Ordinal) => Server(text[SocketPrefix.Length..]),
            _ when type.Length > 0
                && text.StartsWith("managed:", StringComparison.Ordinal) =>
                    new TargetSpec(TargetKind.Managed, file, type),
            _ when type.Length > 0
                && text.StartsWith("bare:", StringComparison.Ordinal) =>
                    new TargetSpec(TargetKind.BareKernel, file, type),
            _ => Library(text),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        TargetKind.Impl => "impl",
        TargetKind.BareKernel when TypeName.Length == 0 => "bare",
        TargetKind.BareKernel => $"bare:{Path}!{TypeName}",
        TargetKind.Library => Path,
        TargetKind.Managed => $"managed:{Path}!{TypeName}",
        TargetKind.Server => SocketPrefix + Path,
        _ => throw new InvalidOperationException($"no kind {Kind}"),
    };
}
