// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.VfioUser.Tagging;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>The devices of one guest, and what is known of its driver. Thread-safe.</summary>
/// <param name="cpus">Possible CPUs; null: what the guest's program says.</param>
public sealed class JudgeSession(int? cpus = null)
{
    private readonly Lock _gate = new();
    private readonly List<DriverJudge> _judges = [];
    private readonly Coverage _coverage = new();
    private int? _saidCpus;
    private int _marks;
    private int _boots;
    private DriverJudge? _unbinding;
    private DriverJudge? _binding;
    private bool _isDone;

    /// <summary>Requirements that a session can judge, and what it needs for that.</summary>
    public static IReadOnlyDictionary<Requirement, string> Judged => JudgedRequirements.Needs;

    /// <summary>Tagged requests whose words all belong together.</summary>
    public long TaggedRequests { get; private set; }

    /// <summary>Handshakes from RESET to an answer to READY.</summary>
    public long Handshakes { get; private set; }

    /// <summary>How often the guest's program has started.</summary>
    public int Boots
    {
        get
        {
            lock (_gate)
            {
                return _boots;
            }
        }
    }

    /// <summary>True when the guest's program has come to its end.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                return _isDone;
            }
        }
    }

    /// <summary>True when the guest waits for more memory.</summary>
    public bool WantsMemory { get; private set; }

    /// <summary>True while the guest sleeps, or is about to.</summary>
    public bool IsAsleep { get; private set; }

    /// <summary>How many marks the guest has written.</summary>
    public int Marks => Volatile.Read(ref _marks);

    /// <summary>True when register writes are posted: nothing can be said of the driver.</summary>
    public bool IsPosted { get; private set; }

    /// <summary>What was found, in the order of requirements; only the VMM's part if writes are posted.</summary>
    public ImmutableArray<DriverFinding> Findings =>
    [
        .. _coverage.Findings().Where(f => !IsPosted || f.Requirement.Id.Area == RequirementArea.Vmm)
            .OrderBy(f => f.Requirement.Id.Area).ThenBy(f => f.Requirement.Id.Number),
    ];

    /// <summary>How often a requirement's situation arose; 0 if writes are posted.</summary>
    public long Exercised(Requirement requirement) => IsPosted ? 0 : _coverage.Exercised(requirement);

    /// <summary>A judge for one more device of the guest.</summary>
    /// <param name="name">The name of the device.</param>
    /// <param name="ram">The guest's RAM.</param>
    /// <param name="fault">What the device does wrong on purpose at the moment, by name.</param>
    public DriverJudge Add(string name, IGuestRam ram, Func<string> fault)
    {
        var judge = new DriverJudge(this, _coverage, name, ram, fault);
        lock (_gate)
        {
            _judges.Add(judge);
        }

        return judge;
    }

    /// <summary>Counts a report of the guest's kernel as a finding of the driver.</summary>
    /// <param name="requirement">What the driver violates.</param>
    /// <param name="module">The driver's module.</param>
    /// <param name="mark">How many marks the guest had written.</param>
    /// <param name="title">The line that says what is wrong.</param>
    /// <param name="lines">The whole report.</param>
    internal void Reported(
        Requirement requirement, string module, int mark, string title, ImmutableArray<string> lines)
    {
        _coverage.Exercise(requirement);
        _coverage.Find(requirement, () => new DriverFinding
        {
            Requirement = requirement,
            Device = $"module {module}",
            Observed = $"the guest's kernel reports: {title}",
            Accesses = [],
            Fault = "unknown",
            MarkNumber = mark,
            KernelReport = lines,
        });
    }

    internal int? Cpus => cpus ?? _saidCpus;

    internal bool HasOthers
    {
        get
        {
            lock (_gate)
            {
                return _judges.Count > 1;
            }
        }
    }

    /// <summary>The device that the driver is asked to leave, if it is another one.</summary>
    internal DriverJudge? OtherBeingUnbound(DriverJudge judge)
    {
        lock (_gate)
        {
            return _unbinding is { } other && other != judge ? other : null;
        }
    }

    /// <summary>The device that the driver is asked to take, if it is another one.</summary>
    internal DriverJudge? OtherBeingBound(DriverJudge judge)
    {
        lock (_gate)
        {
            return _binding is { } other && other != judge ? other : null;
        }
    }

    internal void CountTagged()
    {
        lock (_gate)
        {
            TaggedRequests++;
        }
    }

    internal void CountHandshake()
    {
        lock (_gate)
        {
            Handshakes++;
        }
    }

    internal void Marked(DriverJudge judge, Mark mark)
    {
        lock (_gate)
        {
            _marks++;
            if (mark.Kind == MarkKind.Boot)
            {
                _saidCpus = mark.Value;

                // Every device gets the mark.
                _boots += _judges.IndexOf(judge) == 0 ? 1 : 0;
            }

            _isDone |= mark.Kind == MarkKind.Done;
            WantsMemory |= mark.Kind == MarkKind.HotPlug;
            IsAsleep = mark.Kind switch
            {
                MarkKind.Suspend => true,
                MarkKind.Resumed or MarkKind.Boot => false,
                _ => IsAsleep,
            };
            _unbinding = mark.Kind switch
            {
                MarkKind.UnbindBegin => judge,
                MarkKind.UnbindEnd or MarkKind.Boot => null,
                _ => _unbinding,
            };
            _binding = mark.Kind switch
            {
                MarkKind.BindBegin => judge,
                MarkKind.BindEnd or MarkKind.Boot => null,
                _ => _binding,
            };
        }
    }

    internal void Posted(string device)
    {
        lock (_gate)
        {
            if (IsPosted)
            {
                return;
            }

            IsPosted = true;
        }

        _coverage.Exercise(VmmRequirements.CommandWritesAreSynchronous);
        _coverage.Find(VmmRequirements.CommandWritesAreSynchronous, () => new DriverFinding
        {
            Requirement = VmmRequirements.CommandWritesAreSynchronous,
            Device = device,
            Observed = "a register write came with the flag that asks for no answer: the guest goes on before the "
                + "device has performed it (QEMU: x-no-posted-writes=true)",
            Accesses = [],
            Fault = "none",
            MarkNumber = Marks,
        });
    }
}
