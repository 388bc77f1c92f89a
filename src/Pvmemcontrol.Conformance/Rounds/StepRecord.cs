// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The record of a step, with numbers from one counter of all vCPUs: a smaller one was taken earlier. Fixed layout: it
/// crosses a process boundary as it is.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StepRecord
{
    /// <summary>Bytes of a record.</summary>
    internal const int Size = 72;

    /// <summary>Taken before the device was called; 0 when the step did not begin.</summary>
    internal long Begun;

    /// <summary>Taken when the device returned; 0 when it did not.</summary>
    internal long Returned;

    /// <summary>Taken when the vCPU had read the result.</summary>
    internal long Seen;

    /// <summary>The value written to the command register.</summary>
    internal ulong Written;

    /// <summary>What the vCPU saw.</summary>
    internal Observation Observation;

    /// <summary>True while the device has not returned.</summary>
    internal readonly bool IsInFlight => Begun != 0 && Returned == 0;
}
