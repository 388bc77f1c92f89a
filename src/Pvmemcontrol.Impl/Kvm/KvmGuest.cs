// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// A VM with one vCPU in long mode at CPL 3, whose memory slots are over the mappings of some guest RAM. Slots stay
/// when this guest RAM is unmapped and other guest RAM mapped at the same addresses. A program ends with a jump to the
/// place of the next one: so the vCPU gets there without a system call that changes its registers.
/// </summary>
public sealed class KvmGuest : IDisposable
{
    private const int FirstRegionSlot = 1;

    private readonly GuestPlatform _platform;
    private readonly nint[] _bases;
    private readonly Region[] _regions;
    private readonly GuestAccess[] _accesses = new GuestAccess[MostAccesses];
    private readonly int[] _ends = new int[MostAccesses];
    private int _count;
    private int _taken;
    private int _registersLeft;
    private int _program;
    private int _ring;

    /// <summary>True when the vCPU, let go, comes to the place of the next program.</summary>
    private bool _isOnItsWay;

    /// <summary>Makes a VM over this guest RAM.</summary>
    /// <exception cref="HostException">KVM cannot be used, or not with this guest RAM; one line.</exception>
    public KvmGuest(GuestMemory memory, bool isLogged = false)
    {
        _regions = [.. memory.Layout.Regions];
        _bases = [.. Enumerable.Range(0, _regions.Length).Select(memory.BaseOf)];
        _platform = new GuestPlatform(memory.Layout);
        try
        {
            Machine = new VirtualMachine();
            Machine.SetSlot(0, GuestPlatform.Start, GuestPlatform.Length, _platform.HostAddress);
            for (var i = 0; i < _regions.Length; i++)
            {
                Machine.SetSlot(SlotOf(i), _regions[i].Start, _regions[i].Length, _bases[i], isLogged);
            }

            Vcpu = Machine.CreateVcpu();
            Vcpu.EnterUserMode(GuestPlatform.PageTables);
        }
        catch (HostException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The most accesses of one program.</summary>
    public const int MostAccesses = 48;

    /// <summary>The most bytes of its accesses together.</summary>
    public const int MostData = GuestPlatform.DataSize;

    /// <summary>The VM.</summary>
    public VirtualMachine Machine { get; } = null!;

    /// <summary>Its vCPU.</summary>
    public Vcpu Vcpu { get; } = null!;

    private Span<byte> Data => _platform.Data(_program);

    /// <summary>The place of the other program, in bytes from that of this one.</summary>
    private int ToOther => _program == 0 ? GuestPlatform.ProgramSize : -GuestPlatform.ProgramSize;

    /// <summary>The slot of a region.</summary>
    public static int SlotOf(int region) => FirstRegionSlot + region;

    /// <summary>True for a store to the address that says that a program is done.</summary>
    public static bool IsDone(VcpuExit.Mmio exit) => exit is { IsWrite: true, Address: GuestPlatform.Doorbell };

    /// <summary>True when the slots are over the mappings of this guest RAM too.</summary>
    public bool IsOver(GuestMemory memory)
    {
        var regions = memory.Layout.Regions;
        if (regions.Length != _regions.Length)
        {
            return false;
        }

        for (var i = 0; i < _regions.Length; i++)
        {
            if (regions[i].Start != _regions[i].Start || regions[i].Pages != _regions[i].Pages
                || memory.BaseOf(i) != _bases[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives the guest a program of accesses; the next run of the vCPU begins it.</summary>
    /// <exception cref="HostException">KVM refused.</exception>
    public void Load(ReadOnlySpan<GuestAccess> accesses, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accesses.Length, MostAccesses);
        var code = Begin();
        data.CopyTo(Data);
        _registersLeft = 0;
        for (var i = 0; i < accesses.Length; i++)
        {
            _registersLeft += Bar.Has(accesses[i].Address) ? 1 : 0;
            code.Add(accesses[i], GuestPlatform.DataAddress(_program) + (ulong)accesses[i].At);
            _ends[i] = code.Length;
        }

        accesses.CopyTo(_accesses);
        End(code, accesses.Length);
    }

    /// <summary>Gives the guest a program of one instruction that moves 4 bytes from one address to another.</summary>
    /// <param name="from">A register in BAR0, which makes KVM emulate the instruction, or guest RAM.</param>
    /// <param name="to">Guest RAM.</param>
    /// <exception cref="HostException">KVM refused.</exception>
    public void LoadMove(ulong from, ulong to)
    {
        var code = Begin();
        code.AddMove(from, to);
        _ends[0] = code.Length;
        _accesses[0] = default;
        _registersLeft = 0;
        End(code, 1);
    }

    /// <summary>
    /// To be asked once for each register access that the device performed: true when it is the program's last access.
    /// Then there is no need to let the guest go on until it rings, which takes another exit.
    /// </summary>
    public bool IsLast(VcpuExit.Mmio exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        var last = _count == 0 ? default : _accesses[_count - 1];
        return --_registersLeft == 0 && exit.Address == last.Address && exit.Length == last.Length
            && exit.IsWrite == last.IsStore;
    }

    /// <summary>Takes what loads read, after the last access was one to a register.</summary>
    /// <exception cref="HostException">KVM refused.</exception>
    public void TakeAtRegister(Span<byte> data)
    {
        Take(_count - 1, data);
        var last = _accesses[_count - 1];
        if (!last.IsStore)
        {
            // The guest is about to load, and to store that where its data is taken from.
            Vcpu.Complete();
            Vcpu.Accumulator[..last.Length].CopyTo(last.In(data));
        }

        GuestCode.WriteJump(_platform.Code(_program), _ring, ToOther);
        _isOnItsWay = true;
    }

    /// <summary>Takes what loads read, after the guest rang.</summary>
    public void TakeAll(Span<byte> data)
    {
        Take(_count, data);
        _isOnItsWay = true;
    }

    /// <summary>
    /// Takes what loads read before an access for which the vCPU left the guest; how many accesses it made.
    /// </summary>
    /// <param name="exit">How the vCPU left the guest for that access.</param>
    /// <param name="data">Where loads put what they read.</param>
    public int TakeUpTo(VcpuExit exit, Span<byte> data)
    {
        var at = (int)(Vcpu.InstructionPointer - GuestPlatform.CodeAddress(_program));
        if (exit is VcpuExit.Mmio { IsWrite: true })
        {
            // KVM is past the instruction when it gives a store to the VMM; nothing else ends within the last byte.
            at--;
        }

        var made = 0;
        while (made < _count && _ends[made] <= at)
        {
            made++;
        }

        Take(made, data);
        return made;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Vcpu?.Dispose();
        Machine?.Dispose();
        _platform.Dispose();
    }

    private GuestCode Begin()
    {
        _program ^= 1;
        if (!_isOnItsWay)
        {
            Vcpu.Complete();
            Vcpu.JumpTo(GuestPlatform.CodeAddress(_program));
        }

        _isOnItsWay = false;
        return new GuestCode(_platform.Code(_program));
    }

    private void End(GuestCode code, int count)
    {
        _count = count;
        _taken = 0;
        _ring = code.Length;
        code.Ring(GuestPlatform.Doorbell);
        code.Jump(ToOther);
    }

    /// <summary>Takes what the loads among the first accesses read, as far as that was not taken before.</summary>
    private void Take(int made, Span<byte> data)
    {
        for (; _taken < made; _taken++)
        {
            if (!_accesses[_taken].IsStore)
            {
                _accesses[_taken].In(Data).CopyTo(_accesses[_taken].In(data));
            }
        }
    }
}
