// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>Finds out whether guests can be run on real vCPUs here, by running one.</summary>
public static class KvmProbe
{
    private const ulong Value = 0x1122_3344_5566_7788;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>Why there are no real vCPUs for guests here, in one line; null where there are.</summary>
    public static string? WhyNot => Found.Value;

    /// <summary>True where guests can be run on real vCPUs.</summary>
    public static bool IsUsable => WhyNot is null;

    private static string? Find()
    {
        // In a thread of its own: a KVM that never comes back must not hold up the caller.
        string? why = null;
        var thread = new Thread(() => why = TryGuest()) { IsBackground = true };
        thread.Start();
        return thread.Join(Patience) ? why : $"a small guest did not end within {Patience.TotalSeconds:0} s";
    }

    private static string? TryGuest()
    {
        try
        {
            using var memory = new GuestMemory(
                new GuestLayout(new Region(0x1_0000_0000, 2, Backing.PrivateAnonymous)), place: 5);
            using var guest = new KvmGuest(memory);
            using var register = new OneRegister();
            Span<byte> data = stackalloc byte[3 * sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(data, Value);
            var made = new KvmVcpu(guest, register).Perform(
                [
                    GuestAccess.Store(0x1_0000_0008, 8, 0), GuestAccess.Load(0x1_0000_0008, 8, 8),
                    GuestAccess.Store(Bar.Start, 8, 8), GuestAccess.Load(Bar.Start, 8, 16),
                ], data);
            return made == 4 && BinaryPrimitives.ReadUInt64LittleEndian(data[16..]) == Value
                ? null
                : "a small guest does not run as it should";
        }
        catch (HostException e)
        {
            return e.Message;
        }
    }

    private sealed class OneRegister : IMmioDevice
    {
        private readonly byte[] _value = new byte[sizeof(ulong)];

        public void Read(ulong offset, Span<byte> data) => _value.AsSpan(0, data.Length).CopyTo(data);

        public void Write(ulong offset, ReadOnlySpan<byte> data) => data.CopyTo(_value);

        public void Dispose()
        {
        }
    }
}
