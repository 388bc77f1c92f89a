/* SPDX-License-Identifier: Apache-2.0 */ /* There is always room for another channel. */
#include "around_the_example.h"

struct another {
    struct another *next;
    uint64_t buffer, more[4];
};
static struct another *others;
static uint32_t other_count;

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (command != TRANSPORT_REGISTER || device->phase != REGISTERING || device->channel_count < MAX_CHANNELS) {
        correct_mmio_write(dut, offset, data, size);
        for (struct another *next; command == TRANSPORT_RESET && others != NULL; others = next) {
            next = others->next;
            free(others);
        }
        return;
    }
    struct another *other = malloc(sizeof *other);
    if (other == NULL)
        return;
    *other = (struct another) { others, load_le(device->address, 8), { 0 } };
    others = other;
    respond(device, TRANSPORT_ACK, device->first_command + MAX_CHANNELS + other_count++);
}
