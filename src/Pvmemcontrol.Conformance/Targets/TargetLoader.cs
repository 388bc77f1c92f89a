// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>Loads targets; to be called in the runner's process only, for foreign code runs.</summary>
internal static class TargetLoader
{
    /// <summary>What makes a device over fresh guest RAM, or null for no device.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    internal static Func<GuestMemory, IMmioDevice?> Load(TargetSpec target) => target.Kind switch
    {
        TargetKind.BareKernel => _ => null,
        TargetKind.Impl => memory => new PvmemcontrolDevice(memory),
        TargetKind.Library => NativeDeviceLibrary.Load(target.Path).Create,
        TargetKind.Managed => LoadFactory(target).Create,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target.Kind, "no such kind"),
    };

    private static IDeviceFactory LoadFactory(TargetSpec target)
    {
        if (!File.Exists(target.Path))
        {
            throw new TargetUnusableException($"{target.Path}: no such file");
        }

        try
        {
            var type = Assembly.LoadFrom(target.Path).GetType(target.TypeName);
            return type is not null && Activator.CreateInstance(type) is IDeviceFactory factory
                ? factory
                : throw new TargetUnusableException($"{target.Path}: {target.TypeName} is not a class that implements {nameof(IDeviceFactory)}");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or MissingMethodException)
        {
            throw new TargetUnusableException($"{target.Path}: {target.TypeName} cannot be loaded: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
