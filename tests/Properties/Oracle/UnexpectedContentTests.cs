// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Content that only a requirement without violations does not expect.</summary>
public sealed class UnexpectedContentTests
{
    private static readonly PageImage Old = PageImage.Filled(page: 1, tag: 1);

    private static readonly PageContent KeptOrZeroed =
        PageContent.Exactly(Old, RequestRequirements.NothingElseIsWritten).OrDeviating(PageImage.Zero,
            RequestRequirements.ReplyIsTheCalls, EffectRequirements.SharedDontNeedKeepsOrZeroes);

    [CFact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void Shared_memory_that_reads_as_zeros_after_DONTNEED_is_one_deviation_from_Linux_and_the_only_one()
    {
        var target = TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Oracle", "c", "punches_holes.c"));
        var verdict = new ScenarioCampaign(target, new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Linux,
            Requests = 12_000,
        }).Run();
        Assert.Equal(Outcome.Conforms, verdict.Outcome);
        Assert.Equal("PVMC-DEV-033", Assert.Single(verdict.Deviations).Finding.Requirement.Id.ToString());
        Assert.True(verdict.Coverage.Exercised(EffectRequirements.SharedDontNeedKeepsOrZeroes) > 0);
    }

    [Fact]
    public void Once_it_was_read_it_is_what_the_page_holds()
    {
        var left = KeptOrZeroed.Read(0, PageImage.Zero.Bytes, out var deviatesFrom)!;
        Assert.Equal(RequestRequirements.ReplyIsTheCalls, deviatesFrom);
        Assert.Null(left.Read(0, Old.Bytes));
        Assert.NotNull(left.Read(0, PageImage.Zero.Bytes, out deviatesFrom));
        Assert.Null(deviatesFrom);
    }

    [Fact]
    public void What_is_expected_rules_the_other_out()
    {
        var left = KeptOrZeroed.Read(0, Old.Bytes, out var deviatesFrom)!;
        Assert.Null(deviatesFrom);
        Assert.Null(left.Read(0, PageImage.Zero.Bytes));
    }

    [Fact]
    public void What_is_neither_contradicts() => Assert.Null(KeptOrZeroed.Read(0, PageImage.Filled(2, 2).Bytes));

    [Fact]
    public void A_store_changes_both()
    {
        byte[] word = [1, 2, 3, 4, 5, 6, 7, 8];
        var written = KeptOrZeroed.Write(16, word, RequestRequirements.NothingElseIsWritten);
        Assert.NotNull(written.Read(0, Old.With(16, word).Bytes, out var deviatesFrom));
        Assert.Null(deviatesFrom);
        Assert.NotNull(written.Read(0, PageImage.Zero.With(16, word).Bytes, out deviatesFrom));
        Assert.NotNull(deviatesFrom);
    }
}
