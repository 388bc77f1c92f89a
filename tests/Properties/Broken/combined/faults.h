/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults to combine: each macro that is defined before this header is included makes the C example wrong in one way.
 * The name says which requirement that breaks.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef DEV_043_MPROTECT_NOTHING
static int mprotect_never(void *addr, size_t length, int access)
{
    (void)addr;
    (void)length;
    (void)access;
    return 0;
}

#define mprotect mprotect_never
#endif

#ifdef DEV_021_DONTNEED_PAGE_MORE
static bool is_guest_ram(const char *page); /* of the device at work */
#endif

static int madvise_with_faults(void *addr, size_t length, int advice)
{
#ifdef DEV_021_DONTNEED_PAGE_MORE
    if (advice == MADV_DONTNEED && is_guest_ram((char *)addr + length))
        length += 4096;
#endif
#ifdef DEV_048_FREE_HANGS
    while (advice == MADV_FREE && length > 4096)
        pause();
#endif
    return madvise(addr, length, advice);
}

#define madvise madvise_with_faults
/* What the request was, without another look at its buffer. */
static _Thread_local bool unlocks;

static int munlock_noted(const void *addr, size_t length)
{
    unlocks = true;
    return munlock(addr, length);
}

#define munlock munlock_noted

#define pvmemcontrol_dut_create correct_create
#define pvmemcontrol_dut_reset correct_reset
#define pvmemcontrol_dut_save correct_save
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#include "../c/around_the_example.h"
#undef pvmemcontrol_dut_create
#undef pvmemcontrol_dut_reset
#undef pvmemcontrol_dut_save
#undef pvmemcontrol_dut_mmio_read

#ifdef DEV_021_DONTNEED_PAGE_MORE
static _Thread_local const struct device *device_at_work;

static bool is_guest_ram(const char *page)
{
    for (size_t i = 0; device_at_work != NULL && i < device_at_work->region_count; i++) {
        const struct region *region = &device_at_work->regions[i];
        if (page >= (const char *)region->host && page < (const char *)region->host + region->size)
            return true;
    }
    return false;
}
#endif

/* Held by a request until its reply is spoilt: nothing else may be wrong with it. */
static pthread_rwlock_t requests = PTHREAD_RWLOCK_INITIALIZER;

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
#ifdef VMM_023_LEAVES_A_DESCRIPTOR
    static int last;
    last = open("/dev/null", O_RDWR);
    if (last == 0)
        return NULL;
#endif
    return correct_create(regions, count);
}

void pvmemcontrol_dut_reset(void *dut)
{
    pthread_rwlock_wrlock(&requests);
#ifdef VMM_001_RESET_KEEPS_CHANNELS
    struct device *device = dut;
    const uint32_t count = device->channel_count, first = device->first_command;
    const int phase = (int)device->phase;
    correct_reset(dut);
    device->channel_count = count;
    device->first_command = first;
    device->phase = phase;
#else
    correct_reset(dut);
#endif
    pthread_rwlock_unlock(&requests);
}

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    pthread_rwlock_wrlock(&requests);
    const size_t size = correct_save(dut, data, capacity);
#ifdef VMM_025_SAVE_STOPS
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    if (size <= capacity)
        drop_channels(device);
    pthread_mutex_unlock(&device->lock);
#endif
    pthread_rwlock_unlock(&requests);
    return size;
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    correct_mmio_read(dut, offset, data, size);
#ifdef DEV_015_HOST_POINTER
    if (size == 8 && offset == 0)
        store_le(data, 8, (uint64_t)(uintptr_t)dut);
#endif
}

/* What is wrong before the example sees the request. */
static void spoil_request(struct device *device, const struct channel *channel, uint8_t bytes[BUFFER_SIZE])
{
    (void)device;
    (void)bytes;
#ifdef DEV_048_ABORTS_AT_ONCE
    abort();
#endif
    (void)channel;
}

/* What is wrong after it. */
static void spoil_reply(struct device *device, const struct channel *channel, const uint8_t request[BUFFER_SIZE])
{
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    (void)request;
#ifdef DEV_055_MEMORY_PER_REFUSAL
    static char *volatile last;
    if (load_le(bytes, 4) != 0 && (last = malloc(4096)) != NULL)
        memset(last, 'x', 4096);
#endif
#ifdef DEV_031_NEGATIVE_ERRNO
    store_le(bytes, 4, -load_le(bytes, 4));
#endif
#ifdef DEV_048_UNKNOWN_ABORTS
    if (load_le(bytes, 4) == EOPNOTSUPP)
        abort();
#endif
#ifdef DEV_035_MAJOR_TWO
    if (load_le(bytes + 8, 8) != 0)
        bytes[16] = 2;
#endif
#ifdef DEV_020_MUNLOCK_UNANSWERED
    if (unlocks)
        memcpy(bytes, request, BUFFER_SIZE);
#endif
    unlocks = false;
    write_buffer(device, channel, bytes);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    uint8_t request[BUFFER_SIZE], changed[BUFFER_SIZE];
    pthread_rwlock_rdlock(&requests);
    pthread_mutex_lock(&device->lock);
    const struct channel *channel = channel_of(device, offset, data, size);
    pthread_mutex_unlock(&device->lock);
    if (channel == NULL) {
        pthread_rwlock_unlock(&requests);
        pthread_rwlock_wrlock(&requests);
        correct_mmio_write(dut, offset, data, size);
#ifdef DEV_009_DISCONNECT_ACKNOWLEDGED
        if (command == TRANSPORT_DISCONNECT) {
            pthread_mutex_lock(&device->lock);
            respond(device, TRANSPORT_ACK, 0);
            pthread_mutex_unlock(&device->lock);
        }
#endif
        pthread_rwlock_unlock(&requests);
        (void)command;
        return;
    }
    read_buffer(device, channel, request);
    memcpy(changed, request, sizeof changed);
#ifdef DEV_021_DONTNEED_PAGE_MORE
    device_at_work = device;
#endif
    spoil_request(device, channel, changed);
    correct_mmio_write(dut, offset, data, size);
    spoil_reply(device, channel, request);
    pthread_rwlock_unlock(&requests);
}
