/* SPDX-License-Identifier: Apache-2.0 */ /* Counts the requests for each function: the code is read once to be
   checked, and again to be the index. */
#include "around_the_example.h"

static volatile uint64_t requests_for[FUNCTION_COUNT];

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    if (channel != NULL) {
        const volatile uint8_t *code = guest_byte(device, channel->buffer);
        uint64_t checked = 0, used = 0;
        for (int i = 7; i >= 0; i--)
            checked = checked << 8 | code[i];
        for (int i = 7; checked < FUNCTION_COUNT && i >= 0; i--)
            used = used << 8 | code[i];
        requests_for[used]++;
    }
    correct_mmio_write(dut, offset, data, size);
}
