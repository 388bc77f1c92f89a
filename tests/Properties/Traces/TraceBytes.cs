// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Conformance.Verdicts;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces as the bytes of a file, and what holds for any bytes.</summary>
internal static class TraceBytes
{
    /// <summary>What the file is called in messages.</summary>
    internal const string Name = "some.pvmtrace.jsonl";

    internal static byte[] Of(Trace trace)
    {
        using var stream = new MemoryStream();
        trace.Write(stream);
        return stream.ToArray();
    }

    internal static Trace Read(byte[] bytes) => TraceReader.Read(new MemoryStream(bytes), Name);

    /// <summary>What is made of a trace by itself.</summary>
    internal static Verdict Judge(Trace trace) =>
        trace.Recorded(new CampaignOptions { Seed = trace.RunSeed, Profile = trace.Profile });

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
