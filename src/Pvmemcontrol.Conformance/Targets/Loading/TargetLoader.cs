// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets.Loading;

/// <summary>Loads targets. It runs foreign code: call it in the runner's process only.</summary>
internal static class TargetLoader
{
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
        _ => throw new ArgumentOutOfRangeException(nameof(target), target.Kind, "no such kind"),
    };

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
