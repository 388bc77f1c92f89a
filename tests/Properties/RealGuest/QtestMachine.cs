// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>
/// The rig's QEMU without a kernel: the test is the vCPU. QEMU's qtest protocol has a line for each access to guest
/// physical memory or an I/O port, and a line for its answer.
/// </summary>
internal sealed class QtestMachine : IDisposable
{
    /// <summary>Guest physical address of BAR0.</summary>
    internal const ulong Bar = 0xFE40_0000;

    private const uint ConfigurationAddress = 0xCF8;
    private const uint ConfigurationData = 0xCFC;
    private const uint Enable = 0x8000_0000;
    private const int Devices = 32;
    private const uint MemoryDecoding = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _qemu;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    /// <summary>Starts QEMU with a device that is served on a socket.</summary>
    internal QtestMachine(string device)
    {
        var folder = TemporaryDirectory.Make();
        File.WriteAllText(Path.Combine(folder, "initramfs.cpio"), "");
        var path = Path.Combine(folder, "qtest");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var start = new ProcessStartInfo("bash",
            [Repository.PathOf("guest", "rig"), "boot", folder, device, "--", "-qtest", $"unix:{path}"])
        {
            // The guest's console is there, and is not read.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["PVMEMCONTROL_ACCEL"] = "qtest" },
        };
        _qemu = Process.Start(start)!;
        try
        {
            var accepting = listener.AcceptAsync();
            _stream = accepting.Wait(Patience)
                ? new NetworkStream(accepting.Result, ownsSocket: true)
                : throw new TimeoutException("QEMU does not connect");
            _stream.ReadTimeout = (int)Patience.TotalMilliseconds;
            _reader = new StreamReader(_stream, Encoding.ASCII);
            Map();
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Bytes of shared memory that are resident in QEMU.</summary>
    internal long ResidentShared => 1024 * long.Parse(
        File.ReadLines($"/proc/{_qemu.Id}/status").Single(l => l.StartsWith("RssShmem:", StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    internal void WriteRegister(ulong offset, uint value) => Ask($"writel 0x{Bar + offset:x} 0x{value:x}");

    internal void WriteLongRegister(ulong offset, ulong value) => Ask($"writeq 0x{Bar + offset:x} 0x{value:x}");

    internal uint ReadRegister(ulong offset) => Number(Ask($"readl 0x{Bar + offset:x}"));

    internal void Write(ulong address, ReadOnlySpan<byte> data) =>
        Ask($"write 0x{address:x} 0x{data.Length:x} 0x{Convert.ToHexStringLower(data)}");

    internal byte[] Read(ulong address, int length) =>
        Convert.FromHexString(Ask($"read 0x{address:x} 0x{length:x}")[2..]);

    /// <summary>Every byte of a range.</summary>
    internal void Fill(ulong address, ulong length, byte value) =>
        Ask($"memset 0x{address:x} 0x{length:x} 0x{value:x}");

    public void Dispose()
    {
        End();
        _reader.Dispose();
        _stream.Dispose();
    }

    private void End()
    {
        _qemu.Kill(entireProcessTree: true);
        _qemu.WaitForExit();
        _qemu.Dispose();
    }

    /// <summary>What firmware does: finds the function, gives BAR0 an address, turns memory decoding on.</summary>
    private void Map()
    {
        const uint Identity = ((uint)PciIdentity.Device << 16) | PciIdentity.Vendor;
        for (var device = 0u; device < Devices; device++)
        {
            if (Configuration(device, 0) == Identity)
            {
                Configure(device, 0x10, (uint)Bar);
                Configure(device, 0x04, MemoryDecoding);
                return;
            }
        }

        throw new InvalidOperationException("QEMU has no such PCI function");
    }

    private uint Configuration(uint device, uint register)
    {
        Ask($"outl 0x{ConfigurationAddress:x} 0x{Enable | (device << 11) | register:x}");
        return Number(Ask($"inl 0x{ConfigurationData:x}"));
    }

    private void Configure(uint device, uint register, uint value)
    {
        Ask($"outl 0x{ConfigurationAddress:x} 0x{Enable | (device << 11) | register:x}");
        Ask($"outl 0x{ConfigurationData:x} 0x{value:x}");
    }

    private string Ask(string line)
    {
        _stream.Write(Encoding.ASCII.GetBytes(line + "\n"));
        var answer = _reader.ReadLine();
        return answer is not null && answer.StartsWith("OK", StringComparison.Ordinal)
            ? answer[2..].Trim()
            : throw new InvalidOperationException($"QEMU answers {line} with '{answer}'");
    }

    private static uint Number(string answer) =>
        (uint)ulong.Parse(answer[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
