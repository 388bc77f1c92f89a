/* SPDX-License-Identifier: Apache-2.0 */
/* Correct: requests share a lock that handshakes take alone, and each channel has its own. Registers are plain memory:
   what a guest wrote stays there until there is an answer. Commands begin anew in each handshake. */
#include "small_device.h"

#include <pthread.h>

enum { FIRST = 1000 };

struct channel {
    volatile uint64_t *buffer;
    pthread_mutex_t lock;
};

struct device {
    struct ram ram;
    pthread_rwlock_t table;
    pthread_mutex_t registers_lock;
    unsigned char registers[16];
    enum { BROKEN, REGISTERING, READY } phase;
    uint32_t count;
    struct channel channels[MOST_CHANNELS];
};

static void answer(struct device *device, uint32_t status)
{
    pthread_mutex_lock(&device->registers_lock);
    memcpy(device->registers + 8, &status, 4);
    pthread_mutex_unlock(&device->registers_lock);
}

static void run_command(struct device *device, uint32_t command)
{
    pthread_rwlock_rdlock(&device->table);
    if (device->phase == READY && command - FIRST < device->count) {
        struct channel *channel = &device->channels[command - FIRST];
        pthread_mutex_lock(&channel->lock);
        run(&device->ram, channel->buffer);
        pthread_mutex_unlock(&channel->lock);
    }
    pthread_rwlock_unlock(&device->table);
}

static uint32_t add_channel(struct device *device)
{
    uint64_t gpa;
    pthread_mutex_lock(&device->registers_lock);
    memcpy(&gpa, device->registers, 8);
    unsigned char *host = gpa % 8 == 0 ? at(&device->ram, gpa, 32) : NULL;
    const bool is_good = host != NULL && device->count < MOST_CHANNELS;
    if (is_good) {
        const uint32_t command = FIRST + device->count;
        device->channels[device->count++].buffer = (volatile uint64_t *)host;
        memcpy(device->registers, &command, 4);
    }
    pthread_mutex_unlock(&device->registers_lock);
    return is_good ? ACK : ERROR;
}

static void run_transport(struct device *device, uint32_t command)
{
    pthread_rwlock_wrlock(&device->table);
    uint32_t status = ERROR;
    if (command == RESET)
        status = ACK;
    else if (device->phase == REGISTERING && command == REGISTER)
        status = add_channel(device);
    else if (device->phase == REGISTERING && command == READY_COMMAND)
        status = ACK;
    if (status == ERROR || command == RESET)
        device->count = 0;
    device->phase = status == ERROR ? BROKEN : command == READY_COMMAND ? READY : REGISTERING;
    answer(device, status);
    pthread_rwlock_unlock(&device->table);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    if (offset == 8 && size == 4) {
        uint32_t command;
        memcpy(&command, data, 4);
        if (is_transport_command(command))
            run_transport(device, command);
        else
            run_command(device, command);
    } else if ((offset == 0 && (size == 4 || size == 8)) || (offset == 4 && size == 4)) {
        pthread_mutex_lock(&device->registers_lock);
        memcpy(device->registers + offset, data, size);
        pthread_mutex_unlock(&device->registers_lock);
    }
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    struct device *device = dut;
    memset(data, 0, size);
    pthread_mutex_lock(&device->registers_lock);
    for (uint32_t i = 0; i < size && offset + i < 16 && offset < 16; i++)
        ((unsigned char *)data)[i] = device->registers[offset + i];
    pthread_mutex_unlock(&device->registers_lock);
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = calloc(1, sizeof *device);
    if (device == NULL || !take_regions(&device->ram, regions, count)) {
        free(device);
        return NULL;
    }
    /* Writers first: a drop must not wait for a guest that never stops asking. */
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&device->table, &attributes);
    pthread_mutex_init(&device->registers_lock, NULL);
    for (int i = 0; i < MOST_CHANNELS; i++)
        pthread_mutex_init(&device->channels[i].lock, NULL);
    return device;
}

void pvmemcontrol_dut_destroy(void *dut) { free(dut); }
