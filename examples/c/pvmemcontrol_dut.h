/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C ABI of a pvmemcontrol device under test, version 1.
 *
 * Wrap your VMM's device in a shared library that exports these functions. The tool drives it directly,
 * without a guest: it plays the vCPU, and checks guest RAM, its host mappings, and whether the device
 * survives. It loads the library in a child process, so a crash or a hang is a result.
 *
 * Values are in the host's byte order, except register data and the contents of guest RAM, which are
 * little-endian, as the guest stores them. Sizes are in bytes. No function may throw, longjmp or exit.
 */
#ifndef PVMEMCONTROL_DUT_H
#define PVMEMCONTROL_DUT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One contiguous range of guest RAM and the host mapping behind it. All three values are multiples of the
 * host's page size. Regions do not overlap and are in no particular order. Regions that are adjacent in guest
 * physical addresses are in general not adjacent in host memory. A region is private anonymous memory, shared
 * memory (a memfd, MAP_SHARED), a private file (MAP_PRIVATE), or one of the first two on huge pages of 2 MiB. In
 * the last case the values are multiples of 2 MiB, and the host may have no huge page for a page not yet accessed.
 *
 * The kind is not announced, and there is no file descriptor. A device that needs the page size (INFO should report
 * the largest) finds KernelPageSize in /proc/self/smaps.
 */
struct pvmemcontrol_dut_region {
    uint64_t guest_phys_addr; /* of the first byte */
    uint64_t size;            /* not 0 */
    void *host_addr;          /* of the first byte; mapped readable and writable when the device is created */
};

/* Mandatory. The version of this ABI that the library implements: 1. Called before anything else. */
uint32_t pvmemcontrol_dut_abi(void);

/*
 * Mandatory. Creates a device in its power-on state, before the first RESET. Several devices may exist at
 * once, each with its own regions.
 *
 * The array belongs to the caller and is valid only during the call: copy what you need. The memory behind host_addr
 * belongs to the caller too and stays mapped until pvmemcontrol_dut_destroy returns. The device may use and
 * change it as its guest asks (madvise, mprotect, ...), but must not unmap it, move it or map over it.
 *
 * NULL means that the library cannot create a device for these regions, or is out of memory. This is not a
 * violation: nothing is checked, and pvmemcontrol_dut_destroy is not called.
 */
void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count);

/*
 * Mandatory. Releases a device. The caller makes no other call on it during or after this one. After it has
 * returned, no thread of the device touches guest RAM. Protections and locks need not be restored.
 */
void pvmemcontrol_dut_destroy(void *dut);

/*
 * Mandatory. A vCPU reads or writes `size` bytes at `offset` of BAR 0. The caller uses any width and any
 * offset, including those that no driver uses. `data` belongs to the caller, is `size` bytes long, may be
 * unaligned, and is valid only during the call.
 *
 * The data of a read is preset to 0xEE, so that a byte which the device leaves unchanged is recognised as
 * unchanged, and not mistaken for a disclosure. It is a deviation (PVMC-DEV-017) all the same: in a VMM that does not
 * clear the data before each read, the guest would see what was there before. Before a read the caller may access other
 * devices of the library: if the library keeps what was read or written there, that must not show here (PVMC-DEV-015).
 *
 * A write of a command is synchronous: when the call returns, the request is performed and the reply is in the
 * buffer. Unless bit 0 of the flags is set, both functions may be called from several threads at once.
 */
void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size);
void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size);

/* The functions below are optional, looked up by name. */

/* The VMM around this device serialises register accesses: the caller makes one call at a time per device. */
#define PVMEMCONTROL_DUT_SERIALISED 0x1u

/* Optional. Flags as above; the other bits are 0. Without this function: 0. */
uint32_t pvmemcontrol_dut_flags(void);

/* Optional. The number of channels that a device accepts between two RESETs before it refuses another. */
uint32_t pvmemcontrol_dut_max_channels(void);

/*
 * Optional. VM reset, as opposed to the transport command RESET: back to the state after create, with the
 * registers cleared and without channels. The device undoes what the guest did to the mapping: pages are readable and
 * writable, and as they were when create returned: unlocked, dumped and not mergeable, unless the VMM set up guest RAM
 * otherwise. It does not change the content of guest RAM.
 *
 * Register accesses may be in progress on other threads (unless the flags say otherwise). When this returns, no
 * request is in flight on an old channel, and the device no longer touches the buffers of those channels.
 */
void pvmemcontrol_dut_reset(void *dut);

/*
 * Optional, both or none. Save writes the device's state into `data`, at most `capacity` bytes, and returns
 * how many bytes the whole state needs; nothing is written if that is more than `capacity` (`data` may be
 * NULL if `capacity` is 0). The caller asks for the size first, and then saves; it makes no other call on the
 * device between or during these calls. A saved device continues as before.
 *
 * To restore, the caller
 *   1. destroys the saved device;
 *   2. maps guest RAM as for a new VM, in this process or another: the same regions with the same content, at the
 *      same or other host addresses and in any order, readable and writable, unlocked, with default advice;
 *   3. creates a device with these regions;
 *   4. calls restore with exactly the saved bytes, before any other call on that device.
 * Restore brings the device into the saved state, including the mapping: the channels with their numbers, whether
 * it is Ready, and what the guest changed (protection, locks, MADV_DONTDUMP, MADV_MERGEABLE; names need not be kept).
 * A page that a failed call may have changed may be in either state. It should bring back the registers too: the answer
 * and the channel command that the guest can read, and an address that it has written and not yet used (PVMC-VMM-027).
 *
 * It returns 0 on success. Any other value is a reported failure, which conforms. It must detect and refuse bytes that
 * no save can have written: fewer or more of them, or other ones. It should notice one changed bit too, which takes a
 * checksum. After a failure the caller makes no call on the device except destroy; the mapping may be partly changed. A
 * device that returns 0 and is not in the saved state, but for the registers, does not conform.
 */
size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity);
int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
