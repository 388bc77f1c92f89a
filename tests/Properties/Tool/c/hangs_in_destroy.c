/* SPDX-License-Identifier: Apache-2.0 */ /* The fifth device is never destroyed. */
#define pvmemcontrol_dut_destroy correct_destroy
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_destroy

void pvmemcontrol_dut_destroy(void *dut)
{
    static int destroyed;
    if (++destroyed == 5)
        for (;;)
            pause();
    correct_destroy(dut);
}
