// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Cli;

/// <summary>
/// A file that is written whole or not at all: its content goes to a file beside it, which takes its name when all of
/// it is on the disk. What is below /dev or /proc, such as /dev/stdout, is written as it is.
/// </summary>
internal sealed class WholeFile
{
    /// <summary>What a report needs at least, about: a disk without it is full.</summary>
    private const int ProbeBytes = 64 << 10;

    private readonly string _path;

    private WholeFile(string path, bool isDevice) => (_path, IsDevice) = (path, isDevice);

    private bool IsDevice { get; }

    /// <summary>Finds out whether the file can be written; nothing changes yet.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot.</exception>
    internal static WholeFile Plan(string file)
    {
        var path = Path.GetFullPath(file);
        var isDevice = path.StartsWith("/dev/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal);
        if (!isDevice && new FileInfo(path).LinkTarget is not null)
        {
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{file} is a directory.");
        }

        var plan = new WholeFile(path, isDevice);
        if (isDevice || File.Exists(path))
        {
            using var present = new FileStream(path, FileMode.Open, FileAccess.Write);
        }

        if (!plan.IsDevice)
        {
            plan.Replace(stream => stream.Write(new byte[ProbeBytes]), isProbe: true, file);
        }

        return plan;
    }

    /// <summary>Removes what an earlier run has left under this name: it would pass for this run's.</summary>
    internal void RemoveEarlier()
    {
        if (!IsDevice)
        {
            File.Delete(_path);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written, and does not exist.</exception>
    internal void Write(Action<Stream> write)
    {
        if (!IsDevice)
        {
            Replace(write, isProbe: false, _path);
            return;
        }

        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Write);
        using var content = new MemoryStream();
        write(content);
        content.WriteTo(stream);
    }

    private void Replace(Action<Stream> write, bool isProbe, string file)
    {
        var beside = $"{_path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: !isProbe);
            }

            if (!isProbe)
            {
                File.Move(beside, _path, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{file} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
