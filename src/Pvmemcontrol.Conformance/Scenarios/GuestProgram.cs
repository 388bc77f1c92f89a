// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The accesses by which a guest takes some steps, in order, and their bytes. A guest that cannot make an access leaves
/// out what is left of that step, and goes on with the next one.
/// </summary>
internal sealed class GuestProgram
{
    /// <summary>The most accesses of a step.</summary>
    private const int MostOfStep = 6;

    private readonly List<GuestAccess> _accesses = [];
    private readonly List<Part> _parts = [];
    private byte[] _data = new byte[128];
    private int _length;

    /// <summary>What a step shows, once its accesses are made.</summary>
    internal enum Shown
    {
        /// <summary>Nothing.</summary>
        Nothing,

        /// <summary>The number that the last access loaded.</summary>
        Value,

        /// <summary>The command and the response register, which the last two accesses loaded.</summary>
        Answer,

        /// <summary>The buffer, which the last access loaded.</summary>
        Reply,
    }

    /// <summary>How many steps there are.</summary>
    internal int Count => _parts.Count;

    /// <summary>True when another step is sure to fit into what a vCPU takes at once.</summary>
    internal bool HasRoom => _accesses.Count + MostOfStep <= KvmGuest.MostAccesses
        && _length + PageGeometry.Size <= KvmGuest.MostData;

    /// <summary>The bytes of all accesses.</summary>
    internal Span<byte> Data => _data.AsSpan(0, _length);

    /// <summary>All accesses.</summary>
    internal ReadOnlySpan<GuestAccess> Accesses => CollectionsMarshal.AsSpan(_accesses);

    /// <summary>The number of a step in its scenario.</summary>
    internal int StepOf(int part) => _parts[part].Step;

    /// <summary>The first access of a step.</summary>
    internal int StartOf(int part) => _parts[part].First;

    /// <summary>The access after its last one.</summary>
    internal int EndOf(int part) => part + 1 < _parts.Count ? _parts[part + 1].First : _accesses.Count;

    /// <summary>Begins without steps.</summary>
    internal void Clear()
    {
        _accesses.Clear();
        _parts.Clear();
        _length = 0;
    }

    /// <summary>Adds a step, to which the next accesses belong.</summary>
    internal void Begin(int step, Shown shown) => _parts.Add(new Part(step, _accesses.Count, shown));

    /// <summary>The guest loads; from a register at most 8 bytes.</summary>
    internal void Load(ulong address, int length)
    {
        _accesses.Add(GuestAccess.Load(address, length, _length));
        Take(length).Clear();
    }

    /// <summary>The guest stores; the bytes are to be filled in.</summary>
    internal Span<byte> Store(ulong address, int length)
    {
        _accesses.Add(GuestAccess.Store(address, length, _length));
        return Take(length);
    }

    /// <summary>The guest stores the low bytes of a number.</summary>
    internal void Store(ulong address, int length, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BitConverter.TryWriteBytes(bytes, value);
        bytes[..length].CopyTo(Store(address, length));
    }

    /// <summary>What a step shows of which these accesses were not made.</summary>
    internal Observation Observe(int part, int missing)
    {
        if (missing > 0)
        {
            return new Observation(_parts[part].Shown == Shown.Reply && missing == 1
                ? ObservationKind.ReplyFault
                : ObservationKind.Fault);
        }

        var last = EndOf(part) - 1;
        return _parts[part].Shown switch
        {
            Shown.Nothing => new Observation(ObservationKind.Nothing),
            Shown.Value => new Observation(ObservationKind.Value, Loaded(last)),
            Shown.Answer => new Observation(ObservationKind.Registers, Loaded(last - 1), Loaded(last)),
            Shown.Reply => Observation.OfBuffer(_accesses[last].In(_data)),
            var shown => throw new InvalidOperationException($"{shown}: no such thing is shown"),
        };
    }

    private ulong Loaded(int access)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        _accesses[access].In(_data).CopyTo(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    private Span<byte> Take(int length)
    {
        if (_length + length > _data.Length)
        {
            Array.Resize(ref _data, Math.Max(_length + length, 2 * _data.Length));
        }

        _length += length;
        return _data.AsSpan(_length - length, length);
    }

    /// <summary>A step.</summary>
    /// <param name="Step">Its number in the scenario.</param>
    /// <param name="First">Its first access.</param>
    /// <param name="Shown">What it shows.</param>
    private readonly record struct Part(int Step, int First, Shown Shown);
}
