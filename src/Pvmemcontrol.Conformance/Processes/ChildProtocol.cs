// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>The messages between a child process for foreign code and the process that judges: one byte each.</summary>
internal static class ChildProtocol
{
    /// <summary>Comes first, before the target is loaded.</summary>
    internal const byte Begun = (byte)'B';

    /// <summary>The answer when the target is loaded.</summary>
    internal const byte Ready = (byte)'R';

    /// <summary>The answer when the target or this host cannot be used; a line of text follows.</summary>
    internal const byte Unusable = (byte)'U';

    /// <summary>The answer when the request of the process that judges is done.</summary>
    internal const byte Done = (byte)'D';

    /// <summary>Runs the child's side. It may die at any time; the process that started it decides what that means.
    /// </summary>
    /// <param name="arguments">What the child was started with.</param>
    /// <param name="serve">Loads the target and answers, on the streams to the process that judges.</param>
    /// <returns>The process's exit code.</returns>
    internal static int Serve(ChildArguments arguments, Action<Stream, Stream> serve)
    {
        ExpendableProcess.Become();
        var (input, output) = StandardStreams.Take();
        output.WriteByte(Begun);
        try
        {
            if (arguments.LockLimit != ulong.MaxValue)
            {
                LockLimit.Impose(arguments.LockLimit);
            }

            serve(input, output);
        }
        catch (TargetUnusableException e)
        {
            output.Write([Unusable, .. Encoding.UTF8.GetBytes(e.Message)]);
        }
        catch (HostException e)
        {
            // The device is not blamed for what the host refuses to the child itself.
            output.Write([Unusable, .. Encoding.UTF8.GetBytes($"the runner cannot work on this host: {e.Message}")]);
        }

        return 0;
    }
}
