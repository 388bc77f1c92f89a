// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.VfioUser.Client;

namespace Pvmemcontrol.Conformance.Targets.Loading;

/// <summary>Loads targets. It runs foreign code: call it in the runner's process only.</summary>
internal static class TargetLoader
{
    /// <summary>How long to wait for a server to listen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>False in a program that is compiled to native code: there is nothing that could load a class.</summary>
    [FeatureSwitchDefinition("Pvmemcontrol.LoadsClasses")]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    private static bool LoadsClasses =>
        !AppContext.TryGetSwitch("Pvmemcontrol.LoadsClasses", out var isEnabled) || isEnabled;

    /// <summary>Loads a target.</summary>
    /// <exception cref="TargetUnusableException">It cannot be used; one line.</exception>
    internal static LoadedTarget Load(TargetSpec target) => target.Kind switch
    {
        TargetKind.BareKernel when target.TypeName.Length == 0 => new LoadedTarget(_ => null, LinuxCalls),
        TargetKind.BareKernel => new LoadedTarget(_ => null, Class<IHostCallsFactory>(target).Create),
        TargetKind.Impl => new LoadedTarget(CreateImpl, LinuxCalls),
        TargetKind.Library => LoadLibrary(target.Path),
        TargetKind.Managed => new LoadedTarget(Class<IDeviceFactory>(target).Create, LinuxCalls),
        TargetKind.Server => new LoadedTarget(memory => Connect(target.Path, memory), LinuxCalls),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target.Kind, "no such kind"),
    };

    /// <summary>
    /// A server that is started again after it died takes some time until it listens. It serves one client at a time: a
    /// run that reproduces a finding waits here for its turn.
    /// </summary>
    private static RemoteDevice Connect(string socket, GuestMemory memory)
    {
        if (memory.Layout.Regions.Any(region => !region.Backing.IsShared()))
        {
            throw new TargetUnusableException($"{socket}: a device in another process needs shared memory");
        }

        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(Pause))
        {
            try
            {
                return RemoteDevice.Connect(socket, memory);
            }
            catch (HostException) when (clock.Elapsed < Patience)
            {
                // Nobody listens there yet.
            }
            catch (Exception e) when (e is HostException or ArgumentException or ServerException { IsGone: false })
            {
                throw new TargetUnusableException($"{socket}: {e.Message}", e);
            }
        }
    }

    private static LoadedTarget LoadLibrary(string path)
    {
        var library = NativeDeviceLibrary.Load(path);
        return new LoadedTarget(library.Create, LinuxCalls, library.MaxChannels, library.IsSerialised)
        {
            CreateInOtherOrder = library.CreateReversed,
        };
    }

    private static PvmemcontrolDevice CreateImpl(GuestMemory memory) =>
        new(memory, options: new DeviceOptions { PageSize = memory.Layout.LargestPage });

    private static LinuxHostCalls LinuxCalls(GuestMemory memory) => new(memory);

    private static T Class<T>(TargetSpec target)
        where T : class => LoadsClasses
            ? Instantiate<T>(target)
            : throw new TargetUnusableException($"{target.TypeName}: this program loads no .NET classes");

    [RequiresUnreferencedCode("loads a class by its name")]
    private static T Instantiate<T>(TargetSpec target)
        where T : class
    {
        if (!File.Exists(target.Path))
        {
            throw new TargetUnusableException($"{target.Path}: no such file");
        }

        try
        {
            var type = Assembly.LoadFrom(Path.GetFullPath(target.Path)).GetType(target.TypeName);
            return type is not null && Activator.CreateInstance(type) is T made
                ? made
                : throw new TargetUnusableException(
                    $"{target.Path}: {target.TypeName} is not a class that implements {typeof(T).Name}");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or MissingMethodException)
        {
            throw new TargetUnusableException(
                $"{target.Path}: {target.TypeName} cannot be loaded: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
