// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace Pvmemcontrol.Drivers.Native;

/// <summary>
/// The native core with one driver's image in this process. There can be one: the driver's memory has fixed addresses.
/// </summary>
internal sealed unsafe class NativeCore
{
    internal const int Tasks = 12;
    internal const ulong Arena = 0x1000_0000_0000;
    internal const ulong ArenaPerTask = 1ul << 22;
    internal const ulong ArenaSize = ArenaPerTask * Tasks;
    internal const ulong ImageSize = 1ul << 20;
    internal const int Places = (int)((ArenaSize + ImageSize) >> PlaceShift);
    internal const int PlaceShift = 3;
    internal const byte ShadowNone = 0xff;
    internal const byte ShadowFreed = 0xfd;

    private volatile int _running;
    private readonly CoreEvent* _event;
    private readonly ulong* _isTracking;
    private readonly ulong* _hasGrown;
    private readonly ulong* _imageLow;
    private readonly ulong* _imageHigh;
    private readonly ulong* _stops;
    private readonly Fiber* _fibers;
    private readonly byte* _shadow;
    private readonly byte* _isShared;
    private readonly byte* _isLearned;
    private readonly ushort* _readers;
    private readonly ushort* _writers;
    private readonly delegate* unmanaged<uint, uint> _run;
    private readonly delegate* unmanaged<uint, void> _spawn;
    private readonly delegate* unmanaged<ulong*, void> _reset;
    private readonly delegate* unmanaged<void> _interrupt;

    /// <summary>Loads the core and the driver; nothing of the driver runs yet.</summary>
    /// <exception cref="InvalidOperationException">They cannot be loaded.</exception>
    internal NativeCore(string core, string driver)
    {
        // SAFETY: the layouts here are those of core.h, which is built from the same version of the tool; what is
        // mapped stays mapped as long as the process lives.
        var coreLibrary = Load(core);
        Check(((delegate* unmanaged<int>)NativeLibrary.GetExport(coreLibrary, "pvmkit_start"))(), "start");
        var state = (byte*)((delegate* unmanaged<void*>)NativeLibrary.GetExport(coreLibrary, "pvmkit_state"))();
        _event = (CoreEvent*)state;
        var words = (ulong*)(state + sizeof(CoreEvent));
        _isTracking = words;
        _hasGrown = words + 1;
        _imageLow = words + 2;
        _imageHigh = words + 3;
        _stops = words + 6;
        _fibers = (Fiber*)(words + 7);
        _shadow = (byte*)(_fibers + Tasks);
        _isShared = _shadow + Places;
        _isLearned = _isShared + Places;
        _readers = (ushort*)(_isLearned + Places);
        _writers = _readers + Places;
        _run = (delegate* unmanaged<uint, uint>)NativeLibrary.GetExport(coreLibrary, "pvmkit_run");
        _spawn = (delegate* unmanaged<uint, void>)NativeLibrary.GetExport(coreLibrary, "pvmkit_spawn");
        _reset = (delegate* unmanaged<ulong*, void>)NativeLibrary.GetExport(coreLibrary, "pvmkit_reset");
        _interrupt = (delegate* unmanaged<void>)NativeLibrary.GetExport(coreLibrary, "pvmkit_interrupt");
        Image = new DriverImage(Load(driver), this);
        var path = Marshal.StringToCoTaskMemUTF8(driver);
        Check(((delegate* unmanaged<nint, int>)NativeLibrary.GetExport(coreLibrary, "pvmkit_adopt"))(path), "adopt");
        Marshal.FreeCoTaskMem(path);
    }

    /// <summary>What the driver's image exports.</summary>
    internal DriverImage Image { get; }

    /// <summary>The event that ended the last run.</summary>
    internal ref CoreEvent Event => ref *_event;

    /// <summary>Tasks run concurrently: the core records who accesses which place.</summary>
    internal bool IsTracking
    {
        set => *_isTracking = value ? 1ul : 0;
    }

    /// <summary>A place was found to be shared that was not a point of the search.</summary>
    internal bool HasGrown
    {
        get => *_hasGrown != 0;
        set => *_hasGrown = value ? 1ul : 0;
    }

    /// <summary>Fibers stop at their <see cref="Fiber.StopAt"/>.</summary>
    internal bool Stops
    {
        set => *_stops = value ? 1ul : 0;
    }

    internal ulong ImageLow => *_imageLow;

    internal ulong ImageHigh => *_imageHigh;

    /// <summary>Where the driver's image begins: what addresses in its symbols are relative to.</summary>
    internal ulong TextLow => _imageLow[2];

    internal ref Fiber FiberOf(int task) => ref _fibers[task];

    /// <summary>Runs a fiber to its next event.</summary>
    internal EventKind Run(int task)
    {
        _running = task + 1;
        var kind = (EventKind)_run((uint)task);
        _running = 0;
        return kind;
    }

    /// <summary>A fiber is running; asked by another thread.</summary>
    internal bool IsRunning => _running > 0;

    /// <summary>Hooks that the running fiber has passed; asked by another thread.</summary>
    internal long TotalSteps => _running is > 0 and var running ? (long)_fibers[running - 1].Steps : 0;

    /// <summary>Makes a fiber new.</summary>
    internal void Spawn(int task) => _spawn((uint)task);

    /// <summary>
    /// The driver's data as loaded; <paramref name="used"/> bytes of each part of the arena are forgotten.
    /// </summary>
    internal void Reset(ReadOnlySpan<ulong> used)
    {
        fixed (ulong* first = used)
        {
            _reset(first);
        }
    }

    /// <summary>Stops a fiber that spins; from any thread.</summary>
    internal void Interrupt() => _interrupt();

    /// <summary>The number of the place of an address, or -1.</summary>
    internal int PlaceOf(ulong address) =>
        address - Arena < ArenaSize ? (int)((address - Arena) >> PlaceShift)
        : address - ImageLow < ImageHigh - ImageLow ? (int)((ArenaSize + (address - ImageLow)) >> PlaceShift)
        : -1;

    /// <summary>Makes the bytes of an allocation accessible, or not.</summary>
    internal void SetShadow(ulong address, ulong size, byte unless)
    {
        var place = PlaceOf(address);
        var whole = (int)(size >> PlaceShift);
        var rest = (byte)(size & 7);
        new Span<byte>(_shadow + place, whole).Fill(unless);
        if (rest > 0)
        {
            _shadow[place + whole] = unless == 0 ? rest : unless;
        }
    }

    /// <summary>True when all bytes may be accessed.</summary>
    internal bool IsAccessible(ulong address, ulong size)
    {
        var end = address + size;
        for (var at = address; at < end; at = (at | 7) + 1)
        {
            var place = PlaceOf(at);
            if (place < 0)
            {
                return false;
            }

            var shadow = _shadow[place];
            if (shadow != 0 && (shadow >= 8 || Math.Min(end, (at | 7) + 1) - (at & ~7ul) > shadow))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The kernel or the device accesses the driver's memory for a task: record() of core.c.</summary>
    internal void Record(int task, ulong address, ulong size, bool isWrite)
    {
        var last = PlaceOf(address + Math.Max(size, 1) - 1);
        for (var place = PlaceOf(address); *_isTracking != 0 && place >= 0 && place <= last; place++)
        {
            (isWrite ? _writers : _readers)[place] |= (ushort)(1 << task);
            var both = (ushort)(_readers[place] | _writers[place]);
            if (_writers[place] != 0 && (both & (both - 1)) != 0 && _isLearned[place] == 0)
            {
                _isLearned[place] = 1;
                HasGrown = true;
            }
        }
    }

    /// <summary>Makes the places learned so far points of the search.</summary>
    internal void ShareLearned() => new Span<byte>(_isLearned, Places).CopyTo(new Span<byte>(_isShared, Places));

    /// <summary>Makes every place a point of the search.</summary>
    internal void ShareAll()
    {
        new Span<byte>(_isLearned, Places).Fill(1);
        ShareLearned();
    }

    /// <summary>Forgets which places are shared.</summary>
    internal void ForgetShared()
    {
        new Span<byte>(_isLearned, Places).Clear();
        new Span<byte>(_isShared, Places).Clear();
        HasGrown = false;
    }

#pragma warning disable CA1822 // An address means something only while a core is loaded.
    /// <summary>Memory of this process.</summary>
    internal Span<byte> Memory(ulong address, int size) => new((void*)address,
        size); // SAFETY: callers ask IsAccessible.

    /// <summary>8 bytes of this process.</summary>
    internal ulong Read64(ulong address) => *(ulong*)address;

    /// <summary>4 bytes of this process.</summary>
    internal uint Read32(ulong address) => *(uint*)address;

    /// <summary>Writes 8 bytes of this process.</summary>
    internal void Write64(ulong address, ulong value) => *(ulong*)address = value;

    /// <summary>Writes 4 bytes of this process.</summary>
    internal void Write32(ulong address, uint value) => *(uint*)address = value;

    /// <summary>A C string.</summary>
    internal string Text(ulong address) => address == 0 ? "" : Marshal.PtrToStringUTF8((nint)address) ?? "";

#pragma warning restore CA1822

    private static nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException($"{path} cannot be loaded: {e.Message}", e);
        }
    }

    private static void Check(int error, string what)
    {
        if (error < 0)
        {
            throw new InvalidOperationException($"the native core cannot {what}: errno {-error}");
        }
    }
}
