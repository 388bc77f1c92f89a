// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken, as version 4 is: the buffer belongs to the file (line 215), and nothing serialises its users.
/// </summary>
internal sealed class Drv007OneBufferPerFile(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    public override int Open(OpenFile file)
    {
        file.PrivateData = new CallBuffer();
        return base.Open(file);
    }

    protected override CallBuffer BufferOf(OpenFile file) => (CallBuffer)file.PrivateData!;
}
