/* SPDX-License-Identifier: Apache-2.0 */
/* STALLING_DEVICE on a machine that stalls once, for longer than any limit, where a register is read. Once is for as
   long as the file is there that is made then beside the library. The first read of every device takes
   FIRST_READ_TAKES milliseconds. */
#define pvmemcontrol_dut_mmio_read quick_mmio_read
#define pvmemcontrol_dut_create quick_create
#include STALLING_DEVICE
#undef pvmemcontrol_dut_mmio_read
#undef pvmemcontrol_dut_create

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>

static bool is_new = true;

static void stall(long milliseconds)
{
    const struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

static bool is_first_of_all(void)
{
    Dl_info library;
    char name[4096];
    if (dladdr((void *)(uintptr_t)is_first_of_all, &library) == 0)
        return false;
    snprintf(name, sizeof(name), "%s.stalled", library.dli_fname);
    const int file = open(name, O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY, 0600);
    return file >= 0 && close(file) == 0;
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    is_new = true;
    return quick_create(regions, count);
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    if (is_new) {
        is_new = false;
        stall(is_first_of_all() ? 10000 : FIRST_READ_TAKES);
    }
    quick_mmio_read(dut, offset, data, size);
}
