/* SPDX-License-Identifier: Apache-2.0 */ /* DISCONNECT does not wait for the requests in flight. */
#include <sys/mman.h>
#include <unistd.h>

static int madvise_slowly(void *addr, size_t length, int advice)
{
    usleep(2000);
    return madvise(addr, length, advice);
}

#define madvise madvise_slowly
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    if (offset != COMMAND_OFFSET || size != 4 || (uint32_t)load_le(data, 4) != TRANSPORT_DISCONNECT) {
        correct_mmio_write(dut, offset, data, size);
        return;
    }
    pthread_mutex_lock(&device->lock);
    device->phase = BROKEN;
    respond(device, TRANSPORT_ERROR, 0);
    pthread_mutex_unlock(&device->lock);
}
