// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Diagnostics;
using Pvmemcontrol.Conformance.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// A guest that asks for everything again and again, while the VMM counts what its process uses. All kinds of calls
/// are repeated together first: if the process does not grow in every one of some equal parts, no kind loses anything.
/// If it does, the kinds are halved until single ones are left, and each of those has to keep growing alone.
/// </summary>
internal sealed class LeakBound(LeakGuest guest, BoundSheet sheet, OwnMemory own)
{
    /// <summary>Equal parts, after a warm-up that is as long as one.</summary>
    private const int Parts = 3;

    /// <summary>
    /// How often each kind is called in a part: few times first, so that a device which loses a descriptor at each does
    /// not use up all of them before they are counted.
    /// </summary>
    private const int Few = 8;
    private const int Many = 2000;

    /// <summary>
    /// What a part may lose, by what few calls lost. The kinds are halved up to six times, with four parts each time,
    /// and there are 1,024 descriptors and 65,530 mappings.
    /// </summary>
    private const long MostDescriptors = 25;
    private const long MostMappings = 500;

    /// <summary>Growth in every part that makes a kind suspected, and no more than that.</summary>
    private const long SuspectedCount = 4;
    private const long SuspectedBytes = 24 << 10;

    /// <summary>A device with many faults is not examined for all of them.</summary>
    private const int EnoughLeaks = 3;

    /// <summary>How long calls are repeated together, roughly; slow ones are repeated less often.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a suspected kind is repeated alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int _found;

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal bool Run()
    {
        var calls = guest.Offered;
        if (!guest.TryStart())
        {
            return false;
        }

        sheet[BoundField.KindsOfCalls] = calls.Length;
        Repeat(calls, 1);
        Find(calls, Few);
        Find(calls.RemoveAll(LeakCalls.IsSlow));
        foreach (var slow in calls.Where(LeakCalls.IsSlow))
        {
            Find([slow]);
        }

        return true;
    }

    /// <summary>The same as often as there is time for, where few calls did not show a leak.</summary>
    private void Find(ImmutableArray<int> calls)
    {
        if (_found == 0)
        {
            Find(calls, TimesOf(calls));
        }
    }

    private int TimesOf(ImmutableArray<int> calls)
    {
        var before = Measure();
        var clock = Stopwatch.StartNew();
        Repeat(calls, Few);
        var each = Math.Max(clock.Elapsed.TotalMilliseconds / Few, 0.001);
        var lost = Measure() - before;
        var times = Math.Min(
            Usual.TotalMilliseconds / (1 + Parts) / each,
            Math.Min(TimesOf(lost.Descriptors, MostDescriptors), TimesOf(lost.Mappings, MostMappings)));
        return (int)Math.Clamp(times, Few, Many);
    }

    /// <summary>
    /// How often calls are repeated until so much is lost. That few calls of all kinds did not show it proves nothing:
    /// slow kinds may give back what others lose, as a device that was restored does when it is destroyed.
    /// </summary>
    private static long TimesOf(long lost, long most) => lost < SuspectedCount ? Many : most * Few / lost;

    /// <summary>Finds the kinds that keep losing something.</summary>
    private void Find(ImmutableArray<int> calls, int times)
    {
        if (_found >= EnoughLeaks || !IsSuspected(calls, times))
        {
            return;
        }

        if (calls is [var call])
        {
            Prove(call, times);
            return;
        }

        Find(calls[..(calls.Length / 2)], times);
        Find(calls[(calls.Length / 2)..], times);
    }

    private bool IsSuspected(ImmutableArray<int> calls, int times)
    {
        Repeat(calls, times);
        var (mayBe, last) = (true, Measure());
        for (var part = 0; part < Parts && mayBe; part++)
        {
            Repeat(calls, times);
            var now = Measure();
            var grown = now - last;
            mayBe = grown.Descriptors >= SuspectedCount || grown.Mappings >= SuspectedCount
                || grown.Bytes >= SuspectedBytes;
            last = now;
        }

        return mayBe;
    }

    /// <summary>
    /// Repeats a call until it has lost more than any cache or log holds. The last of the parts is as long as all
    /// before it together: what has slowed down by then comes to an end.
    /// </summary>
    private void Prove(int call, int times)
    {
        var first = Measure();
        var (last, part) = (first, first);
        var since = Environment.TickCount64;
        for (var calls = 0L; Environment.TickCount64 - since < Patience.TotalMilliseconds; times *= 2)
        {
            Repeat([call], times);
            calls += times;
            var now = Measure() with { Calls = calls };
            (part, last) = (now - last, now);
            var all = now - first;
            if (all.IsLeak)
            {
                if (GoesOn(part.Descriptors, all.Descriptors) || GoesOn(part.Mappings, all.Mappings)
                    || GoesOn(part.Bytes, all.Bytes))
                {
                    sheet.Leak(call) = NotNegative(all);

                    // It is part of other kinds, which would be blamed for it.
                    _found = call == LeakCalls.Handshake ? EnoughLeaks : _found + 1;
                }

                return;
            }
        }
    }

    private static bool GoesOn(long part, long all) => part > 0 && part >= all / 4;

    private static LeakGrowth NotNegative(in LeakGrowth growth) => growth with
    {
        Descriptors = Math.Max(0, growth.Descriptors),
        Mappings = Math.Max(0, growth.Mappings),
        Bytes = Math.Max(0, growth.Bytes),
    };

    private void Repeat(ImmutableArray<int> calls, int times)
    {
        sheet[BoundField.RepeatedCalls] += (long)times * calls.Length;
        for (var i = 0; i < times; i++)
        {
            foreach (var call in calls)
            {
                guest.Perform(call);
            }
        }
    }

    /// <summary>Guest RAM counts too: after the same calls it is the same.</summary>
    private LeakGrowth Measure()
    {
        var (descriptors, mappings) = (OwnMemory.CountDescriptors(), own.CountMappings());
        OwnMemory.CollectGarbage();
        return new LeakGrowth { Descriptors = descriptors, Mappings = mappings, Bytes = own.AnonymousBytes() };
    }
}
