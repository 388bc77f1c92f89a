// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Pvmemcontrol.Properties.Device;

/// <summary>A thread that plays a vCPU.</summary>
internal sealed class Vcpu
{
    /// <summary>Longer than anything here takes on a busy machine.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a vCPU that must wait for another is watched not to end. For one that does not wait,
    /// <see cref="Patience"/> takes no longer and is certain.
    /// </summary>
    internal static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(200);

    /// <summary>More than a wait for a type's initializer takes.</summary>
    private const int PollsAtRest = 20;

    private readonly Thread _thread;
    private Exception? _failure;

    private Vcpu(Action work)
    {
        _thread = new Thread(() => Run(work)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Starts it.</summary>
    internal static Vcpu Start(Action work) => new(work);

    /// <summary>True when it ends in time.</summary>
    internal bool EndsWithin(TimeSpan time) => _thread.Join(time);

    /// <summary>
    /// True when it waits for something, false when it ends. Its state tells: time cannot tell a thread that waits from
    /// one without a CPU.
    /// </summary>
    internal bool ComesToRest()
    {
        var clock = Stopwatch.StartNew();
        for (var polls = 0; polls < PollsAtRest; polls = IsAtRest ? polls + 1 : 0)
        {
            if (_thread.Join(TimeSpan.FromMilliseconds(1)))
            {
                return false;
            }

            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException("a vCPU neither waits nor ends");
            }
        }

        return true;
    }

    private bool IsAtRest => _thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin);

    /// <summary>Waits for its end, and fails as it failed.</summary>
    internal void Join()
    {
        if (!_thread.Join(Patience))
        {
            throw new TimeoutException("a vCPU's register access does not return");
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Join reports any exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = e;
        }
    }
}
