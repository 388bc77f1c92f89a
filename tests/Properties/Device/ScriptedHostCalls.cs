// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Host calls that return what the test says.</summary>
/// <param name="answer">The errno of a call.</param>
internal sealed class ScriptedHostCalls(Func<FunctionCode, Errno> answer) : IHostCalls
{
    /// <summary>How many calls were made.</summary>
    internal int Calls { get; private set; }

    /// <inheritdoc/>
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        Calls++;
        return answer(function);
    }

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length)
    {
        Calls++;
        return answer(FunctionCode.DontDump);
    }
}
