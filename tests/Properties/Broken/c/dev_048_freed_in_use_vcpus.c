/* SPDX-License-Identifier: Apache-2.0 */ /* A drop frees the channel that a request in flight goes back to. */
#include <sys/mman.h>
#include <unistd.h>

static int madvise_slowly(void *addr, size_t length, int advice)
{
    usleep(2000);
    return madvise(addr, length, advice);
}

#define madvise madvise_slowly
#include "around_the_example.h"
#include <stdatomic.h>

static void *new_note(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static _Atomic(volatile uint32_t *) notes; /* what is kept of a handshake beside the channels */
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    if (command == TRANSPORT_RESET || command == TRANSPORT_DISCONNECT || command == TRANSPORT_ACK) {
        void *old = (void *)atomic_exchange(&notes, (volatile uint32_t *)new_note());
        if (old != NULL)
            munmap(old, 4096);
    }
    volatile uint32_t *mine = atomic_load(&notes);
    const bool is_request = find_channel(device, command) != NULL;
    correct_mmio_write(dut, offset, data, size);
    if (is_request && mine != NULL)
        ++*mine;
}
