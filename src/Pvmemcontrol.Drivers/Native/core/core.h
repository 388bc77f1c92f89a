/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native core of the driver kit: tasks as fibers, the hooks that the compiler inserts at memory accesses, and one
 * entry for every kernel function. It decides nothing. Each event leaves the fiber and returns from pvmc_run() to the
 * explorer, which has the semantics.
 */
#ifndef PVMC_CORE_H
#define PVMC_CORE_H

#include <stdint.h>

#define PVMC_TASKS 12

/* The stack of a task on x86-64: THREAD_SIZE of the kernel. Below it lies room in which an overrun is reported. */
#define PVMC_STACK (16 * 1024)
#define PVMC_STACK_ROOM (16 * 1024)
#define PVMC_CALL_DEPTH 128
#define PVMC_ARGS 6

/* Memory of the driver, a part for each task: an address depends on nothing but what its task has allocated before. */
#define PVMC_ARENA 0x100000000000ul
#define PVMC_ARENA_PER_TASK (1ul << 22)
#define PVMC_ARENA_SIZE (PVMC_ARENA_PER_TASK * PVMC_TASKS)

/* Places are units of 8 bytes: first those of the arena, then those of the driver's own data. */
#define PVMC_PLACE_SHIFT 3
#define PVMC_IMAGE_SIZE (1ul << 20)
#define PVMC_PLACES ((PVMC_ARENA_SIZE + PVMC_IMAGE_SIZE) >> PVMC_PLACE_SHIFT)

/* Shadow of a place: 0 all bytes may be accessed, 1 to 7 the first so many, otherwise none. */
#define PVMC_SHADOW_NONE 0xff
#define PVMC_SHADOW_FREED 0xfd

enum pvmc_kind {
	PVMC_CALL = 1,     /* a kernel function; the task also calls with the name "task" when it has nothing to do */
	PVMC_INVOKED,      /* a function that the explorer had the task call has returned */
	PVMC_READ,         /* access to a shared place, not done yet */
	PVMC_WRITE,
	PVMC_BAD,          /* access to memory that the driver must not access, not done */
	PVMC_OVERRUN,      /* the stack is used up */
	PVMC_FAULT,        /* a signal; the fiber cannot continue */
	PVMC_STEP,         /* the step at which the explorer asked to stop */
};

enum pvmc_flags {
	PVMC_IS_WRITE = 1,
	PVMC_IS_MARKED = 2,  /* READ_ONCE, WRITE_ONCE or atomic: not a data race */
};

struct pvmc_event {
	uint32_t kind;
	uint32_t flags;
	uint64_t pc;
	uint64_t address;      /* of an access or fault; of a READ by memcpy the first byte */
	uint64_t size;
	const char *name;      /* of a CALL: the same pointer for the same place in the source */
	uint64_t args[PVMC_ARGS];
	uint64_t result;       /* of INVOKED; of FAULT the signal */
	/* What the explorer answers to CALL and INVOKED: a value, or a function to call first. */
	uint64_t value;
	uint64_t invoke;
	uint64_t invoke_args[PVMC_ARGS];
};

struct pvmc_fiber {
	uint64_t stack_pointer;
	uint64_t stack_low;
	uint64_t steps;        /* hooks passed so far: the task's own clock */
	uint64_t stop_at;
	uint32_t depth;
	uint32_t number;
	uint64_t calls[PVMC_CALL_DEPTH];
};

struct pvmc_core {
	struct pvmc_event event;
	uint64_t is_tracking;  /* tasks run concurrently: who accesses which place is recorded */
	uint64_t has_grown;    /* a place was found to be shared */
	uint64_t image_low;    /* the writable part of the driver's image */
	uint64_t image_high;
	uint64_t text_low;     /* the whole image */
	uint64_t text_high;
	uint64_t stops;        /* hooks look at stop_at */
	struct pvmc_fiber fibers[PVMC_TASKS];
	uint8_t shadow[PVMC_PLACES];
	uint8_t is_shared[PVMC_PLACES];
	uint8_t is_learned[PVMC_PLACES];
	uint16_t readers[PVMC_PLACES];
	uint16_t writers[PVMC_PLACES];
	uint8_t pristine[PVMC_IMAGE_SIZE];
};

#endif
