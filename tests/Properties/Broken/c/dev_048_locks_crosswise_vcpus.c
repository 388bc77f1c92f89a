/* SPDX-License-Identifier: Apache-2.0 */ /* RESET and a request take two locks, each in another order. */
#include "around_the_example.h"

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    pthread_mutex_t *first = command == TRANSPORT_RESET ? &one : &other;
    pthread_mutex_t *second = command == TRANSPORT_RESET ? &other : &one;
    pthread_mutex_lock(first);
    usleep(50);
    pthread_mutex_lock(second);
    correct_mmio_write(dut, offset, data, size);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}
