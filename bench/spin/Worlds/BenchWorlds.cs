// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Bench.Spin.Worlds;

/// <summary>The worlds that exist in both languages; their names are those of the Promela files.</summary>
internal static class BenchWorlds
{
    internal static IReadOnlyList<IWorld> All { get; } = [new RemovalWorld(), new HandshakeWorld()];
}
