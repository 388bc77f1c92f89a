/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native core of the driver kit: tasks as fibers, the hooks that the compiler inserts at memory accesses, and one
 * entry for every kernel function. It decides nothing. Each event leaves the fiber and returns from pvmkit_run() to the
 * explorer, which has the semantics.
 */
#ifndef PVMKIT_CORE_H
#define PVMKIT_CORE_H

#include <stdint.h>

#define PVMKIT_TASKS 12

/* The stack of a task on x86-64: THREAD_SIZE of the kernel. Below it lies room in which an overrun is reported. */
#define PVMKIT_STACK (16 * 1024)
#define PVMKIT_STACK_ROOM (16 * 1024)
#define PVMKIT_CALL_DEPTH 128
#define PVMKIT_ARGS 6

/* Memory of the driver, a part for each task: an address depends on nothing but what its task has allocated before. */
#define PVMKIT_ARENA 0x100000000000ul
#define PVMKIT_ARENA_PER_TASK (1ul << 22)
#define PVMKIT_ARENA_SIZE (PVMKIT_ARENA_PER_TASK * PVMKIT_TASKS)

/* Places are units of 8 bytes: first those of the arena, then those of the driver's own data. */
#define PVMKIT_PLACE_SHIFT 3
#define PVMKIT_IMAGE_SIZE (1ul << 20)
#define PVMKIT_PLACES ((PVMKIT_ARENA_SIZE + PVMKIT_IMAGE_SIZE) >> PVMKIT_PLACE_SHIFT)

/* Shadow of a place: 0 all bytes may be accessed, 1 to 7 the first so many, otherwise none. */
#define PVMKIT_SHADOW_NONE 0xff
#define PVMKIT_SHADOW_FREED 0xfd

enum pvmkit_kind {
	PVMKIT_CALL = 1,     /* a kernel function; the task also calls with the name "task" when it has nothing to do */
	PVMKIT_INVOKED,      /* a function that the explorer had the task call has returned */
	PVMKIT_READ,         /* access to a shared place, not done yet */
	PVMKIT_WRITE,
	PVMKIT_BAD,          /* access to memory that the driver must not access, not done */
	PVMKIT_OVERRUN,      /* the stack is used up */
	PVMKIT_FAULT,        /* a signal; the fiber cannot continue */
	PVMKIT_STEP,         /* the step at which the explorer asked to stop */
};

enum pvmkit_flags {
	PVMKIT_IS_WRITE = 1,
	PVMKIT_IS_MARKED = 2,  /* READ_ONCE, WRITE_ONCE or atomic: not a data race */
};

struct pvmkit_event {
	uint32_t kind;
	uint32_t flags;
	uint64_t pc;
	uint64_t address;      /* of an access or fault; of a READ by memcpy the first byte */
	uint64_t size;
	const char *name;      /* of a CALL: the same pointer for the same place in the source */
	uint64_t args[PVMKIT_ARGS];
	uint64_t result;       /* of INVOKED; of FAULT the signal */
	/* What the explorer answers to CALL and INVOKED: a value, or a function to call first. */
	uint64_t value;
	uint64_t invoke;
	uint64_t invoke_args[PVMKIT_ARGS];
};

struct pvmkit_fiber {
	uint64_t stack_pointer;
	uint64_t stack_low;
	uint64_t steps;        /* hooks passed so far: the task's own clock */
	uint64_t stop_at;
	uint32_t depth;
	uint32_t number;
	uint64_t calls[PVMKIT_CALL_DEPTH];
};

struct pvmkit_core {
	struct pvmkit_event event;
	uint64_t is_tracking;  /* tasks run concurrently: who accesses which place is recorded */
	uint64_t has_grown;    /* a place was found to be shared */
	uint64_t image_low;    /* the writable part of the driver's image */
	uint64_t image_high;
	uint64_t text_low;     /* the whole image */
	uint64_t text_high;
	uint64_t stops;        /* hooks look at stop_at */
	struct pvmkit_fiber fibers[PVMKIT_TASKS];
	uint8_t shadow[PVMKIT_PLACES];
	uint8_t is_shared[PVMKIT_PLACES];
	uint8_t is_learned[PVMKIT_PLACES];
	uint16_t readers[PVMKIT_PLACES];
	uint16_t writers[PVMKIT_PLACES];
	uint8_t pristine[PVMKIT_IMAGE_SIZE];
};

#endif
