// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.WorldFiles;

/// <summary>A text is no world; the message is one line.</summary>
/// <param name="message">The line.</param>
public sealed class WorldTextException(string message) : Exception(message);

/// <summary>
/// Worlds as text that a reviewer can write: settings, then the calls before, then those of each actor. A call is
/// written as reports print it.
/// </summary>
public static partial class WorldText
{
    private const int MostFiles = 4;
    private const int MostDevices = 2;

    /// <summary>The most CPUs that a source can have.</summary>
    public const int MostCpus = 8;

    /// <summary>Actors of one world at most: a task of the machine each.</summary>
    public const int MostActors = 8;

    /// <summary>Who loads the module before the tasks of a world; no task has this name.</summary>
    internal const string Setup = "setup";

    /// <summary>Who unloads it after them; no task has this name.</summary>
    internal const string Teardown = "teardown";

    private const string Posts = "answers later";

    /// <summary>Every call that a source can take part in, by its words.</summary>
    private static readonly FrozenDictionary<string, Call> Calls = AllCalls().ToFrozenDictionary(c => c.ToString());

    private static readonly FrozenDictionary<string, Faults> FaultNames = new Dictionary<string, Faults>
    {
        ["allocation"] = Faults.Allocation,
        ["refuses"] = Faults.Refuses,
        ["hangs before"] = Faults.HangsBefore,
        ["hangs after"] = Faults.HangsAfter,
        ["refuses INFO"] = Faults.RefusesInfo,
        ["unanswered"] = Faults.Unanswered,
        ["straddles"] = Faults.Straddles,
        ["slow"] = Faults.Slow,
        ["gone"] = Faults.Gone,
    }.ToFrozenDictionary();

    /// <summary>The names of faults, for messages and documents.</summary>
    public static IEnumerable<string> Faulty => FaultNames.Keys.Order(StringComparer.Ordinal);

    /// <summary>The words of all calls, for messages and documents.</summary>
    public static IEnumerable<string> Words => Calls.Keys.Order(StringComparer.Ordinal);

    private static IEnumerable<Call> AllCalls()
    {
        foreach (var file in Enumerable.Range(0, MostFiles))
        {
            foreach (var isCapable in new[] { true, false })
            {
                yield return new Call.Open(file, isCapable);
                yield return new Call.Open(file, isCapable, IsExclusive: true);
            }

            foreach (var kind in Enum.GetValues<RequestKind>().Where(k => k != RequestKind.OwnChannel))
            {
                yield return new Call.Ioctl(file, kind);
            }

            yield return new Call.Release(file);
        }

        foreach (var device in Enumerable.Range(0, MostDevices))
        {
            yield return new Call.Probe(device, 0);
            yield return new Call.Remove(device);
            yield return new Call.Vanish(device);
            yield return new Call.Posted(device);
            yield return new Call.Hibernate(device);
            foreach (var command in Enum.GetValues<TransportCommand>())
            {
                yield return new Call.Alien(device, command);
            }
        }

        yield return new Call.Kexec();
    }

    /// <summary>The world as text.</summary>
    public static string Write(WorldSetup world)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"world: {world.Name}\ntitle: {world.Title}\n");
        text.Append(CultureInfo.InvariantCulture, $"cpus: {world.Cpus}\n");
        text.Append(world.IsRealTime ? "kernel: PREEMPT_RT\n" : "");
        text.Append(world.Misc == MiscKernel.Older ? "kernel: older\n" : "");
        text.Append(world.Device.RepliesInTime ? "" : $"device: {Posts}\n");
        if (world.Faults != Faults.None)
        {
            var names = FaultNames.Where(f => world.Faults.HasFlag(f.Value)).Select(f => f.Key);
            text.Append(CultureInfo.InvariantCulture,
                $"faults: {world.FaultBudget} of {string.Join(", ", names.Order(StringComparer.Ordinal))}\n");
        }

        foreach (var overlooked in world.Overlooks)
        {
            text.Append(CultureInfo.InvariantCulture, $"overlooks: {overlooked.Id}\n");
        }

        WriteCalls(text, "before:", world.Before);
        foreach (var actor in world.Actors)
        {
            WriteCalls(text, $"{(actor.IsTask ? "task" : "outside")} {actor.Name}:", actor.Calls);
        }

        return text.ToString();
    }

    private static void WriteCalls(StringBuilder text, string heading, ImmutableArray<Call> calls)
    {
        if (!calls.IsEmpty)
        {
            text.Append(CultureInfo.InvariantCulture, $"{heading}\n");
            foreach (var call in calls)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {call}\n");
            }
        }
    }

    /// <summary>The world that a text describes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Its name in messages, and that of the world if the text gives none.</param>
    /// <exception cref="WorldTextException">It describes none; one line with the line's number.</exception>
    public static WorldSetup Parse(string text, string name)
    {
        var reader = new Reader(name);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.Split('#')[0].TrimEnd();
            if (content.Length > 0)
            {
                reader.Read(content, number);
            }
        }

        return reader.Finish();
    }
}
