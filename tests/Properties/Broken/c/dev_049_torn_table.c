/* SPDX-License-Identifier: Apache-2.0 */ /* A channel is looked up first, and counted as in use a little later. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    if (channel == NULL) {
        correct_mmio_write(dut, offset, data, size);
        return;
    }
    const uint64_t buffer = channel->buffer;
    usleep(50); /* say, for a line in a log */
    pthread_mutex_lock(&device->lock);
    respond(device, 0, 0);
    device->requests_in_flight++;
    pthread_mutex_unlock(&device->lock);
    answer(device, buffer);
    pthread_mutex_lock(&device->lock);
    device->requests_in_flight--;
    pthread_cond_broadcast(&device->request_done);
    pthread_mutex_unlock(&device->lock);
}
