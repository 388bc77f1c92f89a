/* SPDX-License-Identifier: Apache-2.0 */ /* What two small correct devices have in common: host calls, and no state. */
#ifndef SMALL_DEVICE_H
#define SMALL_DEVICE_H

#include "pvmemcontrol_dut.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    RESET = 0x060FE6D2, REGISTER = 0x0E359539, READY_COMMAND = 0x0CA8D227, DISCONNECT = 0x030F5DA0,
    ACK = 0x03CF5196, ERROR = 0x01FBA249,
};
enum { MOST_REGIONS = 16, MOST_CHANNELS = 8192, PAGE = 4096 };

struct ram {
    struct pvmemcontrol_dut_region regions[MOST_REGIONS];
    size_t count;
};

static inline bool is_transport_command(uint32_t value)
{
    return value == RESET || value == REGISTER || value == READY_COMMAND || value == DISCONNECT || value == ACK
        || value == ERROR;
}

/* The host address of a range that lies in one region, or NULL. */
static inline unsigned char *at(const struct ram *ram, uint64_t gpa, uint64_t length)
{
    for (size_t i = 0; i < ram->count; i++) {
        const uint64_t offset = gpa - ram->regions[i].guest_phys_addr;
        if (offset < ram->regions[i].size && length <= ram->regions[i].size - offset)
            return (unsigned char *)ram->regions[i].host_addr + offset;
    }
    return NULL;
}

/* Only what takes no page from under a buffer. */
static inline int call(const struct ram *ram, const uint64_t request[4])
{
    unsigned char *host = at(ram, request[1], request[2]);
    const bool is_known = request[0] == 1 || request[0] == 7 || request[0] == 8 || request[0] == 5;
    if (!is_known)
        return EOPNOTSUPP;
    if (host == NULL || request[1] % PAGE != 0 || request[2] % PAGE != 0)
        return EINVAL;
    if (request[2] == 0)
        return 0;
    const int result = request[0] == 1 ? madvise(host, request[2], MADV_DONTNEED)
        : request[0] == 5 ? madvise(host, request[2], MADV_DONTDUMP)
        : request[0] == 7 ? mlock(host, request[2])
        : munlock(host, request[2]);
    return result == 0 ? 0 : errno;
}

/* Runs what is in a buffer. Little-endian hosts only. */
static inline void run(const struct ram *ram, volatile uint64_t *buffer)
{
    const uint64_t request[4] = { buffer[0], buffer[1], buffer[2], buffer[3] };
    const int error = request[0] == 0 ? 0 : call(ram, request);
    buffer[3] = 0;
    buffer[2] = request[0] == 0 ? 1 : 0;
    buffer[1] = request[0] == 0 ? PAGE : 0;
    buffer[0] = (uint64_t)error | (error != 0 ? UINT64_C(1) << 32 : 0);
}

static inline bool take_regions(struct ram *ram, const struct pvmemcontrol_dut_region *regions, size_t count)
{
    ram->count = count <= MOST_REGIONS ? count : 0;
    memcpy(ram->regions, regions, ram->count * sizeof *regions);
    return ram->count > 0;
}

uint32_t pvmemcontrol_dut_abi(void) { return 1; }
uint32_t pvmemcontrol_dut_max_channels(void) { return MOST_CHANNELS; }

#endif
