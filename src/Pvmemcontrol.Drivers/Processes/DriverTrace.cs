// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pvmemcontrol.Drivers.WorldFiles;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>A counterexample of a driver's source: a file of JSON lines, a header and then the schedule.</summary>
/// <param name="Path">The driver, as a full path.</param>
/// <param name="Hash">SHA-256 of its sources.</param>
/// <param name="Includes">Folders with headers, as full paths.</param>
/// <param name="Defines">NAME or NAME=VALUE.</param>
/// <param name="Compiler">The C compiler.</param>
/// <param name="World">Where it was found.</param>
/// <param name="Requirement">What was violated.</param>
/// <param name="Observed">What was observed.</param>
/// <param name="Schedule">The lines of the schedule.</param>
public sealed record DriverTrace(string Path, string Hash, IReadOnlyList<string> Includes,
    IReadOnlyList<string> Defines, string Compiler, WorldSetup World, string Requirement, string Observed,
    IReadOnlyList<string> Schedule)
{
    /// <summary>The member by which a header says that its trace is of this kind; its value is the version.</summary>
    private const string Kind = "driver";

    private const int Version = 1;

    /// <summary>The folder with headers of a kernel tree, or null.</summary>
    public string? KernelTree { get; init; }

    private const long Longest = 64 << 20;

    private static ReadOnlySpan<byte> Begin => "{\"driver\":"u8;

    /// <summary>True if a file's first line is a header of this kind.</summary>
    public static bool Is(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);

            // What is read from a pipe is gone for the reader of other kinds.
            var begin = new byte[Begin.Length];
            return stream.CanSeek && stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length
                && Begin.SequenceEqual(begin);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The reader of the other kinds of traces reports it.
            return false;
        }
    }

    /// <summary>Writes the trace.</summary>
    public void Write(string file)
    {
        var header = JsonSerializer.Serialize(new
        {
            driver = Version,
            path = Path,
            sha256 = Hash,
            include = Includes,
            define = Defines,
            cc = Compiler,
            kernelTree = KernelTree,
            world = WorldText.Write(World),
            requirement = Requirement,
            observed = Observed,
        });
        File.WriteAllLines(file, [header, .. Schedule]);
    }

    /// <summary>Reads a trace.</summary>
    /// <exception cref="DriverUnusableException">It is none; one line.</exception>
    public static DriverTrace Read(string file)
    {
        try
        {
            var lines = new FileInfo(file).Length <= Longest
                ? File.ReadAllLines(file)
                : throw new FormatException($"longer than {Longest >> 20} MiB");
            using var json = JsonDocument.Parse(lines[0]);
            var header = json.RootElement;
            if (header.GetProperty(Kind).GetInt32() != Version)
            {
                throw new FormatException($"version {header.GetProperty(Kind)} of the format is not known");
            }

            string Text(string name) => header.GetProperty(name).GetString() ?? "";
            string[] Texts(string name) => [.. header.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];
            var world = WorldText.Parse(Text("world"), "the world of the header");
            _ = ScheduleLines.Parse(world, lines[1..]);
            return new DriverTrace(Text("path"), Text("sha256"), Texts("include"), Texts("define"), Text("cc"), world,
                Text("requirement"), Text("observed"), lines[1..])
            {
                KernelTree = header.GetProperty("kernelTree").GetString(),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException
            or InvalidOperationException or KeyNotFoundException or WorldTextException or ArgumentException)
        {
            var why = e is JsonException ? "this is not a trace"
                : e is KeyNotFoundException ? "a member of the trace is missing"
                : e.Message.ReplaceLineEndings(" ");
            throw new DriverUnusableException($"{file}: {why}");
        }
    }

    /// <summary>What identifies a driver's sources.</summary>
    internal static string HashOf(IEnumerable<string> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in sources)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(source) + "\0"));
            hash.AppendData(File.ReadAllBytes(source));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
