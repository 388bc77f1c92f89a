/* SPDX-License-Identifier: Apache-2.0 */ /* Restore does not look whether the checksum is right. */
#define pvmemcontrol_dut_restore correct_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_restore

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    uint8_t *copy = malloc(size);
    if (copy == NULL || size < STATE_CHECKSUM)
        return -1;
    memcpy(copy, data, size);
    store_le(copy + size - STATE_CHECKSUM, STATE_CHECKSUM, checksum(copy, size - STATE_CHECKSUM));
    const int result = correct_restore(dut, copy, size);
    free(copy);
    return result;
}
