/* SPDX-License-Identifier: Apache-2.0 */
/* Correct: no lock for requests, which run in parallel even on one channel. A handshake makes a table; requests count
   themselves in it, and a drop waits until none is left. Commands are odd, and a request clears the
   registers when it is done. */
#include "small_device.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct table {
    atomic_int users; /* negative when it is dropped */
    uint32_t first, count;
    volatile uint64_t *buffers[MOST_CHANNELS];
};

enum { DROPPED = -(1 << 30) };

struct device {
    struct ram ram;
    pthread_mutex_t lock; /* of everything but requests */
    _Atomic(struct table *) live; /* those that requests find */
    struct table *tables[2];      /* the one in use, and the one for the next handshake */
    int current;
    enum { BROKEN, REGISTERING, READY } phase;
    atomic_uint answer, response;
    atomic_uint low, high;
    uint32_t next;
};

static void run_command(struct device *device, uint32_t command)
{
    struct table *table = atomic_load(&device->live);
    if (table == NULL)
        return;
    if (atomic_fetch_add(&table->users, 1) >= 0 && atomic_load(&device->live) == table) {
        const uint32_t index = (command - table->first) / 2;
        if (command % 2 == 1 && command >= table->first && index < table->count) {
            run(&device->ram, table->buffers[index]);
            atomic_store(&device->answer, 0);
            atomic_store(&device->response, 0);
        }
    }
    atomic_fetch_sub(&table->users, 1);
}

/* A late request may still count itself in and out again: it finds the table dropped and does nothing. */
static void drop(struct device *device)
{
    struct table *old = device->tables[device->current];
    atomic_store(&device->live, NULL);
    for (int none = 0; !atomic_compare_exchange_weak(&old->users, &none, DROPPED); none = 0)
        sched_yield();
    device->next = old->first + 2 * old->count;
    device->current ^= 1;
    struct table *fresh = device->tables[device->current];
    fresh->first = device->next >= 0xF0000000 ? 0x40000001 : device->next;
    fresh->count = 0;
    for (int dropped = DROPPED; !atomic_compare_exchange_weak(&fresh->users, &dropped, 0); dropped = DROPPED)
        sched_yield();
}

static uint32_t add_channel(struct device *device)
{
    struct table *table = device->tables[device->current];
    const uint64_t gpa = atomic_load(&device->low) | (uint64_t)atomic_load(&device->high) << 32;
    unsigned char *host = gpa % 8 == 0 ? at(&device->ram, gpa, 32) : NULL;
    if (host == NULL || table->count == MOST_CHANNELS)
        return ERROR;
    table->buffers[table->count] = (volatile uint64_t *)host;
    atomic_store(&device->response, table->first + 2 * table->count++);
    return ACK;
}

static void run_transport(struct device *device, uint32_t command)
{
    pthread_mutex_lock(&device->lock);
    uint32_t status = ERROR;
    atomic_store(&device->response, 0);
    if (command == RESET)
        status = ACK;
    else if (device->phase == REGISTERING && command == REGISTER)
        status = add_channel(device);
    else if (device->phase == REGISTERING && command == READY_COMMAND)
        status = ACK;
    if (status == ERROR || command == RESET)
        drop(device);
    device->phase = status == ERROR ? BROKEN : command == READY_COMMAND ? READY : REGISTERING;
    if (device->phase == READY)
        atomic_store(&device->live, device->tables[device->current]);
    atomic_store(&device->answer, status);
    pthread_mutex_unlock(&device->lock);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    uint32_t words[2] = { 0, 0 };
    memcpy(words, data, size == 8 ? 8 : size == 4 ? 4 : 0);
    if (offset == 8 && size == 4 && is_transport_command(words[0])) {
        run_transport(device, words[0]);
    } else if (offset == 8 && size == 4) {
        run_command(device, words[0]);
    } else if (offset == 0 && (size == 4 || size == 8)) {
        atomic_store(&device->low, words[0]);
        if (size == 8)
            atomic_store(&device->high, words[1]);
    } else if (offset == 4 && size == 4) {
        atomic_store(&device->high, words[0]);
    }
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t words[4] = { atomic_load(&device->response), 0, atomic_load(&device->answer), 0 };
    memset(data, 0, size);
    if (offset < sizeof words)
        memcpy(data, (const unsigned char *)words + offset, size < sizeof words - offset ? size : sizeof words - offset);
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = calloc(1, sizeof *device);
    device->tables[0] = calloc(1, sizeof *device->tables[0]);
    device->tables[1] = calloc(1, sizeof *device->tables[1]);
    pthread_mutex_init(&device->lock, NULL);
    device->tables[0]->first = 0x40000001;
    atomic_store(&device->tables[1]->users, DROPPED);
    if (take_regions(&device->ram, regions, count))
        return device;
    pvmemcontrol_dut_destroy(device);
    return NULL;
}

void pvmemcontrol_dut_destroy(void *dut)
{
    struct device *device = dut;
    free(device->tables[0]);
    free(device->tables[1]);
    free(device);
}
