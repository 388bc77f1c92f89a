// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of bounds.</summary>
public sealed class BoundTraceProperties : TraceContract
{
    [Theory]
    [InlineData("\"bounds\":\"", "\"bounds\":\"X", "there is no 'X")]
    [InlineData("\"kind\":", "\"kind\":7", "'Kind' is not a number from")]
    [InlineData("\"saidChannels\":", "\"saidChannels\":-1, \"x\":", "'SaidChannels' is not a number from 0 to")]
    [InlineData("\"waves\":[", "\"waves\":[{\"sent\":1,\"performed\":2,\"lastErrno\":0},", "'waves' are 7, not 6")]
    [InlineData("\"sent\":", "\"sent\":0,\"performed\":1,\"lastErrno\":0},{\"sent\":", "'waves' are 12, not 6")]
    [InlineData("\"end\":{", "\"end\":{},\"x\":{", "there is no field 'x' here")]
    public void What_no_run_can_show_is_refused(string text, string instead, string why) => Assert.Contains(why,
        Assert.Throws<TraceFormatException>(() =>
            Read(Text(Any(seed: 5)).Replace(text, instead, StringComparison.Ordinal))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_file_with_the_former_name_of_its_kind_stays_readable()
    {
        var trace = Any(seed: 5);
        var read = Read(Text(trace).Replace("pvmbounds", "pvmstorm", StringComparison.Ordinal));
        Assert.Equal(Text(trace), Text(read));
    }

    private protected override Counterexample Any(ulong seed) => AnyBoundTrace.Of(seed);
}
