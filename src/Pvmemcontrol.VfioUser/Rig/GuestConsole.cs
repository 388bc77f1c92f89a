// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>
/// What the guest printed, in parts between the marks that it wrote: its program prints a line with # for each. Thread-
/// safe.
/// </summary>
public sealed class GuestConsole
{
    private const string MarkLine = "#";
    private const int MostLines = 20_000;

    private readonly Lock _gate = new();
    private readonly List<(int Mark, string Text)> _lines = [];
    private int _marks;

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        var text = line.TrimEnd();
        lock (_gate)
        {
            if (text == MarkLine)
            {
                _marks++;
            }
            else if (text.Length > 0 && _lines.Count < MostLines)
            {
                _lines.Add((_marks, text));
            }
        }
    }

    /// <summary>The lines that were printed between these marks, inclusive.</summary>
    public ImmutableArray<string> Between(int first, int last)
    {
        lock (_gate)
        {
            return [.. _lines.Where(l => l.Mark >= first && l.Mark <= last).Select(l => l.Text)];
        }
    }

    /// <summary>What the kernel reported.</summary>
    public ImmutableArray<KernelReport> KernelReports()
    {
        lock (_gate)
        {
            return KernelReport.In(_lines);
        }
    }

    /// <summary>The last lines.</summary>
    public ImmutableArray<string> Last(int count)
    {
        lock (_gate)
        {
            return [.. _lines.TakeLast(count).Select(l => l.Text)];
        }
    }
}
