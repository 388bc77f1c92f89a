/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C ABI of a pvmemcontrol device under test, version 1.
 *
 * Wrap your VMM's device in a shared library that exports these functions; it is then driven directly,
 * without a guest: the caller plays the vCPU, and looks at guest RAM, at its host mappings and at whether
 * you survive. It loads the library in a child process of its own, so a crash or a hang is a result and no
 * accident.
 *
 * Values are in the host's byte order, except register data and what lies in guest RAM: these are
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
 * host's page size. Regions do not overlap and come in no particular order. Two that are adjacent in guest
 * physical addresses are in general not adjacent in host memory. A region is private anonymous memory, shared
 * memory (a memfd, MAP_SHARED), a private file (MAP_PRIVATE), or one of the first two on huge pages of 2 MiB: then
 * the values are multiples of that, and the host may have no huge page left for what nobody has touched yet.
 *
 * Nothing here says which it is, and there is no file descriptor: a device that wants the size of the pages (INFO
 * should tell the largest) finds KernelPageSize in /proc/self/smaps.
 */
struct pvmemcontrol_dut_region {
    uint64_t guest_phys_addr; /* of the first byte */
    uint64_t size;            /* not 0 */
    void *host_addr;          /* of the first byte; mapped readable and writable when the device is created */
};

/* Mandatory. The version of this ABI that the library implements: 1. Called before anything else. */
uint32_t pvmemcontrol_dut_abi(void);

/*
 * Mandatory. Makes a device in the state it has when the VM is powered on, before the first RESET. Several
 * may exist at once, each with its own regions.
 *
 * The array belongs to the caller and is gone after the call: copy what you need. The memory behind host_addr
 * belongs to the caller too and stays mapped until pvmemcontrol_dut_destroy returns. The device may use and
 * change it as its guest asks (madvise, mprotect, ...), but must not unmap it, move it or map over it.
 *
 * NULL means: cannot make a device for these regions, or out of memory. It is not a violation, nothing is
 * judged then, and pvmemcontrol_dut_destroy is not called.
 */
void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count);

/*
 * Mandatory. Releases a device. The caller makes no other call on it meanwhile or later. When it returns, the
 * device has no thread left that could touch guest RAM. Protections and locks need not be restored.
 */
void pvmemcontrol_dut_destroy(void *dut);

/*
 * Mandatory. A vCPU reads or writes `size` bytes at `offset` of BAR 0. The caller uses any width and any
 * offset, also such as no driver uses. `data` belongs to the caller, is `size` bytes long, need not be
 * aligned, and is valid only during the call.
 *
 * The data of a read is preset to 0xEE: a byte that the device leaves alone is thereby seen as left alone,
 * and not as something that the device disclosed.
 *
 * A write of a command is synchronous: what the guest asked for is done, and the reply is in the buffer, when
 * the call returns. Unless bit 0 of the flags is set, both functions may be called from several threads at once.
 */
void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size);
void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size);

/* The functions below are optional, looked up by name. */

/* The VMM around this device serialises register accesses: the caller makes one call at a time per device. */
#define PVMEMCONTROL_DUT_SERIALISED 0x1u

/* Optional. Flags as above; the other bits are 0. Without this function: 0. */
uint32_t pvmemcontrol_dut_flags(void);

/* Optional. How many channels a device takes between two RESETs before it refuses another. */
uint32_t pvmemcontrol_dut_max_channels(void);

/*
 * Optional. VM reset, as opposed to the transport command RESET: back to the state after create, with the
 * registers cleared and no channels, and what the guest did to the mapping undone: its pages are readable and
 * writable, unlocked, dumped and not merged again. The content of guest RAM is not the device's business.
 *
 * Register accesses may be in progress on other threads (unless the flags say otherwise). When this returns, no
 * request is in flight on a channel from before it, and the device does not touch their buffers any more.
 */
void pvmemcontrol_dut_reset(void *dut);

/*
 * Optional, both or none. Save writes the device's state into `data`, at most `capacity` bytes, and returns
 * how many bytes the whole state needs; nothing is written if that is more than `capacity` (`data` may be
 * NULL if `capacity` is 0). The caller asks for the size first, and then saves; it makes no other call on the
 * device in between or meanwhile. A saved device goes on as before.
 *
 * To restore, the caller
 *   1. destroys the saved device;
 *   2. gives guest RAM back as a new VM finds it, in this process or another: the same regions with the same
 *      content, newly mapped, perhaps elsewhere: readable and writable, unlocked, with default advice;
 *   3. creates a device with these regions, and makes no other call on it before
 *   4. it calls restore with exactly the bytes saved.
 * Restore brings the device into the saved state, the mapping included: the channels with their numbers, whether
 * it is Ready, the registers, and what the guest changed (protection, locks, MADV_DONTDUMP, MADV_MERGEABLE; names
 * need not be kept). A page that a failed call may have changed may be in either state.
 *
 * It returns 0, or anything else if it could not: a failure that is loud, and conforms. It must recognise bytes
 * that no save wrote, and refuse them. The caller then destroys the device, and makes no other call on it; the
 * mapping may be changed in part. A device that returns 0 and is not in the saved state does not conform.
 */
size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity);
int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
