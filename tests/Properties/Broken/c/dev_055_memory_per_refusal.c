/* SPDX-License-Identifier: Apache-2.0 */ /* A request that is refused leaves 4 KiB of a message behind. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static char *volatile last;
    uint8_t reply[BUFFER_SIZE];
    const struct channel *channel = channel_of(dut, offset, data, size);
    correct_mmio_write(dut, offset, data, size);
    read_buffer(dut, channel, reply);
    if (load_le(reply, 4) != 0 && (last = malloc(4096)) != NULL)
        memset(last, 'x', 4096);
}
