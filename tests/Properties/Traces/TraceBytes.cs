// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces as the bytes of a file, and what holds for any bytes.</summary>
internal static class TraceBytes
{
    /// <summary>The name of the file in messages.</summary>
    internal const string Name = "some.pvmtrace.jsonl";

    internal static byte[] Of(Counterexample trace)
    {
        using var stream = new MemoryStream();
        trace.Write(stream);
        return stream.ToArray();
    }

    internal static Counterexample Read(byte[] bytes) => TraceReader.Read(new MemoryStream(bytes), Name);

    /// <summary>The verdict of a trace alone.</summary>
    internal static Verdict Judge(Counterexample trace) =>
        trace.JudgeAgain(new CampaignOptions { Seed = trace.Origin.Seed, Profile = trace.Origin.Profile });

    /// <summary>They are refused in one line, or there is a verdict on what they say.</summary>
    internal static void AssertIsHarmless(byte[] bytes)
    {
        try
        {
            _ = Judge(Read(bytes));
        }
        catch (TraceFormatException refused)
        {
            AssertIsOneLine(refused);
        }
    }

    internal static void AssertIsOneLine(TraceFormatException refused)
    {
        Assert.DoesNotContain('\n', refused.Message);
        Assert.StartsWith(Name, refused.Message, StringComparison.Ordinal);
    }
}
