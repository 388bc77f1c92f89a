// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The test of the layout can fail: circles of every form are found, and nothing else.</summary>
public sealed class FolderGraphTests
{
    private const string Low = "namespace P.Low;\npublic sealed record Thing(int Value);\n";

    [Fact]
    public void Folders_that_only_look_down_have_no_circle()
    {
        var graph = Graph(Low, "using P.Low;\nnamespace P.Mid;\nclass M;\n", "using P.Mid;\nnamespace P.Top;\n");
        Assert.Null(graph.Circle());
        Assert.Equal(["P.Low", "P.Mid", "P.Top"], graph.Folders);
        Assert.Equal(["P.Low"], graph.From("P.Mid"));
    }

    [Fact]
    public void Two_folders_that_use_each_other_are_named_with_the_files_that_do() => Assert.Equal(
        "P.A -> P.B (file 0) -> P.A (file 1)",
        Graph("using P.B;\nnamespace P.A;\n", "using P.A;\nnamespace P.B;\n").Circle());

    [Fact]
    public void A_circle_of_three_folders_is_found() => Assert.Equal(
        "P.A -> P.B (file 0) -> P.C (file 1) -> P.A (file 2)",
        Graph("using P.B;\nnamespace P.A;\n", "using P.C;\nnamespace P.B;\n", "using P.A;\nnamespace P.C;\n")
            .Circle());

    [Theory]
    [InlineData("namespace P.High;\nclass H { P.Low.Thing? t; }\n")]
    [InlineData("namespace P.High;\nclass H { Low.Thing? t; }\n")]
    [InlineData("namespace P.High;\nclass H { string S => $\"{nameof(Low.Thing.Value)}\"; }\n")]
    [InlineData("using static P.Low.Thing;\nnamespace P.High;\n")]
    [InlineData("using T = P.Low.Thing;\nnamespace P.High;\n")]
    [InlineData("global using P.Low;\nnamespace P.High;\n")]
    public void A_dependency_is_seen_in_every_form(string high) =>
        Assert.Equal(["P.Low"], Graph(Low, high).From("P.High"));

    [Theory]
    [InlineData("namespace P.High;\n// Low.Thing\n/* P.Low.Thing */\n")]
    [InlineData("namespace P.High;\nclass H { int Low; int Thing; }\n")]
    [InlineData("namespace P.High;\nclass H { object X(H h) => h.Low.Thing; }\n")]
    [InlineData("using System.Text;\nnamespace P.High;\n")]
    public void A_comment_or_a_member_of_the_same_name_is_no_dependency(string high) =>
        Assert.Empty(Graph(Low, high).From("P.High"));

    [Fact]
    public void A_text_with_two_slashes_hides_nothing() => Assert.Equal(["P.Low"],
        Graph(Low, "namespace P.High;\nclass H { object X = \"http://\" + Low.Thing.Text; }\n").From("P.High"));

    [Theory]
    [InlineData("class Inner { Outer? o; }\n")]
    [InlineData("class Inner { int X(int i) => i.Doubled() + Doubled(i); }\n")]
    public void What_the_folder_above_declares_is_seen_without_a_directive(string inner) => Assert.Equal(
        "P.A -> P.A.B (file 0) -> P.A (file 1)",
        Graph("using P.A.B;\nnamespace P.A;\nclass Outer;\nstatic class E { static int Doubled(this int i) => 2; }\n",
            $"namespace P.A.B;\n{inner}").Circle());

    [Fact]
    public void A_type_of_the_own_folder_comes_before_one_of_the_folder_above() => Assert.Empty(
        Graph("namespace P.A;\nclass Same;\n", "namespace P.A.B;\nclass Same;\nclass Other { Same? s; }\n")
            .From("P.A.B"));

    [Fact]
    public void Folders_count_for_the_folder_that_they_are_in()
    {
        var graph = Graph("using P.B;\nnamespace P.A.High;\n", "using P.A.Low;\nnamespace P.B;\n",
            "namespace P.A.Low;\n");
        Assert.Null(graph.Circle());
        Assert.Equal("P.A -> P.B (file 0) -> P.A (file 1)", graph.UpTo(2).Circle());
    }

    private static FolderGraph Graph(params string[] texts) =>
        FolderGraph.Of(texts.Select((text, number) => ($"file {number}", text)));
}
