// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Faults;

/// <summary>
/// What a device does wrong on purpose, so that its driver has to bear it. The numbers are the marks'.
/// </summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The first RESET is not acknowledged.</summary>
    ResetUnanswered = 1,

    /// <summary>REGISTER is answered ERROR.</summary>
    RegisterRefused = 2,

    /// <summary>READY is not acknowledged.</summary>
    ReadyUnanswered = 3,

    /// <summary>INFO is not answered.</summary>
    InfoUnanswered = 4,

    /// <summary>INFO is answered with an error and an error code.</summary>
    InfoRefused = 5,

    /// <summary>INFO is answered with page size 0.</summary>
    InfoPageSizeZero = 6,

    /// <summary>DISCONNECT is not acknowledged; RESET is.</summary>
    DisconnectUnanswered = 7,

    /// <summary>Neither DISCONNECT nor a later RESET is acknowledged: the channels are not dropped.</summary>
    NeverDropped = 8,

    /// <summary>Requests take some milliseconds.</summary>
    Slow = 9,

    /// <summary>From the first tagged request on, none is answered.</summary>
    Silent = 10,

    /// <summary>From the first tagged request on, all registers read as ones and writes have no effect.</summary>
    Gone = 11,

    /// <summary>Tagged requests are refused with ENOMEM.</summary>
    Refused = 12,

    /// <summary>Of tagged requests every third is not answered.</summary>
    RepliesLost = 13,
}
