// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken, as version 4 is: the contents of the buffer are taken for the reply (line 142).</summary>
internal sealed class Drv011RequestTakenForReply(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool IsAnswered(in Request request, in Request reply) => true;
}
