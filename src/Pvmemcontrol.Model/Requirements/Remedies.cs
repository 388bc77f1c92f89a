// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>What a maintainer does about a requirement that is not met; docs/invariants.md, chapter 8.</summary>
internal static class Remedies
{
    private static readonly ImmutableDictionary<(RequirementArea Area, int Number), string> Texts =
        Device().Concat(Vmm()).ToImmutableDictionary(r => (r.Area, r.Number), r => r.Text);

    /// <summary>What to do in one or two lines; null for what no run judges on a device.</summary>
    internal static string? Of(RequirementId id) => Texts.GetValueOrDefault((id.Area, id.Number));

    private static IEnumerable<(RequirementArea Area, int Number, string Text)> Device()
    {
        (int Number, string Text)[] all =
        [
            (1, "Let RESET drop every channel and answer ACK, whatever came before."),
            (2, "Drop the channels before RESET or DISCONNECT is answered; a number that is not live names nothing."),
            (3, "Take every 8-byte aligned buffer in guest RAM; find its region by address, and ask for nothing more."),
            (4, "Give each live channel a number of its own that is none of the six transport commands."),
            (5, "Begin to number channels at a value such as 0x80000000."),
            (6, "Check all 32 bytes of the buffer: length <= end - address, in one region or in regions side by side."),
            (7, "Look up each byte's region, or refuse such a buffer with ERROR."),
            (8, "Answer READY with ACK in Registering, with one channel or many."),
            (9, "Answer DISCONNECT with ERROR: that is its acknowledgement. Drop the channels first."),
            (10, "In Broken, answer every transport command but RESET with ERROR."),
            (11, "After any protocol error drop the channels and answer ERROR until RESET."),
            (12, "Compare the command with the live channels before anything is read or written."),
            (13, "Latch each half of the address by its offset; take neither for the whole."),
            (14, "Keep both response registers until the next address or command is written."),
            (15, "Clear the buffer of a read before the device sees it, and write only what is defined (8.15)."),
            (16, "Run requests in Ready only."),
            (17, "Write every byte of a read, or clear the VMM's buffer before each read (8.15)."),
            (18, "Act on neither half of the address alone: only REGISTER uses it."),
            (19, "Let a value that names nothing change nothing, not the state either."),
            (20, "Answer every request on a live channel, also unknown ones, before the register write returns (8.4)."),
            (21, "Refuse what is not a multiple of the page size before the call; pass the guest's own length (8.3)."),
            (22, "Answer INFO with the page size, a power of two of at least 4096, and the version."),
            (23, "Compute INFO once; ignore the request's other fields."),
            (24, "Compare all 64 bits of the function code, not a part."),
            (25, "Refuse an unknown function with EOPNOTSUPP."),
            (26, "Test the range without wrapping, length <= end - address, before any effect (8.3)."),
            (27, "Split at the seam and check every part before the first call, or refuse the whole (8.1)."),
            (28, "Compare address and length with the page size, refuse before the call: rounding loses data (8.3)."),
            (29, "Compare address and length with the page size before the call (8.3)."),
            (30, "Return 0 or EINVAL for length 0 before any call."),
            (31, "Write errno as a positive number, in ret_errno; 0 and 0 mean success only (8.4)."),
            (32, "Write all 32 bytes of the reply; zero what is not used (8.4)."),
            (33, "Take errno right after the call that failed, and report that one."),
            (34, "Do the whole range, or say why not: use 64-bit types for addresses and lengths."),
            (35, "Report major version 1."),
            (36, "Report the largest page size of any region (8.8)."),
            (37, "Ignore arg, but for a name that is read as a guest physical address (8.16)."),
            (38, "Set ret_code to something other than 0 when ret_errno is."),
            (40, "Pass the whole range to MADV_DONTNEED; do not report success for pages that were left out (8.2)."),
            (41, "Pass the range to MADV_DONTNEED of the shared mapping; do not write there yourself (8.2)."),
            (42, "Pass whole pages to MADV_FREE only (8.3)."),
            (43, "Report success only when mprotect did it for the whole range (8.2)."),
            (44, "Check everything before the first call; never undo half (8.1)."),
            (45, "Pass the guest's own range; do not map over it or restore a protection that it did not ask for."),
            (46, "Refuse to revoke pages that hold a live buffer, or reach buffers through another mapping (8.5)."),
            (47, "Remember what was revoked and refuse REGISTER there, or copy with a call that can fail (8.5)."),
            (48, "Refuse what you do not know; check before you use; never abort on what a guest wrote (8.13)."),
            (49, "Close the channels, wait until nothing is in flight, and answer after that (8.7)."),
            (50, "Use MADV_DONTNEED on a private file, and pass the whole range (8.9)."),
            (51, "Count the mappings a guest causes and refuse beyond a share of vm.max_map_count (8.12)."),
            (52, "Keep a part of RLIMIT_MEMLOCK from the guest (8.12)."),
            (53, "Refuse REGISTER beyond a number of channels, and free dropped ones (8.12)."),
            (54, "Size tables for every vCPU ever possible, and 8192 channels if you can."),
            (55, "Close and free on the way out of every refusal, reset and restore, too (8.12)."),
            (56, "Count locked pages, not MLOCK requests: several locks of a page are one (8.12)."),
            (60, "Report success only when mlock2 locked the whole range (8.2)."),
            (61, "Unlock the whole range: one MUNLOCK undoes any number of MLOCK."),
            (62, "Pass the whole range to MADV_DONTDUMP (8.2)."),
            (63, "Pass the whole range to MADV_UNMERGEABLE (8.2)."),
            (64, "Use MADV_REMOVE, and report its error; do not turn it into DONTNEED."),
            (65, "Change only the guest's own range, and only the attribute that it asked for."),
            (66, "Use the kernel's discard instead of writing zeros (8.9)."),
            (67, "Never pass PROT_EXEC: read and write is PROT_READ | PROT_WRITE."),
            (68, "Do not punch holes into a file that is mapped privately, and do not map over guest RAM."),
            (70, "Copy the 32 bytes once, and validate and perform the copy (8.4)."),
            (71, "Hold no lock of all channels while a request is performed."),
            (72, "Keep the request, its reply and its channel together: nothing shared between channels."),
        ];
        return all.Select(r => (RequirementArea.Dev, r.Number, r.Text));
    }

    private static IEnumerable<(RequirementArea Area, int Number, string Text)> Vmm()
    {
        (int Number, string Text)[] all =
        [
            (1, "Treat VM reset like RESET: drop every channel (8.14)."),
            (2, "At VM reset make guest RAM readable and writable again, and unlock it (8.14)."),
            (3, "Save the state, the channels, their numbers and the next one; identify RAM by address (8.14)."),
            (4, "Save protections and locks with the device, and restore them, or refuse (8.14)."),
            (5, "Let save and restore touch no guest RAM (8.14)."),
            (8, "Wait for requests in flight before a reset, hot-unplug or save is done (8.7)."),
            (15, "Refuse with EOPNOTSUPP what a mapping in another process cannot do for the guest."),
            (23, "Free on destroy what create made: descriptors, mappings, memory, threads."),
            (24, "Check length, version and every value of a saved state before any of it is used (8.14)."),
            (25, "Let save change nothing: the saved device may go on (8.14)."),
            (26, "Add a checksum to the saved state."),
            (27, "Save the response and the staged address as well (8.14)."),
        ];
        return all.Select(r => (RequirementArea.Vmm, r.Number, r.Text));
    }
}
