// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.World;

namespace Pvmemcontrol.Model.Driver;

/// <summary>Where a shared function finds the device: in a global variable, in a local one, in a file.</summary>
/// <param name="moment">The state.</param>
public delegate int InstanceOf(ref Moment moment);
