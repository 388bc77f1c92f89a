/* SPDX-License-Identifier: Apache-2.0 */ /* Requests and replies go through memory that all channels share. */
static unsigned char scratch[32], reply[32];

#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    pthread_mutex_lock(&device->lock);
    struct channel *channel;
    while ((channel = find_channel(device, command)) != NULL && channel->busy)
        pthread_cond_wait(&device->request_done, &device->lock);
    if (channel == NULL) {
        pthread_mutex_unlock(&device->lock);
        correct_mmio_write(dut, offset, data, size);
        return;
    }
    channel->busy = true;
    device->requests_in_flight++;
    pthread_mutex_unlock(&device->lock);

    memset(reply, 0, sizeof reply);
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        scratch[i] = *guest_byte(device, channel->buffer + i);
    usleep(50); /* say, for a line in a log */
    if (load_le(scratch, 8) == INFO) {
        store_le(reply + 8, 8, device->page_size);
        store_le(reply + 16, 8, 1);
    } else {
        const int error = perform(device, load_le(scratch, 8), load_le(scratch + 8, 8), load_le(scratch + 16, 8));
        store_le(reply, 4, (uint64_t)error);
        store_le(reply + 4, 4, error != 0);
    }
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        *guest_byte(device, channel->buffer + i) = reply[i];

    pthread_mutex_lock(&device->lock);
    device->requests_in_flight--;
    channel->busy = false;
    pthread_cond_broadcast(&device->request_done);
    pthread_mutex_unlock(&device->lock);
}
