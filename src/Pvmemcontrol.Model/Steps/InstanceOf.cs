// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;

namespace Pvmemcontrol.Model.Steps;

/// <summary>Where a shared function finds the device: in a global variable, in a local one, in a file.</summary>
/// <param name="context">The state.</param>
public delegate int InstanceOf(ref StepContext context);
