// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Bench.Spin.Worlds;

/// <summary>The world of removal.pml, state by state and step by step.</summary>
internal sealed class RemovalWorld : IPackedWorld<ulong>
{
    private const int Tasks = 7;
    private const int TaskBits = 3;
    private const ulong TaskMask = (1 << TaskBits) - 1;

    private const ulong Present = 1UL << 40;
    private const ulong Writer = 1UL << 41;
    private const int ReadersShift = 42;
    private const ulong Reader = 1UL << ReadersShift;
    private const ulong Readers = 15UL << ReadersShift;
    private const int RemoverShift = 48;
    private const ulong RemoverStep = 1UL << RemoverShift;

    // Where a task is; of a command that was written, also how far the device is.
    private enum At : ulong
    {
        Start,
        WantsRequest,
        WantsInfo,
        HasLockForRequest,
        HasLockForInfo,
        Asked,
        Replied,
        Unlocks,
    }

    public string Name => "removal";

    public string Bounds => "7 tasks, 1 remover, 1 device, 7 channels";

    public ImmutableArray<Requirement> Always => [];

    public ImmutableArray<string> Sometimes => [];

    public Requirement? Deadlock => null;

    public ImmutableArray<ReachableGoal> ReachableGoals => [];

    public ImmutableArray<ulong> Initial => [Present];

    public void Expand(ulong state, Expansion<ulong> into)
    {
        for (var task = 0; task < Tasks; task++)
        {
            StepTask(state, task, into);
        }

        StepRemover(state, into);
    }

    public StepLabel Label(ulong state, int action) =>
        action < Tasks ? new StepLabel($"task {action}", AtOf(state, action).ToString()) : new StepLabel("remover", "");

    public string Show(ulong state) => $"{state:x16}";

    private static At AtOf(ulong state, int task) => (At)((state >> (task * TaskBits)) & TaskMask);

    private static ulong With(ulong state, int task, At at)
    {
        var shift = task * TaskBits;
        return (state & ~(TaskMask << shift)) | ((ulong)at << shift);
    }

    private static void StepTask(ulong state, int task, Expansion<ulong> into)
    {
        var at = AtOf(state, task);
        switch (at)
        {
            case At.Start:
                if ((state & Present) != 0)
                {
                    into.Add(With(state, task, At.WantsRequest), task);
                    into.Add(With(state, task, At.WantsInfo), task);
                }

                break;
            case At.WantsRequest or At.WantsInfo:
                if ((state & Writer) == 0)
                {
                    var has = at == At.WantsInfo ? At.HasLockForInfo : At.HasLockForRequest;
                    into.Add(With(state, task, has) + Reader, task);
                }

                break;
            case At.HasLockForRequest or At.HasLockForInfo when (state & Present) == 0:
                into.Add(With(state, task, At.Start) - Reader, task);
                break;
            case At.HasLockForRequest:
                into.Add(With(state, task, At.Asked), task);
                break;
            case At.HasLockForInfo:
                into.Add(With(state, task, At.Unlocks), task);
                break;
            case At.Asked:
                into.Add(With(state, task, At.Replied), task);
                break;
            case At.Replied:
                into.Add(With(state, task, At.Unlocks), task);
                break;
            case At.Unlocks:
                into.Add(With(state, task, At.Start) - Reader, task);
                break;
            default:
                throw new InvalidOperationException($"{at} is nowhere");
        }
    }

    private static void StepRemover(ulong state, Expansion<ulong> into)
    {
        switch ((state >> RemoverShift) % 8)
        {
            case 0 or 3:
                if ((state & (Writer | Readers)) == 0)
                {
                    into.Add((state | Writer) + RemoverStep, Tasks);
                }

                break;
            case 1:
                into.Add((state & ~Present) + RemoverStep, Tasks);
                break;
            case 2:
                into.Add((state & ~Writer) + RemoverStep, Tasks);
                break;
            case 4:
                into.Add((state | Present) + RemoverStep, Tasks);
                break;
            case 5:
                into.Add((state & ~Writer) - (5 * RemoverStep), Tasks);
                break;
            default:
                throw new InvalidOperationException("the remover is nowhere");
        }
    }
}
