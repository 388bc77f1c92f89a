// SPDX-License-Identifier: Apache-2.0

using System.Text.Json.Serialization;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>The lines between the tool and its children, as JSON: without reflection, of which native code has none.
/// </summary>
[JsonSerializable(typeof(DriverJob))]
[JsonSerializable(typeof(DriverRequest))]
[JsonSerializable(typeof(WorldLine))]
internal sealed partial class ChildJson : JsonSerializerContext;
