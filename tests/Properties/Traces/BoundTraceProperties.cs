// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Traces;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of what a guest can use up.</summary>
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

    private protected override Trace Any(ulong seed) => AnyBoundTrace.Of(seed);
}
