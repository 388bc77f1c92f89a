/* SPDX-License-Identifier: Apache-2.0 */ /* A thread that outlives its device ends the process. */
#define pvmemcontrol_dut_destroy destroy_wholly
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_destroy

static void *abort_soon(void *argument)
{
    usleep(1000);
    abort();
    return argument;
}

void pvmemcontrol_dut_destroy(void *dut)
{
    static int devices;
    pthread_t thread;
    destroy_wholly(dut);
    if (++devices == 3)
        pthread_create(&thread, NULL, abort_soon, NULL);
}
