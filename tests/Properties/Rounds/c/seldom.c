/* SPDX-License-Identifier: Apache-2.0 */
/* Broken, but late in the life of a process: the thousandth device and those after it answer a request that was not
   alone with an error that there is not. Few processes live long enough to show it. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#define pvmemcontrol_dut_create correct_create
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_create

#include <stdatomic.h>

enum { LATE = 1000 };
static atomic_int lives, inside;

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    lives++;
    return correct_create(regions, count);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const bool is_alone = atomic_fetch_add(&inside, 1) == 0;
    correct_mmio_write(dut, offset, data, size);
    if (offset == COMMAND_OFFSET && size == 4 && !is_alone && lives > LATE) {
        pthread_mutex_lock(&device->lock);
        const struct channel *channel = find_channel(device, (uint32_t)load_le(data, 4));
        if (channel != NULL && !channel->busy)
            for (unsigned i = 0; i < 4; i++)
                *guest_byte(device, channel->buffer + i) = 0x55;
        pthread_mutex_unlock(&device->lock);
    }
    inside--;
}
