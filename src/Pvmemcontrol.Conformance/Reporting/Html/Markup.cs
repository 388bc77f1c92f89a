// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace Pvmemcontrol.Conformance.Reporting.Html;

/// <summary>
/// HTML as it is written: elements and attributes are literals of this program, and everything else goes through
/// <see cref="Text"/>, which nothing can leave.
/// </summary>
internal sealed class Markup
{
    private readonly StringBuilder _html = new();

    /// <summary>Markup of this program.</summary>
    internal Markup Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>Text of anybody, as an element's content or in a quoted attribute.</summary>
    internal Markup Text(string text)
    {
        foreach (var c in ShownText.Line(text))
        {
            _ = c switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                _ => _html.Append(c),
            };
        }

        return this;
    }

    /// <summary>An element with text in it.</summary>
    /// <param name="start">Its start tag.</param>
    /// <param name="text">Of anybody.</param>
    internal Markup Element(string start, string text)
    {
        var name = start.AsSpan(1, start.AsSpan().IndexOfAny(" >") - 1);
        Raw(start).Text(text);
        _html.Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _html.ToString();
}
