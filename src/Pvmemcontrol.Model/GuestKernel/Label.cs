// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.GuestKernel;

/// <summary>A place in a procedure that steps go to, as a label in C.</summary>
/// <param name="Number">Its index among the labels of the procedure.</param>
public readonly record struct Label(int Number);
