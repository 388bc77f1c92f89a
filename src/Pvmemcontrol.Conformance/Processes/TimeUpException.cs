// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>A child process was ended because the <see cref="Deadline"/> has passed. It shows nothing.</summary>
internal sealed class TimeUpException() : Exception("the time is over");
