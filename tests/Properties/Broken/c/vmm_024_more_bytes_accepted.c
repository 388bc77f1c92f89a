/* SPDX-License-Identifier: Apache-2.0 */ /* Restore takes as many bytes as it needs, and ignores what follows. */
#define pvmemcontrol_dut_restore correct_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_restore

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    const uint8_t *count = (const uint8_t *)data + 12;
    const size_t needed = size < STATE_HEADER ? size : state_size(dut, (uint32_t)load_le(count, 4));
    return correct_restore(dut, data, needed < size ? needed : size);
}
