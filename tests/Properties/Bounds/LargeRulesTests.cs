// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Bounds;

/// <summary>What a request over large guest RAM may do to a page, one rule each.</summary>
public sealed class LargeRulesTests
{
    private const ulong Page = PageGeometry.Size;

    [Theory]
    [InlineData(FunctionCode.DontNeed, LargeMemory.Near, Errno.None, "PVMC-DEV-040", null)]
    [InlineData(FunctionCode.DontNeed, LargeMemory.Shared, Errno.None, null, null)]
    [InlineData(FunctionCode.Free, LargeMemory.Near, Errno.None, null, null)]
    [InlineData(FunctionCode.Remove, LargeMemory.Shared, Errno.None, "PVMC-DEV-064", null)]
    [InlineData(FunctionCode.DontNeed, LargeMemory.Near, Errno.ENOMEM, null, null)]
    [InlineData(FunctionCode.DontDump, LargeMemory.Near, Errno.None, null, "PVMC-DEV-021")]
    public void A_page_of_the_range_may_keep_its_content_or_lose_it(
        FunctionCode function, int region, Errno errno, string? kept, string? lost)
    {
        var request = new LargeRequest(function, region, Page, 2);
        Assert.Equal(kept, LargeRules.Broken(request, errno, request.Start, LargeContent.Fill)?.Id.ToString());
        Assert.Equal(lost, LargeRules.Broken(request, errno, request.Start, LargeContent.Zeros)?.Id.ToString());
        Assert.NotNull(LargeRules.Broken(request, errno, request.Start, LargeContent.Other));
    }

    [Theory]
    [InlineData(Errno.None)]
    [InlineData(Errno.ENOMEM)]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_page_beside_the_range_keeps_its_content(Errno errno)
    {
        var request = new LargeRequest(FunctionCode.DontNeed, LargeMemory.Near, Page, 2);
        foreach (var page in new[] { request.Start - Page, request.End })
        {
            Assert.Null(LargeRules.Broken(request, errno, page, LargeContent.Fill));
            Assert.Equal("PVMC-DEV-021",
                LargeRules.Broken(request, errno, page, LargeContent.Zeros)?.Id.ToString());
        }
    }

    [Theory]
    [InlineData(FunctionCode.MProtectR, Errno.None, 0, VmaFlags.Read, null)]
    [InlineData(FunctionCode.MProtectR, Errno.None, 0, VmaFlags.ReadWrite, "PVMC-DEV-043")]
    [InlineData(FunctionCode.MProtectR, Errno.ENOMEM, 0, VmaFlags.ReadWrite, null)]
    [InlineData(FunctionCode.MProtectR, Errno.ENOMEM, 0, VmaFlags.Write, "PVMC-DEV-044")]
    [InlineData(FunctionCode.MProtectR, Errno.None, 2, VmaFlags.Read, "PVMC-DEV-045")]
    [InlineData(FunctionCode.DontDump, Errno.None, 0, VmaFlags.ReadWrite, "PVMC-DEV-062")]
    [InlineData(FunctionCode.DontDump, Errno.None, 2, VmaFlags.ReadWrite | VmaFlags.DontDump, "PVMC-DEV-065")]
    [InlineData(FunctionCode.DontNeed, Errno.None, 0, VmaFlags.ReadWrite | VmaFlags.Mergeable, "PVMC-DEV-065")]
    [InlineData(FunctionCode.MProtectRW, Errno.None, 0, VmaFlags.ReadWrite | VmaFlags.Execute, "PVMC-DEV-067")]
    public void Flags_change_only_as_the_request_says(
        FunctionCode function, Errno errno, int page, VmaFlags after, string? broken)
    {
        var request = new LargeRequest(function, LargeMemory.Near, Page, 2);
        Assert.Equal(broken, LargeRules.Broken(request, errno, request.Start + ((ulong)page * Page),
            (byte)VmaFlags.ReadWrite, (byte)after)?.Id.ToString());
    }

    [Theory]
    [InlineData(Errno.ENOMEM, true, true)]
    [InlineData(Errno.EOPNOTSUPP, false, true)]
    [InlineData(Errno.EOPNOTSUPP, true, false)]
    [InlineData(Errno.EINVAL, false, false)]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void A_refusal_needs_a_reason(Errno errno, bool isOffered, bool isAllowed) => Assert.Equal(isAllowed,
        LargeRules.MayRefuse(new LargeRequest(FunctionCode.DontNeed, LargeMemory.Near, Page, 2), errno, isOffered));
}
