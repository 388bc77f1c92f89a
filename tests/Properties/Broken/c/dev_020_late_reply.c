/* SPDX-License-Identifier: Apache-2.0 */ /* A request is answered 20 ms after its command write returned. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#define pvmemcontrol_dut_destroy correct_destroy
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_destroy
#include <stdatomic.h>

static atomic_int unanswered;
struct late { void *dut; uint8_t command[4]; };

static void *answer_late(void *argument)
{
    struct late *late = argument;
    usleep(20000);
    correct_mmio_write(late->dut, COMMAND_OFFSET, late->command, 4);
    free(late);
    atomic_fetch_sub(&unanswered, 1);
    return NULL;
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    if (offset != COMMAND_OFFSET || size != 4 || find_channel(dut, (uint32_t)load_le(data, 4)) == NULL) {
        correct_mmio_write(dut, offset, data, size);
        return;
    }
    struct late *late = malloc(sizeof *late);
    pthread_t thread;
    late->dut = dut;
    memcpy(late->command, data, 4);
    atomic_fetch_add(&unanswered, 1);
    pthread_create(&thread, NULL, answer_late, late);
    pthread_detach(thread);
}

void pvmemcontrol_dut_destroy(void *dut)
{
    while (atomic_load(&unanswered) > 0)
        usleep(1000);
    correct_destroy(dut);
}
