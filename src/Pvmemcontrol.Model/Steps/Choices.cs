// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Steps;

/// <summary>What others than the actor decide at a step.</summary>
public enum Choices
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The kernel: whether the step succeeds or memory (or another resource) is short.</summary>
    MayFail,

    /// <summary>The scheduler: on which CPU the task is from here on.</summary>
    Cpu,

    /// <summary>The device: whether a register write is taken as specified, or the device fails.</summary>
    Command,

    /// <summary>The device: how it ends a request.</summary>
    Request,

    /// <summary>The allocator: whether there is memory, and whether a buffer in it crosses a page boundary.</summary>
    Channels,
}
