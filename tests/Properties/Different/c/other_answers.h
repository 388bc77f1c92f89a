/* SPDX-License-Identifier: Apache-2.0 */
/* The C example with another way to answer requests, which each of these devices has for itself. A request is read
   once, as in the example. */
#define pvmemcontrol_dut_mmio_write plain_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply);

static void fail(uint8_t *reply, int error)
{
    store_le(reply, 4, (uint64_t)error);
    store_le(reply + 4, 4, error != 0);
}

/* What the example answers. */
__attribute__((unused)) static void plain_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    uint64_t largest = device->page_size;
    for (size_t i = 0; i < device->region_count; i++)
        largest = device->regions[i].page_size > largest ? device->regions[i].page_size : largest;
    if (load_le(request, 8) == INFO) {
        store_le(reply + 8, 8, largest);
        store_le(reply + 16, 8, 1);
    } else {
        fail(reply, perform(device, load_le(request, 8), load_le(request + 8, 8), load_le(request + 16, 8)));
    }
}

static void run_otherwise(struct device *device, uint32_t command)
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
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE] = { 0 };
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        request[i] = *guest_byte(device, channel->buffer + i);
    other_answer(device, request, reply);
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        *guest_byte(device, channel->buffer + i) = reply[i];
    pthread_mutex_lock(&device->lock);
    device->requests_in_flight--;
    channel->busy = false;
    pthread_cond_broadcast(&device->request_done);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (command < FIRST_COMMAND) {
        plain_mmio_write(dut, offset, data, size);
        return;
    }
    pthread_mutex_lock(&device->lock);
    run_otherwise(device, command);
    pthread_mutex_unlock(&device->lock);
}
