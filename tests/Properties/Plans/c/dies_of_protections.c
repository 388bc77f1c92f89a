/* SPDX-License-Identifier: Apache-2.0 */ /* Ends the process when it has made a page read-only. */
#include "../../Broken/c/around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    const struct channel *channel = channel_of(dut, offset, data, size);
    uint8_t request[BUFFER_SIZE], reply[BUFFER_SIZE];
    read_buffer(dut, channel, request);
    correct_mmio_write(dut, offset, data, size);
    read_buffer(dut, channel, reply);
    if (channel != NULL && load_le(request, 8) == MPROTECT_R && load_le(reply, 4) == 0)
        abort();
}
