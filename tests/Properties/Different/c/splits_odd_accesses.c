/* SPDX-License-Identifier: Apache-2.0 */
/* A bus that splits 8-byte accesses into two of 4 bytes, lower first; reads beyond the registers give ones. */
#define pvmemcontrol_dut_mmio_write plain_mmio_write
#define pvmemcontrol_dut_mmio_read plain_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_mmio_read

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    if (offset % 4 != 0 || size % 4 != 0)
        return;
    for (uint32_t at = 0; at < size; at += 4)
        plain_mmio_write(dut, offset + at, (const uint8_t *)data + at, 4);
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    memset(data, 0xFF, size);
    for (uint32_t at = 0; at + 4 <= size && offset % 4 == 0 && offset + at < REGISTER_BYTES; at += 4)
        plain_mmio_read(dut, offset + at, (uint8_t *)data + at, 4);
}
