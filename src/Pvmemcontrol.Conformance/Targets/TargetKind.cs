// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>What may be judged.</summary>
public enum TargetKind
{
    /// <summary>This project's own device.</summary>
    Impl,

    /// <summary>No device: bare host calls, to judge the host model.</summary>
    BareKernel,

    /// <summary>A shared library with the C interface of a device under test.</summary>
    Library,

    /// <summary>A .NET class that implements <see cref="IDeviceFactory"/>.</summary>
    Managed,

    /// <summary>A server of vfio-user that listens on a socket.</summary>
    Server,
}
