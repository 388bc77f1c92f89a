// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Documents;
using Pvmemcontrol.Properties.Driver;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>Every generated part of a document is up to date.</summary>
public sealed class DocumentTests
{
    private const string Verify = "verify";

    private static readonly string[] Files =
    [
        "README.md", Path.Combine("docs", "conformance.md"), Path.Combine("docs", "findings.md"),
        Path.Combine("docs", "invariants.md"), Path.Combine("docs", "guest.md"),
    ];

    private static readonly FindingsText Findings = new();

    /// <summary>The parts that need no C compiler.</summary>
    public static TheoryData<string, string> Parts { get; } = PartsWhere(name => !IsRun(name));

    /// <summary>The parts that are runs of a device in C.</summary>
    public static TheoryData<string, string> Runs { get; } = PartsWhere(IsRun);

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_generated_part_is_up_to_date(string file, string name) =>
        new GeneratedPart(Repository.PathOf(file), name).MustBe(name.Split(' ') switch
        {
            ["options", "of", var command] => CommandLineText.Options(command),
            ["exit", "codes"] => CommandLineText.ExitCodes(),
            ["counterexample" or "exhausted", ..] => Findings.Part(name),
            ["broken", "drivers"] => $"{string.Join(", ", BrokenDriverTests.Violated)}.\n",
            _ => SpecificationText.Part(name),
        });

    /// <summary>The figures of verify differ from run to run: only the rest of its lines is compared.</summary>
    [CTheory]
    [MemberData(nameof(Runs))]
    public void A_run_is_what_the_tool_prints_now(string file, string name)
    {
        var part = new GeneratedPart(Repository.PathOf(file), name);
        if (name == Verify)
        {
            var expected = RunText.WithoutFigures(RunText.VerifyExcerpt(VerifyRun.Once.Run.Output));
            part.MustBe(
                () => RunText.VerifyExcerpt(ToolRun.Of(Verify, "--backing", "mixed").Output),
                current => RunText.WithoutFigures(current) == expected);
        }
        else
        {
            part.MustBe(name.Split(' ') is ["finding", "in", var device, "seed", var seed]
                ? RunText.Finding(device, seed)
                : throw new FormatException($"there is no generated part '{name}'"));
        }
    }

    [Fact]
    public void The_readme_says_how_documents_are_updated() => Assert.Contains(
        GeneratedPart.UpdateCommand, File.ReadAllText(Repository.PathOf("README.md")), StringComparison.Ordinal);

    [Theory]
    [InlineData("<!-- generated: exit codes -->\n")]
    [InlineData("<!-- generated: exit codes --><!-- end -->\n")]
    [InlineData("<!-- generated: exit codes -->\n<!-- generated: other -->\n<!-- end -->\n")]
    public void A_part_without_an_end_is_an_error(string document) =>
        Assert.Throws<FormatException>(() => GeneratedPart.NamesIn(document).ToList());

    private static bool IsRun(string name) =>
        name == Verify || name.StartsWith("finding in ", StringComparison.Ordinal);

    private static TheoryData<string, string> PartsWhere(Func<string, bool> isWanted)
    {
        var parts = new TheoryData<string, string>();
        foreach (var file in Files)
        {
            foreach (var name in GeneratedPart.NamesIn(File.ReadAllText(Repository.PathOf(file))).Where(isWanted))
            {
                parts.Add(file, name);
            }
        }

        return parts;
    }
}
