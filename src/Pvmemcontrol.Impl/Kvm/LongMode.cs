// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// struct kvm_sregs of a vCPU in long mode at CPL 3. There is no descriptor table and no handler: a guest that raises
/// an exception shuts down.
/// </summary>
internal static class LongMode
{
    private const int SegmentSize = 0x18;
    private const int CodeAt = 0;
    private const int DataAt = SegmentSize;
    private const int DataSegments = 5;
    private const int TaskAt = 0x90;
    private const int Cr0At = 0xE0;
    private const int Cr3At = 0xF0;
    private const int Cr4At = 0xF8;
    private const int EferAt = 0x108;

    /// <summary>PE, MP, ET, NE, WP, PG.</summary>
    private const ulong Cr0 = 0x8001_0033;

    /// <summary>PAE, OSFXSR, OSXMMEXCPT.</summary>
    private const ulong Cr4 = 0x620;

    /// <summary>LME, LMA.</summary>
    private const ulong Efer = 0x500;

    private const ushort CodeSelector = 0x33;
    private const ushort DataSelector = 0x2B;
    private const byte ExecuteReadAccessed = 11;
    private const byte ReadWriteAccessed = 3;
    private const byte BusyTask = 11;
    private const byte User = 3;

    /// <summary>Changes what KVM_GET_SREGS gave.</summary>
    internal static void Write(Span<byte> registers, ulong pageTables)
    {
        WriteSegment(registers[CodeAt..], CodeSelector, ExecuteReadAccessed, User, isLong: true, isSystem: false);
        for (var i = 0; i < DataSegments; i++)
        {
            WriteSegment(registers[(DataAt + (i * SegmentSize))..], DataSelector, ReadWriteAccessed, User,
                isLong: false, isSystem: false);
        }

        WriteSegment(registers[TaskAt..], 0, BusyTask, 0, isLong: false, isSystem: true);
        BinaryPrimitives.WriteUInt64LittleEndian(registers[Cr0At..], Cr0);
        BinaryPrimitives.WriteUInt64LittleEndian(registers[Cr3At..], pageTables);
        BinaryPrimitives.WriteUInt64LittleEndian(registers[Cr4At..], Cr4);
        BinaryPrimitives.WriteUInt64LittleEndian(registers[EferAt..], Efer);
    }

    /// <summary>struct kvm_segment: base, limit, selector, type, present, dpl, db, s, l, g, avl, unusable.</summary>
    private static void WriteSegment(
        Span<byte> at, ushort selector, byte type, byte privilege, bool isLong, bool isSystem)
    {
        at[..SegmentSize].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], isSystem ? 0xFFFF : uint.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(at[12..], selector);
        at[14] = type;
        at[15] = 1;
        at[16] = privilege;
        at[17] = (byte)(isLong || isSystem ? 0 : 1);
        at[18] = (byte)(isSystem ? 0 : 1);
        at[19] = (byte)(isLong ? 1 : 0);
        at[20] = (byte)(isSystem ? 0 : 1);
    }
}
