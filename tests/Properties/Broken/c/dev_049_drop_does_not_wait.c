/* SPDX-License-Identifier: Apache-2.0 */
/* No transport command waits for the requests in flight. VM reset and save do: they are PVMC-VMM-008. */
#include <sys/mman.h>
#include <unistd.h>

static int madvise_slowly(void *addr, size_t length, int advice)
{
    usleep(5000);
    return madvise(addr, length, advice);
}

#define madvise madvise_slowly
#define pvmemcontrol_dut_reset correct_reset
#define pvmemcontrol_dut_save correct_save
#include "around_the_example.h"
#undef pvmemcontrol_dut_reset
#undef pvmemcontrol_dut_save

static pthread_rwlock_t requests = PTHREAD_RWLOCK_INITIALIZER;

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    pthread_rwlock_rdlock(&requests);
    pthread_mutex_lock(&device->lock);
    const struct channel *channel = channel_of(device, offset, data, size);
    const uint64_t buffer = channel == NULL ? 0 : channel->buffer;
    if (channel != NULL)
        respond(device, 0, 0);
    pthread_mutex_unlock(&device->lock);
    if (channel == NULL)
        correct_mmio_write(dut, offset, data, size);
    else
        answer(device, buffer);
    pthread_rwlock_unlock(&requests);
}

void pvmemcontrol_dut_reset(void *dut)
{
    pthread_rwlock_wrlock(&requests);
    correct_reset(dut);
    pthread_rwlock_unlock(&requests);
}

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    pthread_rwlock_wrlock(&requests);
    const size_t size = correct_save(dut, data, capacity);
    pthread_rwlock_unlock(&requests);
    return size;
}
