// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>The misc class; entering it is recorded.</summary>
internal sealed class RacingMisc(Schedule schedule) : MiscCore
{
    /// <inheritdoc/>
    public override int Register(IFileOperations operations)
    {
        schedule.Note("misc_register");
        return base.Register(operations);
    }

    /// <inheritdoc/>
    public override void Deregister(IFileOperations operations)
    {
        schedule.Note("misc_deregister");
        base.Deregister(operations);
    }
}
