// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The layout is the architecture: dependencies point one way, and the model is pure.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Sources = FilesBelow("src");

    private static readonly string[] Everything =
        [.. Sources, .. FilesBelow("tests"), .. FilesBelow("bench"), .. FilesBelow("examples")];

    // Top-level statements have no namespace, and nothing can refer to them.
    private static readonly string[] SourcesInNamespaces =
        [.. Sources.Where(f => Path.GetFileName(f) != "Program.cs")];

    /// <summary>The folders of the kit, lowest layer first: none depends on another of its own layer.</summary>
    private static readonly string[][] Layers =
    [
        ["Guest", "Host", "Targets"],
        ["Oracle", "Processes"],
        ["Evidence"],
        ["Scenarios", "Rounds", "Bounds", "Worlds"],
        ["Plans"],
        ["Reporting"],
    ];

    /// <summary>The folders for unsafe code and for calls of the C library.</summary>
    private static readonly string[] UnsafeFolders =
    [
        "Pvmemcontrol.Impl/Host", "Pvmemcontrol.Conformance/Host", "Pvmemcontrol.Conformance/Targets/Native",
        "Pvmemcontrol.Drivers/Native", "Pvmemcontrol.Native/Exports", "Pvmemcontrol.VfioUser/Native",
    ];

    public static TheoryData<string> Projects { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("src")).Select(d => Path.GetFileName(d))];

    [Fact]
    public void The_model_refers_to_nothing_but_the_base_library() => Assert.All(
        typeof(Requirement).Assembly.GetReferencedAssemblies(),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Fact]
    public void The_model_has_no_clock_no_files_no_locks_and_no_randomness() => Assert.All(
        Sources.Where(f => f.Contains("Pvmemcontrol.Model", StringComparison.Ordinal)),
        file => Assert.DoesNotMatch(Impure(), File.ReadAllText(file)));

    [Theory]
    [InlineData("Pvmemcontrol.Model", "Pvmemcontrol.Impl")]
    [InlineData("Pvmemcontrol.Impl", "Pvmemcontrol.Conformance")]
    [InlineData("Pvmemcontrol.Impl", "Pvmemcontrol.Native")]
    [InlineData("Pvmemcontrol.Conformance", "Pvmemcontrol.Cli")]
    [InlineData("Pvmemcontrol.Model", "Pvmemcontrol.Drivers")]
    [InlineData("Pvmemcontrol.Drivers", "Pvmemcontrol.Impl")]
    [InlineData("Pvmemcontrol.Drivers", "Pvmemcontrol.Conformance")]
    [InlineData("Pvmemcontrol.Conformance", "Pvmemcontrol.Drivers")]
    [InlineData("Pvmemcontrol.Drivers", "Pvmemcontrol.Cli")]
    [InlineData("Pvmemcontrol.Impl", "Pvmemcontrol.VfioUser")]
    [InlineData("Pvmemcontrol.VfioUser", "Pvmemcontrol.Conformance")]
    [InlineData("Pvmemcontrol.VfioUser", "Pvmemcontrol.Drivers")]
    [InlineData("Pvmemcontrol.VfioUser", "Pvmemcontrol.Cli")]
    public void Dependencies_point_one_way(string lower, string upper) => Assert.All(
        Sources.Where(f => f.Contains($"{lower}{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
        file => Assert.DoesNotContain($"using {upper}", File.ReadAllText(file), StringComparison.Ordinal));

    /// <summary>Folders in folders are looked at one by one, and as a part of the folder that they are in.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_do_not_depend_on_each_other_in_a_circle(string project)
    {
        var graph = GraphOf(project);
        var deepest = graph.Folders.Max(folder => folder.Split('.').Length);
        Assert.All(Enumerable.Range(1, deepest), depth => Assert.Null(graph.UpTo(depth).Circle()));
    }

    [Fact]
    public void A_folder_of_the_kit_depends_only_on_lower_layers()
    {
        var graph = GraphOf("Pvmemcontrol.Conformance").UpTo(3);
        Assert.Equal(Layers.SelectMany(f => f).Order(StringComparer.Ordinal), graph.Folders.Select(Folder));
        Assert.All(graph.Folders, folder => Assert.All(graph.From(folder), other =>
            Assert.True(LayerOf(other) < LayerOf(folder), $"{Folder(folder)} depends on {Folder(other)}")));
    }

    [Fact]
    public void A_namespace_is_the_folder_that_it_is_in() => Assert.All(SourcesInNamespaces, file => Assert.Contains(
        $"namespace {Path.GetRelativePath(Repository.PathOf("src"), Path.GetDirectoryName(file)!)
            .Replace(Path.DirectorySeparatorChar, '.')};", File.ReadAllLines(file)));

    [Fact]
    public void Unsafe_code_is_in_the_folders_for_it_and_says_why_it_is_safe()
    {
        foreach (var file in Sources.Where(f => Unsafe().IsMatch(File.ReadAllText(f))))
        {
            Assert.Contains(UnsafeFolders, f => file.Contains($"src/{f}/", StringComparison.Ordinal));
            if (File.ReadAllText(file).Contains("(void*)", StringComparison.Ordinal))
            {
                Assert.Contains("// SAFETY:", File.ReadAllText(file), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void No_line_is_longer_than_120_characters() => Assert.All(
        Everything, file => Assert.All(File.ReadLines(file), line => Assert.InRange(line.Length, 0, 120)));

    [Fact]
    public void A_file_holds_one_idea() =>
        Assert.All(Everything, file => Assert.InRange(File.ReadAllLines(file).Length, 1, 320));

    private static FolderGraph GraphOf(string project)
    {
        var root = Repository.PathOf("src", project) + Path.DirectorySeparatorChar;
        return FolderGraph.Of(SourcesInNamespaces.Where(f => f.StartsWith(root, StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(root, f), File.ReadAllText(f))));
    }

    private static string Folder(string folder) => folder.Split('.')[2];

    private static int LayerOf(string folder) => Array.FindIndex(Layers, f => f.Contains(Folder(folder)));

    private static string[] FilesBelow(string folder) =>
    [
        .. Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"\b(DateTime|Stopwatch|Random|File|Console|Environment|Thread|Interlocked|Monitor|lock \()\b")]
    private static partial Regex Impure();

    [GeneratedRegex(@"\b(unsafe|LibraryImport|DllImport)\b")]
    private static partial Regex Unsafe();
}
