// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Reports;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>What the driver kit prints.</summary>
public sealed class DriverTextTests
{
    [Theory]
    [InlineData("reads 8 bytes of buf.0", 40, "reads 8 bytes of buf.0")]
    [InlineData("reads 8 bytes of buf.0", 17, "reads 8 bytes of\n  buf.0")]
    [InlineData("run.c:313 pvmemcontrol_lasting_request: kfree()", 20,
        "run.c:313\n  pvmemcontrol_lasti\n  ng_request:\n  kfree()")]
    public void A_cell_is_wrapped_at_spaces_and_inside_a_word_that_is_longer_than_a_line(
        string text, int width, string expected) =>
        Assert.Equal(expected.Split('\n'), DriverText.Wrap(text, width).Take(10));
}
