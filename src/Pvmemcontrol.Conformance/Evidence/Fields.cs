// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>
/// The fields of a JSON object, each taken once by its name: one that is missing, of another type, out of range or
/// left over is a <see cref="FormatException"/> that names it.
/// </summary>
internal sealed class Fields
{
    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);

    internal Fields(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{what} is not a JSON object");
        }

        foreach (var property in element.EnumerateObject())
        {
            _left.Add(property.Name, property.Value);
        }
    }

    /// <summary>True when there is such a field and it was not taken yet.</summary>
    internal bool Has(string name) => _left.ContainsKey(name);

    /// <summary>Checks that no field is left.</summary>
    internal void End()
    {
        if (_left.Count > 0)
        {
            throw new FormatException($"there is no field '{_left.Keys.First()}' here");
        }
    }

    internal Fields Object(string name) => new(Take(name), $"'{name}'");

    internal JsonElement[] Array(string name) => Take(name) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray()]
        : throw new FormatException($"'{name}' is not an array");

    /// <summary>A string that is safe to print.</summary>
    internal string Text(string name)
    {
        var text = Take(name) is { ValueKind: JsonValueKind.String } element
            ? element.GetString()!
            : throw new FormatException($"'{name}' is not a string");
        return text.Any(char.IsControl)
            ? throw new FormatException($"'{name}' has a control character")
            : text;
    }

    /// <summary>The same, or null.</summary>
    internal string? TextOrNull(string name)
    {
        if (_left.GetValueOrDefault(name) is not { ValueKind: JsonValueKind.Null })
        {
            return Text(name);
        }

        _ = Take(name);
        return null;
    }

    internal bool Flag(string name) => Take(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"'{name}' is neither true nor false"),
    };

    /// <summary>A number in a range.</summary>
    internal long Number(string name, long least, long most) => Number(Take(name), name, least, most);

    /// <summary>A string with 64 bits in hexadecimal.</summary>
    internal ulong Word(string name) => Word(Text(name), name);

    /// <summary>A string whose meaning is looked up.</summary>
    internal T Named<T>(string name, Func<string, T?> find)
        where T : class
    {
        var text = Text(name);
        return find(text) ?? throw new FormatException($"'{name}': there is no '{Cut(text)}'");
    }

    /// <summary>A member of an enumeration.</summary>
    internal T Member<T>(string name)
        where T : struct, Enum
    {
        var text = Text(name);
        return Enum.GetNames<T>().Contains(text, StringComparer.Ordinal)
            ? Enum.Parse<T>(text)
            : throw new FormatException($"'{name}': there is no '{Cut(text)}'");
    }

    internal static long Number(JsonElement element, string name, long least, long most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value)
            && value >= least && value <= most
            ? value
            : throw new FormatException($"'{name}' is not a whole number from {least} to {most}");

    internal static ulong Word(string text, string name) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(
                text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word)
            ? word
            : throw new FormatException($"'{name}': '{Cut(text)}' is not a number of 64 bits such as 0x1f");

    private JsonElement Take(string name) =>
        _left.Remove(name, out var value) ? value : throw new FormatException($"'{name}' is missing");

    private static string Cut(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}
