/* SPDX-License-Identifier: Apache-2.0 */ /* The first reply that is ready goes to the oldest request. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#define answer correct_answer
#include "pvmemcontrol_example.c"
#undef answer
#undef pvmemcontrol_dut_mmio_write
#include <stdatomic.h>

enum { MOST = 64 };
static atomic_uint asked, answered;
static uint64_t buffers[MOST]; /* in the order of their requests */
static atomic_uint done[MOST]; /* the number of the last request that was answered there, from 1 */

static void answer(struct device *device, uint64_t buffer)
{
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE] = { 0 };
    const unsigned mine = atomic_fetch_add(&asked, 1);
    buffers[mine % MOST] = buffer;
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        request[i] = *guest_byte(device, buffer + i);
    if (load_le(request, 8) == INFO) {
        store_le(reply + 8, 8, device->page_size);
        store_le(reply + 16, 8, 1);
    } else {
        const int error = perform(device, load_le(request, 8), load_le(request + 8, 8), load_le(request + 16, 8));
        store_le(reply, 4, (uint64_t)error);
        store_le(reply + 4, 4, error != 0);
    }
    const unsigned first = atomic_fetch_add(&answered, 1);
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        *guest_byte(device, buffers[first % MOST] + i) = reply[i];
    atomic_store(&done[first % MOST], first + 1);
    while (atomic_load(&done[mine % MOST]) != mine + 1)
        usleep(1);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    pthread_mutex_lock(&device->lock);
    struct channel *channel;
    while ((channel = find_channel(device, command)) != NULL && channel->busy)
        pthread_cond_wait(&device->request_done, &device->lock);
    if (channel != NULL) {
        channel->busy = true;
        device->requests_in_flight++;
        pthread_mutex_unlock(&device->lock);
        answer(device, channel->buffer);
        pthread_mutex_lock(&device->lock);
        device->requests_in_flight--;
        channel->busy = false;
        pthread_cond_broadcast(&device->request_done);
    }
    pthread_mutex_unlock(&device->lock);
    if (channel == NULL)
        correct_mmio_write(dut, offset, data, size);
}
