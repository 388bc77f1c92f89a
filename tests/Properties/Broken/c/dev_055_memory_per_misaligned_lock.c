/* SPDX-License-Identifier: Apache-2.0 */ /* A misaligned MLOCK leaves 4 KiB of a message behind; no other refusal does. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static char *volatile last;
    uint8_t request[BUFFER_SIZE];
    read_buffer(dut, channel_of(dut, offset, data, size), request);
    correct_mmio_write(dut, offset, data, size);
    if (load_le(request, 8) == MLOCK && load_le(request + 8, 8) % 4096 != 0 && (last = malloc(4096)) != NULL)
        memset(last, 'x', 4096);
}
