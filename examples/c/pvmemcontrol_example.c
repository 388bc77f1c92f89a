/* SPDX-License-Identifier: Apache-2.0 */
/* A pvmemcontrol device on madvise(2), mprotect(2) and mlock(2), to read and to copy from, with VM reset and
   save/restore. Its bounds are for the only device of a process. Error numbers are the host's: right on x86, Arm
   and RISC-V. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "pvmemcontrol_dut.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#define FIRST_COMMAND UINT32_C(0x80000000) /* channel commands count up from here */
enum { COMMAND_OFFSET = 8, REGISTER_BYTES = 16, BUFFER_SIZE = 32, MAX_CHANNELS = 8192 };
enum {
    TRANSPORT_RESET = 0x060FE6D2, TRANSPORT_REGISTER = 0x0E359539, TRANSPORT_READY = 0x0CA8D227,
    TRANSPORT_DISCONNECT = 0x030F5DA0, TRANSPORT_ACK = 0x03CF5196, TRANSPORT_ERROR = 0x01FBA249,
};
enum {
    INFO = 0, DONTNEED = 1, REMOVE = 2, FREE = 3, PAGEOUT = 4, DONTDUMP = 5, MLOCK = 7, MUNLOCK = 8,
    MPROTECT_NONE = 9, MPROTECT_R = 10, MPROTECT_W = 11, MPROTECT_RW = 12, MERGEABLE = 13, UNMERGEABLE = 14,
};

/* What the guest changed of a page's mapping. The same bits, shifted by IN_DOUBT, say that a call failed, which
   may have changed it or not. */
enum { NO_READ = 1, NO_WRITE = 2, LOCKED = 4, NOT_DUMPED = 8, MERGED = 16, REVOKED = NO_READ | NO_WRITE };
enum { CHANGES = REVOKED | LOCKED | NOT_DUMPED | MERGED, IN_DOUBT = 8 };

struct region {
    uint64_t gpa, size;
    uint8_t *host;
    uint16_t *changed;  /* for each page */
    uint64_t page_size; /* of the backing: larger than the host's for hugetlb memory */
};

struct channel {
    uint64_t buffer;
    bool busy; /* one request at a time in a buffer; those on different channels run in parallel */
};

struct device {
    uint64_t page_size;
    pthread_mutex_t changes_lock; /* the calls that change a mapping, together with their record */
    uint64_t splits, max_splits;             /* mappings that the guest has split off */
    uint64_t locked_pages, max_locked_pages; /* including those in doubt */
    pthread_mutex_t lock;         /* everything else but the regions; not held while a request is performed */
    pthread_cond_t request_done;
    uint32_t requests_in_flight; /* while not 0, channels do not change */
    enum { BROKEN, REGISTERING, READY } phase;
    uint8_t address[8];
    uint8_t response[REGISTER_BYTES]; /* all that the guest can ever read */
    uint32_t first_command, channel_count; /* channels[i] has the command first_command + i */
    struct channel channels[MAX_CHANNELS];
    size_t region_count;
    struct region regions[];
};

static uint64_t load_le(const uint8_t *bytes, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static void store_le(uint8_t *bytes, unsigned size, uint64_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

static const struct region *find_region(const struct device *device, uint64_t gpa)
{
    for (size_t i = 0; i < device->region_count; i++)
        if (gpa - device->regions[i].gpa < device->regions[i].size)
            return &device->regions[i];
    return NULL;
}

static bool is_usable(const struct device *device, uint64_t gpa)
{
    const struct region *region = find_region(device, gpa);
    if (region == NULL)
        return false;
    const uint16_t changed = region->changed[(gpa - region->gpa) / device->page_size];
    if ((changed & (REVOKED | REVOKED << IN_DOUBT)) != 0)
        return false;
    if (region->page_size == device->page_size)
        return true;
    /* Another process may have taken a discarded huge page; an access would then kill the VMM. */
    uint8_t byte;
    const struct iovec here = { &byte, 1 }, there = { region->host + (gpa - region->gpa), 1 };
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1;
}

/* A buffer may lie in two regions that are apart in host memory, so each of its bytes is looked up.
   Volatile, because the guest may write meanwhile, and no byte is to be read a second time. */
static volatile uint8_t *guest_byte(const struct device *device, uint64_t gpa)
{
    const struct region *region = find_region(device, gpa);
    return region->host + (gpa - region->gpa);
}

static int advise(void *at, uint64_t length, int how) { return madvise(at, length, how) == 0 ? 0 : errno; }
static int protect(void *at, uint64_t length, int how) { return mprotect(at, length, how) == 0 ? 0 : errno; }
static int lock(void *at, uint64_t length, int how)
{
    return (how == LOCKED ? mlock(at, length) : munlock(at, length)) == 0 ? 0 : errno;
}

struct call {
    int (*perform)(void *at, uint64_t length, int how);
    int how;
    uint16_t about, sets; /* which changes of a page it is about, and which of them it makes rather than undoes */
};

/* What this device performs. Any other function, known or not, is refused. */
static const struct call functions[] = {
    [DONTNEED] = { advise, MADV_DONTNEED, 0, 0 },
    [REMOVE] = { advise, MADV_REMOVE, 0, 0 },
    [FREE] = { advise, MADV_FREE, 0, 0 },
    [PAGEOUT] = { advise, MADV_PAGEOUT, 0, 0 },
    [DONTDUMP] = { advise, MADV_DONTDUMP, NOT_DUMPED, NOT_DUMPED },
    [MLOCK] = { lock, LOCKED, LOCKED, LOCKED },
    [MUNLOCK] = { lock, 0, LOCKED, 0 },
    [MPROTECT_NONE] = { protect, PROT_NONE, REVOKED, REVOKED },
    [MPROTECT_R] = { protect, PROT_READ, REVOKED, NO_WRITE },
    [MPROTECT_W] = { protect, PROT_WRITE, REVOKED, NO_READ },
    [MPROTECT_RW] = { protect, PROT_READ | PROT_WRITE, REVOKED, 0 },
    [MERGEABLE] = { advise, MADV_MERGEABLE, MERGED, MERGED },
    [UNMERGEABLE] = { advise, MADV_UNMERGEABLE, MERGED, 0 },
};
enum { FUNCTION_COUNT = sizeof functions / sizeof functions[0] };

/* The calls that undo all of them. Unlock first: a locked page would be populated when it becomes accessible. */
static const struct call undo[] = {
    { lock, 0, LOCKED, 0 },
    { protect, PROT_READ | PROT_WRITE, REVOKED, 0 },
    { advise, MADV_DODUMP, NOT_DUMPED, 0 },
    { advise, MADV_UNMERGEABLE, MERGED, 0 },
};
enum { UNDO_COUNT = sizeof undo / sizeof undo[0] };

static bool holds_buffer(const struct device *device, uint64_t addr, uint64_t length)
{
    for (const struct channel *c = device->channels; c < device->channels + device->channel_count; c++)
        if (c->buffer <= addr + (length - 1) && addr <= c->buffer + (BUFFER_SIZE - 1))
            return true;
    return false;
}

static bool is_huge(const struct device *device, const struct region *region)
{
    return region->page_size > device->page_size;
}

static bool may_be_locked(uint16_t page) { return (page & (LOCKED | LOCKED << IN_DOUBT)) != 0; }

static bool differs(const struct device *device, const struct region *region, uint64_t page) /* from that before it */
{
    return page > 0 && page < region->size / device->page_size && region->changed[page] != region->changed[page - 1];
}

/* Adds what is recorded of these pages to the counts, or (sign -1) takes it away. Pages that differ from their
   neighbours are mappings of their own. */
static void count(struct device *device, const struct region *region, uint64_t first, uint64_t end, int sign)
{
    for (uint64_t page = first; page <= end; page++)
        device->splits += differs(device, region, page) ? sign : 0;
    for (uint64_t page = first; page < end && !is_huge(device, region); page++) /* those the kernel does not count */
        device->locked_pages += may_be_locked(region->changed[page]) ? sign : 0;
}

static bool alters(const struct call *call, uint16_t page)
{
    return (page & (call->about | call->about << IN_DOUBT)) != call->sets;
}

/* Whether a call would use up what the VMM needs for itself. A call splits at the ends of its range, if pages are alike
   there that will differ; what makes no mappings more is let through. */
static bool exceeds(const struct device *device, const struct region *region, uint64_t first, uint64_t end,
                    const struct call *call)
{
    const bool is_last = end == region->size / device->page_size;
    const unsigned splits =
        (alters(call, region->changed[first]) && first > 0 && !differs(device, region, first))
        + (alters(call, region->changed[end - 1]) && !is_last && !differs(device, region, end));
    uint64_t locks = 0;
    for (uint64_t page = first; page < end && !is_huge(device, region); page++)
        locks += call->sets == LOCKED && !may_be_locked(region->changed[page]);
    return (splits > 0 && device->splits + splits > device->max_splits)
        || (locks > 0 && device->locked_pages + locks > device->max_locked_pages);
}

/* Makes the call and records it, as one step: the kernel's order and the record's must be the same. */
static int change(struct device *device, const struct region *region, uint64_t at, uint64_t length,
                  const struct call *call)
{
    const uint64_t first = at / device->page_size, end = (at + length) / device->page_size;
    const uint16_t doubt = (uint16_t)(call->about << IN_DOUBT);
    pthread_mutex_lock(&device->changes_lock);
    int error = ENOMEM;
    if (!exceeds(device, region, first, end, call)) {
        error = call->perform(region->host + at, length, call->how);
        count(device, region, first, end, -1);
        for (uint16_t *page = &region->changed[first]; page < &region->changed[end]; page++)
            *page = error == 0 ? (uint16_t)((*page & ~(call->about | doubt)) | call->sets) : *page | doubt;
        count(device, region, first, end, 1);
    }
    pthread_mutex_unlock(&device->changes_lock);
    return error;
}

static int perform(struct device *device, uint64_t code, uint64_t addr, uint64_t length)
{
    if (code >= FUNCTION_COUNT || functions[code].perform == NULL)
        return EOPNOTSUPP;
    const struct call *call = &functions[code];
    const struct region *region = find_region(device, addr);
    if (region == NULL || length > region->size - (addr - region->gpa)
        || (addr | length) % device->page_size != 0) /* the kernel would round the length up */
        return EINVAL;
    if (length == 0)
        return 0;
    /* Replies have to reach their buffers, this one and later ones: also where a huge page that is given back may
       not be had again. */
    const uint64_t at = addr - region->gpa, size = region->page_size;
    const uint64_t first = at / size * size, end = (at + length + size - 1) / size * size;
    const bool takes_away = (call->sets & REVOKED) != 0
        || (size > device->page_size && (code == DONTNEED || code == REMOVE || code == FREE));
    if (takes_away && holds_buffer(device, region->gpa + first, end - first))
        return EBUSY;
    return call->about != 0 ? change(device, region, at, length, call)
                            : call->perform(region->host + at, length, call->how);
}

/* Answers every request, with all 32 bytes: they hold the request, which would read like a reply. */
static void answer(struct device *device, uint64_t buffer)
{
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE] = { 0 };
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        request[i] = *guest_byte(device, buffer + i);
    const uint64_t code = load_le(request, 8);
    if (code == INFO) {
        uint64_t largest = device->page_size; /* what is aligned to it is whole pages everywhere */
        for (size_t i = 0; i < device->region_count; i++)
            largest = device->regions[i].page_size > largest ? device->regions[i].page_size : largest;
        store_le(reply + 8, 8, largest);
        store_le(reply + 16, 8, 1); /* major version; the minor one is 0 */
    } else {
        const int error = perform(device, code, load_le(request + 8, 8), load_le(request + 16, 8));
        store_le(reply, 4, (uint64_t)error);
        store_le(reply + 4, 4, error != 0); /* ret_code: some guests check nothing else */
    }
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        *guest_byte(device, buffer + i) = reply[i];
}

static void respond(struct device *device, uint32_t status, uint32_t channel_command)
{
    memset(device->response, 0, REGISTER_BYTES);
    store_le(device->response, 4, channel_command);
    store_le(device->response + COMMAND_OFFSET, 4, status);
}

/* Also breaks the device, so that no request begins meanwhile. When it returns, no reply is outstanding: the
   guest is free to use the memory of the buffers for something else. */
static void drop_channels(struct device *device)
{
    for (device->phase = BROKEN; device->requests_in_flight > 0; device->phase = BROKEN)
        pthread_cond_wait(&device->request_done, &device->lock);
    device->first_command += device->channel_count;
    if (device->first_command > UINT32_MAX - MAX_CHANNELS)
        device->first_command = FIRST_COMMAND;
    device->channel_count = 0;
}

static struct channel *find_channel(struct device *device, uint32_t command)
{
    const uint32_t index = command - device->first_command;
    return device->phase == READY && index < device->channel_count ? &device->channels[index] : NULL;
}

static bool register_channel(struct device *device)
{
    /* Regions are whole pages: if both ends are in guest RAM, so is what is between them. */
    const uint64_t buffer = load_le(device->address, 8), last = buffer + BUFFER_SIZE - 1;
    if (last < buffer || !is_usable(device, buffer) || !is_usable(device, last)
        || device->channel_count == MAX_CHANNELS)
        return false;
    device->channels[device->channel_count++] = (struct channel) { .buffer = buffer };
    return true;
}

/* A value that is no live channel's command has no effect: it may be a late one of a driver that is gone. */
static void run_request(struct device *device, uint32_t command)
{
    struct channel *channel;
    while ((channel = find_channel(device, command)) != NULL && channel->busy)
        pthread_cond_wait(&device->request_done, &device->lock);
    if (channel == NULL)
        return;
    respond(device, 0, 0);
    channel->busy = true;
    device->requests_in_flight++;
    pthread_mutex_unlock(&device->lock);
    answer(device, channel->buffer);
    pthread_mutex_lock(&device->lock);
    device->requests_in_flight--;
    channel->busy = false;
    pthread_cond_broadcast(&device->request_done);
}

static void write_command(struct device *device, uint32_t command)
{
    if (command == TRANSPORT_RESET) {
        drop_channels(device);
        device->phase = REGISTERING;
        respond(device, TRANSPORT_ACK, 0);
    } else if (command == TRANSPORT_READY && device->phase == REGISTERING) {
        device->phase = READY;
        respond(device, TRANSPORT_ACK, 0);
    } else if (command == TRANSPORT_REGISTER && device->phase == REGISTERING && register_channel(device)) {
        respond(device, TRANSPORT_ACK, device->first_command + device->channel_count - 1);
    } else if (command == TRANSPORT_REGISTER || command == TRANSPORT_READY || command == TRANSPORT_DISCONNECT
               || command == TRANSPORT_ACK || command == TRANSPORT_ERROR) {
        drop_channels(device); /* a protocol error, or DISCONNECT: the answer is the same */
        respond(device, TRANSPORT_ERROR, 0);
    } else {
        run_request(device, command);
    }
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    if (offset == COMMAND_OFFSET && size == 4) {
        write_command(device, (uint32_t)load_le(data, 4));
    } else if ((offset == 0 && (size == 4 || size == 8)) || (offset == 4 && size == 4)) {
        memcpy(device->address + offset, data, size);
        respond(device, 0, 0);
    }
    pthread_mutex_unlock(&device->lock);
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    memset(data, 0, size);
    for (uint32_t i = 0; i < size && offset < REGISTER_BYTES && i < REGISTER_BYTES - offset; i++)
        ((uint8_t *)data)[i] = device->response[offset + i];
    pthread_mutex_unlock(&device->lock);
}

/* Only what the guest changed: where the operator locked or protected memory, it stays so. A page that cannot be
   given back stays recorded, and takes no buffer. */
static void undo_changes(struct device *device, const struct region *region, const struct call *call)
{
    const uint64_t pages = region->size / device->page_size;
    const uint16_t mask = (uint16_t)(call->about | call->about << IN_DOUBT);
    for (uint64_t first = 0, end; first < pages; first = end) {
        for (end = first; end < pages && (region->changed[end] & mask) != 0; end++)
            ;
        if (end > first)
            change(device, region, first * device->page_size, (end - first) * device->page_size, call);
        else
            end++;
    }
}

void pvmemcontrol_dut_reset(void *dut)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    drop_channels(device);
    memset(device->address, 0, sizeof device->address);
    respond(device, 0, 0);
    for (size_t i = 0; i < device->region_count; i++)
        for (unsigned u = 0; u < UNDO_COUNT; u++)
            undo_changes(device, &device->regions[i], &undo[u]);
    pthread_mutex_unlock(&device->lock);
}

/* The saved state, little-endian: a version, the state of the transport, the buffers; then for each region where it
   is, its size, and two bytes for each page; and a checksum. (A VMM with much memory would rather write runs of
   pages.) */
enum { STATE_VERSION = 2, STATE_HEADER = 4 * 4 + 8 + REGISTER_BYTES, STATE_CHECKSUM = 8 };

static size_t state_size(const struct device *device, uint32_t channel_count)
{
    size_t size = STATE_HEADER + channel_count * sizeof(uint64_t) + STATE_CHECKSUM;
    for (size_t i = 0; i < device->region_count; i++)
        size += 2 * sizeof(uint64_t) + device->regions[i].size / device->page_size * sizeof(uint16_t);
    return size;
}

/* FNV-1a: any change of a single byte changes it. It is no protection against forgery. */
static uint64_t checksum(const uint8_t *bytes, size_t size)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
    return sum;
}

static uint8_t *put(uint8_t *out, unsigned size, uint64_t value)
{
    store_le(out, size, value);
    return out + size;
}

static uint64_t take(const uint8_t **in, unsigned size)
{
    *in += size;
    return load_le(*in - size, size);
}

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    while (device->requests_in_flight > 0) /* a request is saved as not begun or as answered */
        pthread_cond_wait(&device->request_done, &device->lock);
    const size_t size = state_size(device, device->channel_count);
    if (size <= capacity) {
        uint8_t *out = put(data, 4, STATE_VERSION);
        out = put(out, 4, device->phase);
        out = put(out, 4, device->first_command);
        out = put(out, 4, device->channel_count);
        memcpy(out, device->address, 8);
        memcpy(out + 8, device->response, REGISTER_BYTES);
        out += 8 + REGISTER_BYTES;
        for (uint32_t i = 0; i < device->channel_count; i++)
            out = put(out, 8, device->channels[i].buffer);
        for (const struct region *r = device->regions; r < device->regions + device->region_count; r++) {
            out = put(put(out, 8, r->gpa), 8, r->size);
            for (uint64_t page = 0; page < r->size / device->page_size; page++)
                out = put(out, 2, r->changed[page]);
        }
        put(out, STATE_CHECKSUM, checksum(data, size - STATE_CHECKSUM));
    }
    pthread_mutex_unlock(&device->lock);
    return size;
}

/* Makes a call on the pages whose saved changes have, of those in `mask`, exactly `wanted`. */
static bool restore_changes(struct device *device, const struct region *region, const uint8_t *saved,
                            unsigned mask, unsigned wanted, const struct call *call)
{
    const uint64_t pages = region->size / device->page_size;
    bool restored = true;
    for (uint64_t first = 0, end; first < pages; first = end) {
        for (end = first; end < pages && (load_le(saved + 2 * end, 2) & mask) == wanted; end++)
            ;
        if (end > first)
            restored &= change(device, region, first * device->page_size, (end - first) * device->page_size, call) == 0;
        else
            end++;
    }
    return restored;
}

static bool restore_region(struct device *device, const struct region *region, const uint8_t *saved)
{
    for (uint64_t page = 0; page < region->size / device->page_size; page++)
        if ((load_le(saved + 2 * page, 2) & ~(uint64_t)(CHANGES | CHANGES << IN_DOUBT)) != 0)
            return false;
    /* A page in doubt may be in the state before the failed call or after it. Before is easier, except for a lock:
       mlock that fails because it cannot populate a page leaves the page locked. */
    restore_changes(device, region, saved, LOCKED << IN_DOUBT, LOCKED << IN_DOUBT, &functions[MLOCK]);
    for (const struct call *call = functions; call < functions + FUNCTION_COUNT; call++)
        if (call->sets != 0 && !restore_changes(device, region, saved, call->about, call->sets, call))
            return false;
    return true;
}

/* Nothing here trusts the state: it may come from a forged file. */
static bool restore(struct device *device, const uint8_t *in, size_t size)
{
    if (size < STATE_HEADER + STATE_CHECKSUM || take(&in, 4) != STATE_VERSION
        || checksum(in - 4, size - STATE_CHECKSUM) != load_le(in - 4 + size - STATE_CHECKSUM, STATE_CHECKSUM))
        return false;
    const uint32_t phase = (uint32_t)take(&in, 4), first = (uint32_t)take(&in, 4), count = (uint32_t)take(&in, 4);
    if (phase > READY || first < FIRST_COMMAND || first > UINT32_MAX - MAX_CHANNELS
        || count > (phase == BROKEN ? 0 : MAX_CHANNELS) || size != state_size(device, count))
        return false;
    const uint8_t *registers = in, *buffers = in + 8 + REGISTER_BYTES;
    in = buffers + count * sizeof(uint64_t);
    for (const struct region *r = device->regions; r < device->regions + device->region_count; r++) {
        if (take(&in, 8) != r->gpa || take(&in, 8) != r->size || !restore_region(device, r, in))
            return false;
        in += r->size / device->page_size * sizeof(uint16_t);
    }
    device->first_command = first;
    for (uint32_t i = 0; i < count; i++) {
        memcpy(device->address, buffers + i * sizeof(uint64_t), 8);
        if (!register_channel(device))
            return false;
    }
    memcpy(device->address, registers, 8);
    memcpy(device->response, registers + 8, REGISTER_BYTES);
    device->phase = phase;
    return true;
}

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    const bool restored = restore(device, data, size);
    pthread_mutex_unlock(&device->lock);
    return restored ? 0 : -1;
}

/* Most VMMs know how they allocated guest RAM, and need not ask. */
static uint64_t page_size_at(const void *host)
{
    char line[512];
    unsigned long long start, end, kib = 0;
    bool is_here = false;
    FILE *smaps = fopen("/proc/self/smaps", "re");
    while (kib == 0 && smaps != NULL && fgets(line, sizeof line, smaps) != NULL)
        if (sscanf(line, "%llx-%llx ", &start, &end) == 2)
            is_here = (uintptr_t)host >= start && (uintptr_t)host < end;
        else if (!is_here || sscanf(line, "KernelPageSize: %llu kB", &kib) != 1)
            kib = 0;
    if (smaps != NULL)
        fclose(smaps);
    return kib == 0 ? (uint64_t)sysconf(_SC_PAGESIZE) : kib * 1024;
}

static bool add_region(struct device *device, const struct pvmemcontrol_dut_region *given)
{
    const uint64_t gpa = given->guest_phys_addr, last = gpa + given->size - 1;
    const uint64_t all = gpa | given->size | (uintptr_t)given->host_addr;
    if (given->host_addr == NULL || given->size == 0 || last < gpa || all % device->page_size != 0)
        return false;
    for (size_t i = 0; i < device->region_count; i++)
        if (gpa <= device->regions[i].gpa + (device->regions[i].size - 1) && device->regions[i].gpa <= last)
            return false;
    uint16_t *changed = calloc(given->size / device->page_size, sizeof *changed);
    /* In the order of their addresses: a saved state may be restored where they come in another order. */
    struct region *region = &device->regions[device->region_count++];
    for (; region > device->regions && region[-1].gpa > gpa; region--)
        *region = region[-1];
    *region = (struct region) { gpa, given->size, given->host_addr, changed, page_size_at(given->host_addr) };
    /* Parts of a private mapping that are split off while it is untouched never become one mapping again. Those of
       huge pages never do, and there may be none left to touch. */
    volatile uint8_t *touched = given->host_addr;
    if (!is_huge(device, region))
        *touched = *touched;
    return changed != NULL;
}

/* Guests get a quarter of the mappings that a process may have, and half of the memory that it may lock. */
static void set_bounds(struct device *device)
{
    unsigned long mappings = 65530; /* the kernel's default */
    FILE *file = fopen("/proc/sys/vm/max_map_count", "re");
    if (file != NULL && fscanf(file, "%lu", &mappings) != 1)
        mappings = 65530;
    if (file != NULL)
        fclose(file);
    device->max_splits = mappings / 4;
    struct rlimit limit;
    device->max_locked_pages = getrlimit(RLIMIT_MEMLOCK, &limit) != 0 ? 0
        : limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : limit.rlim_cur / device->page_size / 2;
}

void pvmemcontrol_dut_destroy(void *dut)
{
    struct device *device = dut;
    pthread_cond_destroy(&device->request_done);
    pthread_mutex_destroy(&device->lock);
    pthread_mutex_destroy(&device->changes_lock);
    for (size_t i = 0; i < device->region_count; i++)
        free(device->regions[i].changed);
    free(device);
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = calloc(1, sizeof *device + count * sizeof device->regions[0]);
    if (device == NULL)
        return NULL;
    pthread_mutex_init(&device->changes_lock, NULL);
    pthread_mutex_init(&device->lock, NULL);
    pthread_cond_init(&device->request_done, NULL);
    device->first_command = FIRST_COMMAND;
    device->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
    set_bounds(device);
    bool good = count > 0;
    for (size_t i = 0; good && i < count; i++)
        good = add_region(device, &regions[i]);
    if (good)
        return device;
    pvmemcontrol_dut_destroy(device);
    return NULL;
}

uint32_t pvmemcontrol_dut_abi(void) { return 1; }
uint32_t pvmemcontrol_dut_flags(void) { return 0; }
uint32_t pvmemcontrol_dut_max_channels(void) { return MAX_CHANNELS; }
