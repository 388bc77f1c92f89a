// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>munged, slurmctld and slurmd on this machine, with a folder, a key and ports of their own.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<Process> _daemons = [];
    private readonly string _configuration;

    /// <summary>Starts all three, and waits until the node is idle.</summary>
    internal SlurmCluster()
    {
        _configuration = Path.Combine(Folder, "slurm.conf");
        var (key, socket) = (Path.Combine(Folder, "munge.key"), Path.Combine(Folder, "munge"));
        File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(1024));
        _ = Command.Run("chmod", ["400", key]);
        File.WriteAllText(_configuration, $"""
            ClusterName=campaign
            SlurmctldHost=localhost(127.0.0.1)
            AuthInfo=socket={socket}
            CredType=cred/munge
            SlurmUser=root
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            StateSaveLocation={Directory.CreateDirectory(Path.Combine(Folder, "state"))}
            SlurmdSpoolDir={Directory.CreateDirectory(Path.Combine(Folder, "spool"))}
            SlurmctldPidFile={Folder}/slurmctld.pid
            SlurmdPidFile={Folder}/slurmd.pid
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            MpiDefault=none
            SlurmdParameters=config_overrides
            NodeName=localhost NodeAddr=127.0.0.1 CPUs=2
            PartitionName=all Nodes=ALL Default=YES

            """);
        try
        {
            Begin(key, socket);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void Begin(string key, string socket)
    {
        Begin("munged", "--foreground", "--force", $"--key-file={key}", $"--socket={socket}",
            $"--pid-file={Folder}/munged.pid", $"--log-file={Folder}/munged.log", $"--seed-file={Folder}/munged.seed");
        Await(() => File.Exists(socket));
        Begin("slurmctld", "-D", "-i", "-f", _configuration);
        Begin("slurmd", "-D", "-N", "localhost", "-f", _configuration);
        Await(() => Run("sinfo", ["--noheader", "--format=%T"]).Output.Trim() == "idle");
    }

    /// <summary>The programs of Debian's packages slurmctld, slurmd, slurm-client and munge that it needs.</summary>
    internal static string[] Needed { get; } = ["munged", "slurmctld", "slurmd", "sbatch", "sinfo", "squeue"];

    internal string Folder { get; } = TemporaryDirectory.Make();

    /// <summary>The path of a program, or null; daemons are in directories that not every PATH has.</summary>
    internal static string? Find(string program) => Programs.Find(program, "/usr/sbin", "/sbin");

    /// <summary>Runs a program that finds this cluster.</summary>
    internal (int ExitCode, string Output) Run(
        string program, string[] arguments, params ReadOnlySpan<KeyValuePair<string, string>> variables) =>
        Command.Run(program, arguments, [.. variables, new("SLURM_CONF", _configuration)]);

    /// <summary>Waits until there is no job.</summary>
    internal void AwaitIdle() => Await(() => Run("squeue", ["--noheader"]) is (0, "") or (0, "\n"));

    public void Dispose()
    {
        _daemons.Reverse();
        foreach (var daemon in _daemons)
        {
            daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }

        _daemons.Clear();
    }

    private void Begin(string program, params string[] arguments) =>
        _daemons.Add(Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", "exec \"$@\" >> \"$0\" 2>&1", Path.Combine(Folder, "log"), Find(program)!, .. arguments]))!);

    private void Await(Func<bool> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            if (clock.Elapsed > Patience || _daemons.Exists(d => d.HasExited))
            {
                throw new TimeoutException($"Slurm is not ready:\n{File.ReadAllText(Path.Combine(Folder, "log"))}");
            }

            Thread.Sleep(Pause);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
