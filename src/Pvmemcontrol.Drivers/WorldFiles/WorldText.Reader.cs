// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.WorldFiles;

/// <content>How a world is read.</content>
public static partial class WorldText
{
    /// <summary>Reads the lines of a world one after the other.</summary>
    private sealed class Reader(string file)
    {
        private readonly List<ActorSetup> _actors = [];
        private readonly List<Call> _before = [];
        private WorldSetup _world = new()
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(file),
            Title = "",
            Actors = [],
            Sometimes = [],
        };

        private List<Call>? _calls;
        private (string Name, bool IsTask)? _actor;
        private int _probes;
        private int _line;

        internal void Read(string line, int number)
        {
            _line = number;
            if (char.IsWhiteSpace(line[0]))
            {
                var words = string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
                var calls = _calls ?? throw Wrong($"'{words}' stands below no before:, task NAME: or outside NAME:");
                var call = Calls.GetValueOrDefault(words) ?? throw Wrong(
                    $"'{words}' is not a call; see docs/drivers.md for all of them");
                calls.Add(call is Call.Probe probe ? probe with { Instance = _probes++ } : call);
                return;
            }

            EndActor();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                throw Wrong($"'{line}' has no colon; calls are indented");
            }

            Set(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }

        private void Set(string key, string value)
        {
            switch (key)
            {
                case "world":
                    _world = _world with { Name = value };
                    break;
                case "title":
                    _world = _world with { Title = value };
                    break;
                case "cpus":
                    _world = _world with { Cpus = Number(value, 1, MostCpus) };
                    break;
                case "kernel":
                    _world = value switch
                    {
                        "PREEMPT_RT" => _world with { IsRealTime = true },
                        "older" => _world with { Misc = MiscKernel.Older },
                        "newer" => _world with { Misc = MiscKernel.Newer },
                        _ => throw Wrong($"kernel: '{value}' is not PREEMPT_RT, older or newer"),
                    };
                    break;
                case "device":
                    _world = _world with
                    {
                        Device = value == Posts ? ModelDevice.Posting
                            : throw Wrong($"device: '{value}' is not '{Posts}'"),
                    };
                    break;
                case "faults":
                    SetFaults(value);
                    break;
                case "overlooks":
                    _world = _world with
                    {
                        Overlooks = _world.Overlooks.Add(Catalogue.Find(value)
                            ?? throw Wrong($"overlooks: there is no requirement '{value}'")),
                    };
                    break;
                default:
                    BeginCalls(key, value);
                    break;
            }
        }

        private void SetFaults(string value)
        {
            var parts = value.Split(" of ", 2);
            var faults = Faults.None;
            foreach (var fault in parts.Length == 2 ? parts[1].Split(',', StringSplitOptions.TrimEntries) : [])
            {
                faults |= FaultNames.GetValueOrDefault(fault) is not Faults.None and var known ? known
                    : throw Wrong($"faults: there is no '{fault}'; there are {string.Join(", ", Faulty)}");
            }

            _world = _world with
            {
                FaultBudget = Number(parts[0], 0, 20),
                Faults = faults != Faults.None ? faults : throw Wrong("faults: not NUMBER of FAULT, ..."),
            };
        }

        private void BeginCalls(string key, string value)
        {
            var isOutside = key.StartsWith("outside ", StringComparison.Ordinal);
            if (value.Length > 0)
            {
                throw Wrong($"'{key}: {value}': there is no such setting, and calls stand on lines of their own");
            }

            if (key == "before")
            {
                _calls = _before;
            }
            else if (isOutside || key.StartsWith("task ", StringComparison.Ordinal))
            {
                _actor = (key[(isOutside ? 8 : 5)..].Trim(), !isOutside);
                _calls = [];
            }
            else
            {
                throw Wrong($"there is no setting '{key}'");
            }
        }

        private void EndActor()
        {
            if (_actor is { } actor)
            {
                if (_actors.Exists(a => a.Name == actor.Name) || actor.Name is Setup or Teardown or "any"
                    || actor.Name.StartsWith("kworker", StringComparison.Ordinal))
                {
                    throw Wrong($"the name '{actor.Name}' is taken");
                }

                _actors.Add(new ActorSetup(actor.Name, actor.IsTask, [.. _calls!]));
                _actor = null;
            }
        }

        private int Number(string text, int low, int high) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= low && number <= high
                ? number
                : throw Wrong($"'{text}' is not a number from {low} to {high}");

        internal WorldSetup Finish()
        {
            EndActor();
            if (_actors.Count is 0 or > MostActors)
            {
                throw new WorldTextException(
                    $"{file}: a world has from 1 to {MostActors} tasks and actors outside; this one has "
                    + $"{_actors.Count}");
            }

            if (_world.Name.Length == 0 || _world.Name.Any(char.IsWhiteSpace))
            {
                throw new WorldTextException($"{file}: the name of a world is one word");
            }

            var calls = _before.Concat(_actors.SelectMany(a => a.Calls)).ToList();
            return _world with
            {
                Before = [.. _before],
                Actors = [.. _actors],
                Instances = Math.Max(_probes, 1),
                Devices = 1 + calls.Max(DeviceOf),
                Files = 1 + calls.Max(FileOf),
            };
        }

        private static int DeviceOf(Call call) => call switch
        {
            Call.Probe c => c.Device,
            Call.Remove c => c.Device,
            Call.Vanish c => c.Device,
            Call.Posted c => c.Device,
            Call.Hibernate c => c.Device,
            Call.Alien c => c.Device,
            _ => 0,
        };

        private static int FileOf(Call call) => call switch
        {
            Call.Open c => c.Number,
            Call.Ioctl c => c.Number,
            Call.Release c => c.Number,
            _ => 0,
        };

        private WorldTextException Wrong(string what) => new($"{file}:{_line}: {what}");
    }
}
