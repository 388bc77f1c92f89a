// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>A device under test cannot be used; the message is one line that names what and where.</summary>
public sealed class TargetUnusableException : Exception
{
    /// <summary>With the line to show.</summary>
    public TargetUnusableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
