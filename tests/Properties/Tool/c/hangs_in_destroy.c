/* SPDX-License-Identifier: Apache-2.0 */ /* No device but the first is ever destroyed. */
#define pvmemcontrol_dut_destroy correct_destroy
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_destroy

void pvmemcontrol_dut_destroy(void *dut)
{
    static int destroyed;
    if (++destroyed > 1)
        for (;;)
            pause();
    correct_destroy(dut);
}
