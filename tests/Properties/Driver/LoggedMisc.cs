// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A misc class that may be short of memory.</summary>
internal sealed class LoggedMisc(DriverLog log, FaultScript script) : MiscCore
{
    public override int Register(IFileOperations operations)
    {
        var choice = IsRegistered ? 0 : script.Next(1);
        log.Add(new DriverEvent.RegisterMisc(choice));
        return choice == 0 ? base.Register(operations) : -(int)Errno.ENOMEM;
    }

    public override void Deregister(IFileOperations operations)
    {
        log.Add(new DriverEvent.DeregisterMisc());
        base.Deregister(operations);
    }
}
