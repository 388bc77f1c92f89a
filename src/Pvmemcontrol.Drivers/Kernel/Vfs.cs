// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>System calls of user space on the driver's node.</summary>
internal static class Vfs
{
    private const uint Exclusive = 0x80;
    private const ulong FirstAddress = 0x4000_0000;

    /// <summary>Address of a page that no request of another call names.</summary>
    private static ulong PageOf(int call) => FirstAddress + ((ulong)call << 16);

    internal static IEnumerable<Step> Open(Machine machine, KernelTask task, Call.Open open)
    {
        var call = machine.Begin(task, open);
        yield return Step.At(Objects.Nodes, "open(2): looks the node up", isWrite: false);
        var node = machine.Nodes.Find(n => n.IsVisible && n.IsRegistered);
        long result = -6;
        if (node is not null)
        {
            if (node.Misc != 0)
            {
                yield return Step.When(Objects.MiscMutex, null, () => machine.MiscOwner is null);
                machine.MiscOwner = task;
            }

            if (node.IsRegistered)
            {
                foreach (var step in OpenNode(machine, task, open, node))
                {
                    yield return step;
                }

                result = task.Result;
            }

            if (node.Misc != 0)
            {
                machine.MiscOwner = null;
                machine.Touched(task, Objects.MiscMutex);
            }
        }

        machine.End(task, call, result);
    }

    private static IEnumerable<Step> OpenNode(Machine machine, KernelTask task, Call.Open open, DeviceNode node)
    {
        var (core, image) = (machine.Core, machine.Core.Image);
        var file = machine.Heap.Allocate(task, "struct file", image.Offset("file"))!;
        var inode = machine.Heap.Allocate(task, "struct inode", image.Offset("inode"))!;
        core.Memory(file.Address, (int)file.Size).Clear();
        core.Memory(inode.Address, (int)inode.Size).Clear();
        core.Write32(file.Address + image.Offset("file.f_flags"), 2 | (open.IsExclusive ? Exclusive : 0));
        core.Write32(file.Address + image.Offset("file.f_mode"), 3);
        core.Write64(file.Address + image.Offset("file.f_op"), node.Operations);
        core.Write64(file.Address + image.Offset("file.f_inode"), inode.Address);
        core.Write64(file.Address + image.Offset("file.private_data"), node.Misc);
        core.Write32(inode.Address + image.Offset("inode.i_rdev"), node.Number);
        core.Write64(inode.Address + image.Offset("inode.i_cdev"), node.Cdev);
        node.References++;
        task.Result = 0;
        if (machine.Member(node.Operations, "file_operations.open") is not 0 and var function)
        {
            yield return Step.Call(function, inode.Address, file.Address);
            task.Result = (int)task.Result;
        }

        if (task.Result == 0)
        {
            machine.Files[open.Number] = new OpenFile(node, file.Address, inode.Address);
            machine.Touched(task, Objects.Users);
            yield break;
        }

        var failed = task.Result;
        Drop(machine, task, file.Address, inode.Address);
        foreach (var step in machine.PutNode(task, node, 0))
        {
            yield return step;
        }

        task.Result = failed;
    }

    private static void Drop(Machine machine, KernelTask task, ulong file, ulong inode)
    {
        machine.Forget(task, machine.Heap.Near(file)!, 0);
        machine.Forget(task, machine.Heap.Near(inode)!, 0);
    }

    internal static IEnumerable<Step> Ioctl(Machine machine, KernelTask task, Call.Ioctl ioctl)
    {
        yield return Step.When(Objects.Users, null, () => !machine.IsFrozen, isWrite: false);
        if (machine.Files[ioctl.Number] is not { } file)
        {
            yield break;
        }

        var number = machine.Calls;
        var request = RequestKinds.ToRequest(ioctl.Kind, PageOf(RequestKinds.Lasts(ioctl.Kind) ? 0 : number));
        if (ioctl.Kind != RequestKind.Info)
        {
            // Each word names the call: replies and requests that are mixed can be told apart.
            request = request with { Arg = PageOf(number) + 4 };
        }

        var bytes = new byte[Model.Abi.Request.Size];
        request.Encode(bytes);
        var argument = ioctl.Kind == RequestKind.BadPointer ? 0x1000 : machine.User.Map(bytes);
        var command = IoctlAbi.VmmCall ^ (ioctl.Kind == RequestKind.WrongNumber ? 1u : 0);
        var call = machine.Begin(task, ioctl, request);
        long result = -25;
        if (machine.Member(file.Node.Operations, "file_operations.unlocked_ioctl") is not 0 and var function)
        {
            yield return Step.Call(function, file.File, command, argument);
            result = task.Result;
        }

        call.Bytes = bytes;
        machine.End(task, call, result);
    }

    internal static IEnumerable<Step> Release(Machine machine, KernelTask task, Call.Release release)
    {
        // The last close: when no call on the file is running any more.
        yield return Step.When(Objects.Users, "close(2)", () => !machine.IsInUse(release.Number));
        if (machine.Files[release.Number] is not { } file)
        {
            yield break;
        }

        machine.Files[release.Number] = null;
        var call = machine.Begin(task, release);
        if (machine.Member(file.Node.Operations, "file_operations.release") is not 0 and var function)
        {
            yield return Step.Call(function, file.Inode, file.File);
        }

        Drop(machine, task, file.File, file.Inode);
        foreach (var step in machine.PutNode(task, file.Node, 0))
        {
            yield return step;
        }

        machine.End(task, call, 0);
    }

    /// <summary>A task is inside an ioctl on this file.</summary>
    private static bool IsInUse(this Machine machine, int file) =>
        machine.Tasks.Any(t => t is { IsDone: false, Call.What: Call.Ioctl { Number: var number } } && number == file);

    internal static CallInProgress Begin(this Machine machine, KernelTask task, Call what, Request request = default)
    {
        var call = new CallInProgress(what, machine.Calls++) { Request = request };
        task.Call = call;
        machine.Say(task, 0, $"{what}");
        return call;
    }

    internal static void End(this Machine machine, KernelTask task, CallInProgress call, long result)
    {
        machine.Say(task, 0, $"{Verb(call.What)} returns {result}");
        machine.Events.Returned(task, call, result);
        task.Call = null;
        machine.Touched(task, Objects.Users);
    }

    private static string Verb(Call what) => what switch
    {
        Call.Open => "open",
        Call.Ioctl => "ioctl",
        Call.Release => "close",
        Call.Probe => "probe",
        Call.Remove => "remove",
        _ => "the call",
    };
}
