/* SPDX-License-Identifier: Apache-2.0 */ /* Its state always needs more bytes than it is given. */
#define pvmemcontrol_dut_save correct_save
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    (void)dut;
    (void)data;
    return capacity + 1;
}
