/* SPDX-License-Identifier: Apache-2.0 */ /* VM reset does not wait for the requests in flight. */
#include <sys/mman.h>
#include <unistd.h>

static int madvise_slowly(void *addr, size_t length, int advice)
{
    usleep(5000);
    return madvise(addr, length, advice);
}

#define madvise madvise_slowly
#define pvmemcontrol_dut_reset correct_reset
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_reset

void pvmemcontrol_dut_reset(void *dut)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    device->phase = BROKEN;
    respond(device, 0, 0);
    pthread_mutex_unlock(&device->lock);
}
