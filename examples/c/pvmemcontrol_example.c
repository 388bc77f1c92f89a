/* SPDX-License-Identifier: Apache-2.0 */
/* A pvmemcontrol device on madvise(2), mprotect(2) and mlock(2), to read and to copy from. It leaves the VMM to
   bound the mappings a guest can split RAM into (each second page revoked uses up vm.max_map_count) and the
   memory it can lock, and to handle huge pages, whose size INFO would tell. Error numbers are the host's: right
   on x86, Arm and RISC-V. */
#include "pvmemcontrol_dut.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

struct region {
    uint64_t gpa, size;
    uint8_t *host;
    bool *revoked; /* for each page, whether the device may be unable to access it */
};

struct channel {
    uint64_t buffer;
    bool busy; /* one request at a time in a buffer; those on different channels run in parallel */
};

struct device {
    uint64_t page_size;
    pthread_mutex_t protection_lock; /* mprotect together with its record, region.revoked */
    pthread_mutex_t lock;            /* the rest, but the regions; not held while a request is performed */
    pthread_cond_t request_done;
    uint32_t requests_in_flight; /* while there are any, no channel comes or goes */
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
    return region != NULL && !region->revoked[(gpa - region->gpa) / device->page_size];
}

/* A buffer may lie in two regions, no neighbours in host memory: each of its bytes is looked up.
   Volatile, because the guest may write meanwhile, and no byte is to be read a second time. */
static volatile uint8_t *guest_byte(const struct device *device, uint64_t gpa)
{
    const struct region *region = find_region(device, gpa);
    return region->host + (gpa - region->gpa);
}

static int advise(struct device *device, const struct region *region, uint64_t at, uint64_t length, int how)
{
    (void)device;
    return madvise(region->host + at, length, how) == 0 ? 0 : errno;
}

static int lock(struct device *device, const struct region *region, uint64_t at, uint64_t length, int how)
{
    (void)device;
    (void)how;
    return mlock(region->host + at, length) == 0 ? 0 : errno;
}

static int unlock(struct device *device, const struct region *region, uint64_t at, uint64_t length, int how)
{
    (void)device;
    (void)how;
    return munlock(region->host + at, length) == 0 ? 0 : errno;
}

static bool holds_buffer(const struct device *device, uint64_t addr, uint64_t length)
{
    for (const struct channel *c = device->channels; c < device->channels + device->channel_count; c++)
        if (c->buffer <= addr + (length - 1) && addr <= c->buffer + (BUFFER_SIZE - 1))
            return true;
    return false;
}

static int protect(struct device *device, const struct region *region, uint64_t at, uint64_t length, int how)
{
    const bool revoke = how != (PROT_READ | PROT_WRITE);
    /* Replies have to reach their buffers, this one and later ones. */
    if (revoke && holds_buffer(device, region->gpa + at, length))
        return EBUSY;
    pthread_mutex_lock(&device->protection_lock);
    const int error = mprotect(region->host + at, length, how) == 0 ? 0 : errno;
    /* A failed call may have done a part: what may be revoked counts as revoked. */
    if (error == 0 || revoke)
        memset(region->revoked + at / device->page_size, revoke, length / device->page_size);
    pthread_mutex_unlock(&device->protection_lock);
    return error;
}

/* What this device performs. Any other function, known or not, is refused. */
static const struct function {
    int (*perform)(struct device *, const struct region *, uint64_t at, uint64_t length, int how);
    int how;
} functions[] = {
    [DONTNEED] = { advise, MADV_DONTNEED },
    [REMOVE] = { advise, MADV_REMOVE },
    [FREE] = { advise, MADV_FREE },
    [PAGEOUT] = { advise, MADV_PAGEOUT },
    [DONTDUMP] = { advise, MADV_DONTDUMP },
    [MLOCK] = { lock, 0 },
    [MUNLOCK] = { unlock, 0 },
    [MPROTECT_NONE] = { protect, PROT_NONE },
    [MPROTECT_R] = { protect, PROT_READ },
    [MPROTECT_W] = { protect, PROT_WRITE },
    [MPROTECT_RW] = { protect, PROT_READ | PROT_WRITE },
    [MERGEABLE] = { advise, MADV_MERGEABLE },
    [UNMERGEABLE] = { advise, MADV_UNMERGEABLE },
};

static int perform(struct device *device, uint64_t code, uint64_t addr, uint64_t length)
{
    if (code >= sizeof functions / sizeof functions[0] || functions[code].perform == NULL)
        return EOPNOTSUPP;
    const struct function *function = &functions[code];
    const struct region *region = find_region(device, addr);
    if (region == NULL || length > region->size - (addr - region->gpa)
        || (addr | length) % device->page_size != 0) /* the kernel would round the length up */
        return EINVAL;
    return length == 0 ? 0 : function->perform(device, region, addr - region->gpa, length, function->how);
}

/* Answers every request, with all 32 bytes: they hold the request, which would read like a reply. */
static void answer(struct device *device, uint64_t buffer)
{
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE] = { 0 };
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        request[i] = *guest_byte(device, buffer + i);
    const uint64_t code = load_le(request, 8);
    if (code == INFO) {
        store_le(reply + 8, 8, device->page_size);
        store_le(reply + 16, 8, 1); /* major version; the minor one is 0 */
    } else {
        const int error = perform(device, code, load_le(request + 8, 8), load_le(request + 16, 8));
        store_le(reply, 4, (uint64_t)error);
        store_le(reply + 4, 4, error != 0); /* ret_code: some guests look at nothing else */
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

/* A value that names no live channel has no effect: it may come late, from a driver that is gone. */
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

static bool add_region(struct device *device, const struct pvmemcontrol_dut_region *given)
{
    const uint64_t gpa = given->guest_phys_addr, last = gpa + given->size - 1;
    const uint64_t all = gpa | given->size | (uintptr_t)given->host_addr;
    if (given->host_addr == NULL || given->size == 0 || last < gpa || all % device->page_size != 0)
        return false;
    for (size_t i = 0; i < device->region_count; i++)
        if (gpa <= device->regions[i].gpa + (device->regions[i].size - 1) && device->regions[i].gpa <= last)
            return false;
    bool *revoked = calloc(given->size / device->page_size, sizeof *revoked);
    device->regions[device->region_count++] = (struct region) { gpa, given->size, given->host_addr, revoked };
    return revoked != NULL;
}

void pvmemcontrol_dut_destroy(void *dut)
{
    struct device *device = dut;
    pthread_cond_destroy(&device->request_done);
    pthread_mutex_destroy(&device->lock);
    pthread_mutex_destroy(&device->protection_lock);
    for (size_t i = 0; i < device->region_count; i++)
        free(device->regions[i].revoked);
    free(device);
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = calloc(1, sizeof *device + count * sizeof device->regions[0]);
    if (device == NULL)
        return NULL;
    pthread_mutex_init(&device->protection_lock, NULL);
    pthread_mutex_init(&device->lock, NULL);
    pthread_cond_init(&device->request_done, NULL);
    device->first_command = FIRST_COMMAND;
    device->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
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
