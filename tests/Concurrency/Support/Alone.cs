// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>
/// Tests that compare or keep schedules. Searches that run beside others in one process do not find the same schedule
/// each time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    internal const string Name = "alone in the process";
}
