// SPDX-License-Identifier: Apache-2.0

using System.IO.Pipes;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>
/// Waits on a pipe in the thread that reads it. An asynchronous read takes three threads that wake each other, and the
/// one that waits for it spins first.
/// </summary>
internal static unsafe class PipeWait
{
    /// <summary>True when a read returns at once: there is something, or it is the end.</summary>
    /// <param name="pipe">The reading end.</param>
    /// <param name="patience">How long to wait.</param>
    internal static bool IsReadable(PipeStream pipe, TimeSpan patience)
    {
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            var entry = new LibC.PollEntry
            {
                File = (int)pipe.SafePipeHandle.DangerousGetHandle(),
                Events = LibC.PollIn,
            };

            // SAFETY: the kernel writes to the one entry.
            var ready = LibC.Poll(&entry, 1, (int)Math.Max(0, until - Environment.TickCount64));
            if (ready > 0)
            {
                return true;
            }

            // A signal ends a wait early.
            if (Environment.TickCount64 >= until)
            {
                return false;
            }
        }
    }
}
