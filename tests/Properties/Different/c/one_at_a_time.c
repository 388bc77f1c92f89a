/* SPDX-License-Identifier: Apache-2.0 */ /* Says that its VMM serialises register accesses, and has no locks at all. */
#include <pthread.h>
#define pthread_mutex_lock(mutex) ((void)(mutex))
#define pthread_mutex_unlock(mutex) ((void)(mutex))
#define pthread_cond_wait(condition, mutex) abort()
#define pvmemcontrol_dut_flags plain_flags
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_flags

uint32_t pvmemcontrol_dut_flags(void) { return PVMEMCONTROL_DUT_SERIALISED; }
