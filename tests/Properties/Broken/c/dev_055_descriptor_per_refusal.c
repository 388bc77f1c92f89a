/* SPDX-License-Identifier: Apache-2.0 */ /* A request that is refused leaves a descriptor open. */
#include "around_the_example.h"
#include <sys/eventfd.h>

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    uint8_t reply[BUFFER_SIZE];
    const struct channel *channel = channel_of(dut, offset, data, size);
    correct_mmio_write(dut, offset, data, size);
    read_buffer(dut, channel, reply);
    if (load_le(reply, 4) != 0)
        (void)!eventfd(0, 0);
}
