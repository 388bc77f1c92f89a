// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// Text that may come from a device or a driver, made fit to be shown: nothing in it steers a terminal, reorders a
/// line, or is longer than a reader needs. Markup is the business of each format.
/// </summary>
public static class ShownText
{
    /// <summary>Characters of one text.</summary>
    public const int Longest = 2000;

    private const string ControlPictures = "\u2400";

    /// <summary>The text in one line.</summary>
    public static string Line(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, Longest));
        var runes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++runes > Longest)
            {
                var left = text.Length - Longest;
                return shown.Append(CultureInfo.InvariantCulture, $" … ({left} more characters)").ToString();
            }

            Append(shown, rune);
        }

        return shown.ToString();
    }

    /// <summary>A lone half of a surrogate pair already reads as the replacement character.</summary>
    private static void Append(StringBuilder shown, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control when rune.Value < 0x20:
                shown.Append((char)(ControlPictures[0] + rune.Value));
                break;
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned:
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                break;
            default:
                shown.Append(rune);
                break;
        }
    }
}
