// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>Where the actor goes after the step: on to the next one, unless the step says otherwise.</content>
public readonly ref partial struct StepContext
{
    /// <summary>goto.</summary>
    public void Goto(Label label) => Go(Flow.To(label));

    /// <summary>if (condition) goto.</summary>
    public void GotoIf(bool condition, Label label)
    {
        if (condition)
        {
            Goto(label);
        }
    }

    /// <summary>if (err) goto.</summary>
    public void GotoIfError(Label label) => GotoIf(Error != ErrorCode.Success, label);

    /// <summary>return: out of the driver's function, or out of what the kernel does around it.</summary>
    public void Return() => Go(Flow.Return);

    /// <summary>if (condition) return.</summary>
    public void ReturnIf(bool condition)
    {
        if (condition)
        {
            Return();
        }
    }

    /// <summary>
    /// The step cannot be taken here: a lock is held, or the choice does not exist. The engine discards the step with
    /// everything that its body does.
    /// </summary>
    private void Block()
    {
        _outcome.Flow = Flow.Blocked;
        _footprint?.End();
    }

    /// <summary>Until the condition holds, the step cannot be taken.</summary>
    private void BlockUnless(bool condition)
    {
        if (!condition)
        {
            Block();
        }
    }

    private void Go(Flow flow)
    {
        if (_outcome.Flow.IsBlocked)
        {
            return;
        }

        if (!_outcome.Flow.IsNext)
        {
            throw new InvalidOperationException("a step goes to two places");
        }

        _outcome.Flow = flow;
    }
}
