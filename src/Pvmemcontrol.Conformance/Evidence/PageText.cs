// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>The bytes of a page, as a word if there is one, or else in hexadecimal.</summary>
internal static class PageText
{
    private const string Zeros = "zeros";
    private const string Fill = "fill ";

    /// <summary>Writes a page.</summary>
    internal static string Of(int index, PageImage image)
    {
        // Where the tag is in every word of a fill.
        var tag = image.Bytes[5];
        return image.Equals(PageImage.Zero) ? Zeros
            : image.Equals(PageImage.Filled(index, tag)) ? Fill + tag.ToString(CultureInfo.InvariantCulture)
            : Convert.ToHexStringLower(image.Bytes);
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static PageImage Parse(int index, string text) =>
        text == Zeros ? PageImage.Zero
        : text.StartsWith(Fill, StringComparison.Ordinal) ? PageImage.Filled(index, Tag(text[Fill.Length..]))
        : text.Length == 2 * PageGeometry.Size ? PageImage.Of(Convert.FromHexString(text))
        : throw new FormatException(
            $"'bytes' is neither '{Zeros}' nor '{Fill}N' nor {2 * PageGeometry.Size} hexadecimal digits");

    private static byte Tag(string text) => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture,
        out var tag)
        ? tag
        : throw new FormatException("'bytes': the tag of a fill is a number from 0 to 255");
}
