// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The misc class with one node in it, and open(2) on that node.</summary>
public class MiscCore : IMiscCore
{
    /// <summary>misc_mtx: open holds it while it is in the driver's open.</summary>
    private readonly object _mutex = new();

    private IFileOperations? _node;

    /// <summary>True while the node is there.</summary>
    public bool IsRegistered
    {
        get
        {
            lock (_mutex)
            {
                return _node is not null;
            }
        }
    }

    /// <inheritdoc/>
    public virtual int Register(IFileOperations operations)
    {
        lock (_mutex)
        {
            if (_node is not null)
            {
                return -(int)Errno.EBUSY;
            }

            _node = operations;
            return 0;
        }
    }

    /// <inheritdoc/>
    public virtual void Deregister(IFileOperations operations)
    {
        lock (_mutex)
        {
            if (!ReferenceEquals(_node, operations))
            {
                throw new KernelBugException("misc_deregister of an unregistered node");
            }

            _node = null;
        }
    }

    /// <summary>open(2).</summary>
    /// <param name="caller">The task that opens.</param>
    /// <param name="flags">How.</param>
    /// <param name="file">The open file, or null.</param>
    /// <returns>0; -ENODEV when there is no node; what the driver returned.</returns>
    public int Open(Caller caller, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        lock (_mutex)
        {
            if (_node is null)
            {
                return -(int)Errno.ENODEV;
            }

            var opened = new OpenFile(_node, caller, flags);
            var error = _node.Open(opened);
            file = error == 0 ? opened : null;
            return error;
        }
    }
}
