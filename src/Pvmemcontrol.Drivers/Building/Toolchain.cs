// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Pvmemcontrol.Drivers.Building;

/// <summary>The driver cannot be built; the message is one line.</summary>
internal sealed class BuildException(string message) : Exception(message);

/// <summary>What a driver is built with.</summary>
/// <param name="Compiler">cc, gcc, clang or a path.</param>
/// <param name="Includes">Folders with headers, before those of the tool.</param>
/// <param name="Defines">NAME or NAME=VALUE.</param>
internal sealed record BuildOptions(string Compiler, IReadOnlyList<string> Includes, IReadOnlyList<string> Defines)
{
    /// <summary>A kernel tree whose user interface and PCI ids come before those of the tool, or null.</summary>
    internal string? KernelTree { get; init; }
}

/// <summary>Builds a driver's source with the native core.</summary>
internal sealed class Toolchain
{
    private static readonly string[] DriverFlags =
    [
        "-std=gnu11", "-nostdinc", "-Og", "-g", "-fno-inline", "-fPIC", "-fno-strict-aliasing", "-fno-builtin",
        "-ffreestanding", "-fno-omit-frame-pointer", "-mgeneral-regs-only", "-fsanitize=thread", "-fvisibility=hidden",
        "-Werror=implicit-function-declaration",
        "-fno-diagnostics-color", "-D__KERNEL__", "-DMODULE", "-DKBUILD_MODNAME=\"pvmemcontrol\"",
    ];

    private const int NoSuchFile = 2;

    private readonly BuildOptions _options;
    private readonly string _kit;
    private readonly bool _isClang;

    /// <param name="options">What the driver is built with.</param>
    /// <param name="folder">For this run; what cannot be kept for the next one goes there too.</param>
    internal Toolchain(BuildOptions options, string folder)
    {
        _options = options;
        if (options.Includes.FirstOrDefault(i => !Directory.Exists(i)) is { } missing)
        {
            throw new BuildException($"--include: there is no folder {missing}");
        }

        var version = Run(options.Compiler, ["--version"], out var exitCode);
        if (exitCode != 0)
        {
            throw new BuildException($"{options.Compiler} --version fails: {FirstLine(version)}");
        }

        _isClang = version.Contains("clang", StringComparison.Ordinal);
        CompilerVersion = FirstLine(version);
        _kit = Unpack(folder);
        Core = System.IO.Path.Combine(_kit, "core.so");
        BuildCore();
    }

    /// <summary>The compiler's first line about itself.</summary>
    internal string CompilerVersion { get; }

    /// <summary>The native core as a shared library.</summary>
    internal string Core { get; }

    /// <summary>Builds the driver into <paramref name="folder"/>; the path of the shared library.</summary>
    /// <exception cref="BuildException">It cannot be built.</exception>
    internal string Build(IReadOnlyList<string> sources, string folder)
    {
        var output = System.IO.Path.Combine(folder, "driver.so");
        List<string> arguments = [.. DriverFlags, .. VolatileFlags];
        var own = Run(_options.Compiler, ["-print-file-name=include"], out _).Trim();
        arguments.AddRange(["-isystem", own]);
        arguments.AddRange(_options.Defines.Select(d => $"-D{d}"));
        arguments.AddRange(_options.Includes.Select(i => $"-I{i}"));
        arguments.AddRange(FromTree(folder).Select(i => $"-I{i}"));
        arguments.AddRange([$"-I{System.IO.Path.Combine(_kit, "include")}", "-include", "pvmc/all.h"]);
        arguments.AddRange(sources);
        arguments.Add(Glue());
        arguments.AddRange(["-shared", "-nostdlib", "-Wl,-z,norelro", "-Wl,-z,now", "-Wl,-z,defs", "-Wl,-Bsymbolic",
            Core, "-o", output]);
        var said = Run(_options.Compiler, arguments, out var exitCode);
        return exitCode == 0 ? output : throw new BuildException(BuildErrors.Explain(said, _kit));
    }

    /// <summary>
    /// The headers of a kernel tree that stand alone: of its others, each would bring the whole kernel with it.
    /// </summary>
    private IEnumerable<string> FromTree(string folder)
    {
        if (_options.KernelTree is not { } tree)
        {
            yield break;
        }

        string[] wanted = ["include/uapi/linux/pvmemcontrol.h", "include/linux/pci_ids.h"];
        var found = wanted.Where(h => File.Exists(System.IO.Path.Combine(tree, h))).ToList();
        if (found.Count == 0)
        {
            throw new BuildException($"--kernel-tree: {tree} has neither {string.Join(" nor ", wanted)}");
        }

        foreach (var header in found)
        {
            var content = File.ReadAllText(System.IO.Path.Combine(tree, header));
            Write(System.IO.Path.Combine(folder, "tree", header["include/".Length..]), content);
            Write(System.IO.Path.Combine(folder, "tree", "linux", System.IO.Path.GetFileName(header)), content);
        }

        yield return System.IO.Path.Combine(folder, "tree");
    }

    /// <summary>What every driver is linked with; made once.</summary>
    private string Glue()
    {
        var glue = System.IO.Path.Combine(_kit, "glue.o");
        if (File.Exists(glue))
        {
            return glue;
        }

        var making = $"{glue}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        var include = System.IO.Path.Combine(_kit, "include");
        var said = Run(_options.Compiler, [.. DriverFlags, .. VolatileFlags, $"-I{include}", "-c",
            System.IO.Path.Combine(include, "pvmc", "glue.c"), "-o", making], out var exitCode);
        Keep(making, glue, said, exitCode);
        return glue;
    }

    private string[] VolatileFlags => _isClang
        ? ["-mllvm", "-tsan-distinguish-volatile=1"]
        : ["--param", "tsan-distinguish-volatile=1"];

    private void BuildCore()
    {
        if (File.Exists(Core))
        {
            return;
        }

        var making = $"{Core}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        var said = Run(_options.Compiler, ["-std=gnu17", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-pthread",
            System.IO.Path.Combine(_kit, "core.c"), "-o", making], out var exitCode);
        Keep(making, Core, said, exitCode);
    }

    private void Keep(string making, string file, string said, int exitCode)
    {
        if (exitCode != 0 || !File.Exists(making))
        {
            throw new BuildException(exitCode != 0 ? $"the native core cannot be built: {FirstLine(said)}"
                : $"{_options.Compiler} is no compiler: it has made no file");
        }

        File.Move(making, file, overwrite: true);
    }

    /// <summary>
    /// The core and the headers in a folder that is named after their content: made once, or for this run where nothing
    /// can be kept.
    /// </summary>
    private string Unpack(string folder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen ? chosen
            : home.Length > 0 ? System.IO.Path.Combine(home, ".cache")
            : folder;
        try
        {
            return UnpackInto(cache);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return UnpackInto(folder);
        }
    }

    private string UnpackInto(string cache)
    {
        var assembly = typeof(Toolchain).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith("core/", StringComparison.Ordinal)
            || n.StartsWith("include/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var contents = files.ConvertAll(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\0', contents) + CompilerVersion)))[..16];
        var kit = System.IO.Path.Combine(cache, "pvmemcontrol", $"driver-kit-{hash}");
        if (Directory.Exists(kit))
        {
            return kit;
        }

        var making = $"{kit}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        for (var i = 0; i < files.Count; i++)
        {
            var name = files[i].StartsWith("core/", StringComparison.Ordinal) ? files[i][5..] : files[i];
            Write(System.IO.Path.Combine(making, name), contents[i]);
            if (name == "include/headers.txt")
            {
                foreach (var header in contents[i].Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
                {
                    Write(System.IO.Path.Combine(making, "include", header), "#include <pvmc/all.h>\n");
                }
            }
        }

        try
        {
            Directory.Move(making, kit);
        }
        catch (IOException) when (Directory.Exists(kit))
        {
            // Another process was faster.
            Directory.Delete(making, recursive: true);
        }

        return kit;
    }

    private static void Write(string path, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, content);
        }
    }

    internal static string FirstLine(string text) => text.Split('\n')[0].Trim();

    /// <summary>Runs a tool; what it says.</summary>
    /// <exception cref="BuildException">There is no such tool.</exception>
    internal static string Run(string tool, IEnumerable<string> arguments, out int exitCode)
    {
        var start = new ProcessStartInfo(tool)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            exitCode = process.ExitCode;
            return output + errors.Result;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BuildException(e.NativeErrorCode == NoSuchFile ? $"there is no C compiler '{tool}'"
                : $"'{tool}' cannot be run: {new System.ComponentModel.Win32Exception(e.NativeErrorCode).Message}");
        }
    }
}
