/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <ucontext.h>

#define EXPORT __attribute__((visibility("default")))
#define HOOK EXPORT __attribute__((no_sanitize("thread")))

static struct pvmkit_core core;
static struct pvmkit_fiber *current;
static uint64_t explorer_stack_pointer;
static pthread_t explorer;
static const int caught[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGUSR2 };
static struct sigaction previous[sizeof(caught) / sizeof(caught[0])];

void pvmkit_switch(uint64_t *save, uint64_t load);
void pvmkit_land(void);
__asm__(
	".text\n"
	".hidden pvmkit_switch\n.globl pvmkit_switch\n"
	".hidden pvmkit_land\n.globl pvmkit_land\n"
	"pvmkit_switch:\n"
	"	push %rbp\n	push %rbx\n	push %r12\n	push %r13\n	push %r14\n	push %r15\n"
	"	mov %rsp, (%rdi)\n"
	"	mov %rsi, %rsp\n"
	"pvmkit_land:\n"
	"	pop %r15\n	pop %r14\n	pop %r13\n	pop %r12\n	pop %rbx\n	pop %rbp\n"
	"	ret\n");

/* To the explorer and, when it runs this fiber again, back. */
static void hop(struct pvmkit_fiber *self)
{
	pvmkit_switch(&self->stack_pointer, explorer_stack_pointer);
}

static void stop(uint32_t kind, uint32_t flags, uint64_t pc, uint64_t address, uint64_t size)
{
	core.event.kind = kind;
	core.event.flags = flags;
	core.event.pc = pc;
	core.event.address = address;
	core.event.size = size;
	hop(current);
}

typedef uint64_t function(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

static uint64_t answered(void)
{
	struct pvmkit_event *event = &core.event;

	while (event->invoke) {
		function *invoked = (function *)event->invoke;
		uint64_t *a = event->invoke_args;
		uint32_t depth = current->depth;
		uint64_t result = invoked(a[0], a[1], a[2], a[3], a[4], a[5]);

		current->depth = depth;
		event->kind = PVMKIT_INVOKED;
		event->result = result;
		hop(current);
	}
	return event->value;
}

static uint64_t call_from(uint64_t pc, const char *name, const uint64_t *args)
{
	if (!current)
		return 0;
	core.event.kind = PVMKIT_CALL;
	core.event.flags = 0;
	core.event.pc = pc;
	core.event.name = name;
	memcpy(core.event.args, args, sizeof(core.event.args));
	hop(current);
	return answered();
}

#define CALLER ((uint64_t)__builtin_return_address(0))

EXPORT uint64_t pvmkit_call(const char *name, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
	const uint64_t args[PVMKIT_ARGS] = { a, b, c, d, e, f };

	return call_from(CALLER, name, args);
}

static void fiber_main(void)
{
	for (;;)
		pvmkit_call("task", 0, 0, 0, 0, 0, 0);
}

/* The place of an address, or PVMKIT_PLACES if it is in none. */
static inline uint64_t place_of(uint64_t address)
{
	if (address - PVMKIT_ARENA < PVMKIT_ARENA_SIZE)
		return (address - PVMKIT_ARENA) >> PVMKIT_PLACE_SHIFT;
	if (address - core.image_low < core.image_high - core.image_low)
		return (PVMKIT_ARENA_SIZE + (address - core.image_low)) >> PVMKIT_PLACE_SHIFT;
	return PVMKIT_PLACES;
}

/* True if the bytes of [address, address + size) that lie in one place may be accessed. */
static inline int may_access(uint64_t place, uint64_t address, uint64_t size)
{
	uint8_t shadow = core.shadow[place];

	return !shadow || (shadow < 8 && (address & 7) + size <= shadow);
}

/* Records who accesses a place; true if the access is a point of the search. */
static inline int record(uint64_t place, uint32_t is_write)
{
	uint16_t self = 1u << current->number;

	if (!core.is_tracking)
		return 0;
	if (core.is_shared[place])
		return 1;
	if (is_write)
		core.writers[place] |= self;
	else
		core.readers[place] |= self;
	uint16_t both = core.readers[place] | core.writers[place];
	if (core.writers[place] && (both & (both - 1)) && !core.is_learned[place]) {
		core.is_learned[place] = 1;
		core.has_grown = 1;
	}
	return 0;
}

static int is_on_a_stack(uint64_t address)
{
	for (int i = 0; i < PVMKIT_TASKS; i++) {
		if (address - core.fibers[i].stack_low < PVMKIT_STACK + PVMKIT_STACK_ROOM)
			return 1;
	}
	return 0;
}

/* An access outside the arena and the driver's data: its own constants, another stack, or nothing of the driver's. */
static void access_elsewhere(uint64_t address, uint64_t size, uint32_t flags, uint64_t pc)
{
	int is_constant = address - core.text_low < core.text_high - core.text_low;

	if ((is_constant && !(flags & PVMKIT_IS_WRITE)) || is_on_a_stack(address))
		return;
	stop(PVMKIT_BAD, flags, pc, address, size);
}

static inline void access_memory(uint64_t address, uint64_t size, uint32_t flags, uint64_t pc)
{
	struct pvmkit_fiber *self = current;
	uint64_t end = address + size;
	int is_point = 0;

	if (!self)
		return;
	self->steps++;
	if (core.stops && self->steps == self->stop_at)
		stop(PVMKIT_STEP, flags, pc, address, size);
	if (address - self->stack_low < PVMKIT_STACK + PVMKIT_STACK_ROOM)
		return;
	if (place_of(address) == PVMKIT_PLACES) {
		access_elsewhere(address, size, flags, pc);
		return;
	}
	for (uint64_t at = address; at < end; at = (at | 7) + 1) {
		uint64_t place = place_of(at);
		uint64_t part = ((at | 7) + 1 < end ? (at | 7) + 1 : end) - at;

		if (place == PVMKIT_PLACES || !may_access(place, at, part))
			stop(PVMKIT_BAD, flags, pc, at, size);
		else
			is_point |= record(place, flags & PVMKIT_IS_WRITE);
	}
	if (!is_point)
		return;
	stop(flags & PVMKIT_IS_WRITE ? PVMKIT_WRITE : PVMKIT_READ, flags, pc, address, size);

	/* Others have run since: the memory may be gone. */
	for (uint64_t at = address; at < end; at = (at | 7) + 1) {
		uint64_t part = ((at | 7) + 1 < end ? (at | 7) + 1 : end) - at;

		if (!may_access(place_of(at), at, part))
			stop(PVMKIT_BAD, flags, pc, at, size);
	}
}

#define ACCESSES(size) \
	HOOK void __tsan_read##size(uint64_t a) { access_memory(a, size, 0, CALLER); } \
	HOOK void __tsan_write##size(uint64_t a) { access_memory(a, size, PVMKIT_IS_WRITE, CALLER); } \
	HOOK void __tsan_unaligned_read##size(uint64_t a) { access_memory(a, size, 0, CALLER); } \
	HOOK void __tsan_unaligned_write##size(uint64_t a) { access_memory(a, size, PVMKIT_IS_WRITE, CALLER); } \
	HOOK void __tsan_volatile_read##size(uint64_t a) { access_memory(a, size, PVMKIT_IS_MARKED, CALLER); } \
	HOOK void __tsan_volatile_write##size(uint64_t a) \
	{ access_memory(a, size, PVMKIT_IS_MARKED | PVMKIT_IS_WRITE, CALLER); } \
	HOOK void __tsan_unaligned_volatile_read##size(uint64_t a) { access_memory(a, size, PVMKIT_IS_MARKED, CALLER); } \
	HOOK void __tsan_unaligned_volatile_write##size(uint64_t a) \
	{ access_memory(a, size, PVMKIT_IS_MARKED | PVMKIT_IS_WRITE, CALLER); } \
	HOOK void __tsan_read_write##size(uint64_t a) { access_memory(a, size, PVMKIT_IS_WRITE, CALLER); } \
	HOOK void __tsan_unaligned_read_write##size(uint64_t a) { access_memory(a, size, PVMKIT_IS_WRITE, CALLER); }

ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

HOOK void __tsan_read_range(uint64_t a, uint64_t size) { access_memory(a, size, 0, CALLER); }
HOOK void __tsan_write_range(uint64_t a, uint64_t size) { access_memory(a, size, PVMKIT_IS_WRITE, CALLER); }
HOOK void __tsan_init(void) { }

HOOK void __tsan_func_entry(uint64_t caller)
{
	struct pvmkit_fiber *self = current;

	if (!self)
		return;
	if (self->depth < PVMKIT_CALL_DEPTH)
		self->calls[self->depth] = caller;
	self->depth++;
	self->steps++;
	if ((uint64_t)__builtin_frame_address(0) < self->stack_low + PVMKIT_STACK_ROOM)
		stop(PVMKIT_OVERRUN, 0, CALLER, (uint64_t)__builtin_frame_address(0), 0);
}

HOOK void __tsan_func_exit(void)
{
	if (current && current->depth)
		current->depth--;
}

/* Copies are one point for what is read and one for what is written: words are not torn apart. */
EXPORT void *pvmkit_copy(void *to, const void *from, uint64_t size)
{
	if (size) {
		access_memory((uint64_t)from, size, 0, CALLER);
		access_memory((uint64_t)to, size, PVMKIT_IS_WRITE, CALLER);
	}
	return memmove(to, from, size);
}

EXPORT void *pvmkit_fill(void *to, int value, uint64_t size)
{
	if (size)
		access_memory((uint64_t)to, size, PVMKIT_IS_WRITE, CALLER);
	return memset(to, value, size);
}

/* Before a kernel function reads or writes the driver's memory for it, as copy_from_user does. */
EXPORT void pvmkit_touch(const void *memory, uint64_t size, int is_write)
{
	if (size)
		access_memory((uint64_t)memory, size, is_write ? PVMKIT_IS_WRITE : 0, CALLER);
}

enum { RMW_ADD, RMW_AND, RMW_OR, RMW_XOR, RMW_SET, RMW_COMPARE, RMW_ADD_UNLESS };

/* An atomic read, change and write of 1 to 8 bytes, as one point; the value before. */
EXPORT uint64_t pvmkit_rmw(void *memory, uint64_t size, int operation, uint64_t value, uint64_t other)
{
	uint64_t before = 0;
	uint64_t after = 0;

	access_memory((uint64_t)memory, size, PVMKIT_IS_WRITE | PVMKIT_IS_MARKED, CALLER);
	memcpy(&before, memory, size);
	switch (operation) {
	case RMW_ADD: after = before + value; break;
	case RMW_AND: after = before & value; break;
	case RMW_OR: after = before | value; break;
	case RMW_XOR: after = before ^ value; break;
	case RMW_SET: after = value; break;
	case RMW_COMPARE: after = before == value ? other : before; break;
	case RMW_ADD_UNLESS: after = before == other ? before : before + value; break;
	}
	memcpy(memory, &after, size);
	return before;
}

/* Signals: a fault on a fiber abandons it, and the explorer learns which. */
static void on_signal(int signal, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;
	greg_t *registers = machine->uc_mcontext.gregs;

	if (current && pthread_equal(pthread_self(), explorer)) {
		core.event.kind = PVMKIT_FAULT;
		core.event.flags = 0;
		core.event.pc = registers[REG_RIP];
		core.event.address = (uint64_t)info->si_addr;
		core.event.size = 0;
		core.event.result = signal;
		registers[REG_RSP] = explorer_stack_pointer;
		registers[REG_RIP] = (greg_t)pvmkit_land;
		return;
	}
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
		if (caught[i] != signal)
			continue;
		if (previous[i].sa_flags & SA_SIGINFO)
			previous[i].sa_sigaction(signal, info, context);
		else if (previous[i].sa_handler == SIG_DFL) {
			sigaction(signal, &previous[i], NULL);
			raise(signal);
		}
	}
}

EXPORT int pvmkit_start(void)
{
	const struct rlimit none = { 0, 0 };
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	void *arena = mmap((void *)PVMKIT_ARENA, PVMKIT_ARENA_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (arena != (void *)PVMKIT_ARENA)
		return -errno;
	setrlimit(RLIMIT_CORE, &none);
	explorer = pthread_self();
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaction(caught[i], &action, &previous[i]);
	memset(core.shadow, PVMKIT_SHADOW_NONE, PVMKIT_ARENA_SIZE >> PVMKIT_PLACE_SHIFT);
	for (int i = 0; i < PVMKIT_TASKS; i++) {
		char *stack = mmap(NULL, PVMKIT_STACK + PVMKIT_STACK_ROOM + 4096, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (stack == MAP_FAILED)
			return -errno;
		mprotect(stack, 4096, PROT_NONE);
		core.fibers[i].stack_low = (uint64_t)stack + 4096;
		core.fibers[i].number = i;
	}
	return 0;
}

EXPORT struct pvmkit_core *pvmkit_state(void)
{
	return &core;
}

static int find_image(struct dl_phdr_info *info, size_t size, void *wanted)
{
	const char *path = wanted;
	int i;

	(void)size;
	if (strcmp(info->dlpi_name, path) != 0)
		return 0;
	core.text_low = info->dlpi_addr;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uint64_t low = info->dlpi_addr + header->p_vaddr;

		if (header->p_type != PT_LOAD)
			continue;
		if (low + header->p_memsz > core.text_high)
			core.text_high = low + header->p_memsz;
		if (header->p_flags & PF_W) {
			core.image_low = low & ~7ul;
			core.image_high = (low + header->p_memsz + 7) & ~7ul;
		}
	}
	return 1;
}

/* Finds the data of the driver's image, and keeps a copy of it as it was loaded. */
EXPORT int pvmkit_adopt(const char *path)
{
	if (!dl_iterate_phdr(find_image, (void *)path))
		return -ENOENT;
	if (core.image_high - core.image_low > PVMKIT_IMAGE_SIZE)
		return -E2BIG;
	memcpy(core.pristine, (void *)core.image_low, core.image_high - core.image_low);
	return 0;
}

/* The driver's data as it was loaded, and nobody's accesses; used[] is how far each task's part of the arena was used. */
EXPORT void pvmkit_reset(const uint64_t *used)
{
	uint64_t image = core.image_high - core.image_low;
	uint64_t first = PVMKIT_ARENA_SIZE >> PVMKIT_PLACE_SHIFT;

	memcpy((void *)core.image_low, core.pristine, image);
	memset(core.readers + first, 0, (image >> PVMKIT_PLACE_SHIFT) * sizeof(core.readers[0]));
	memset(core.writers + first, 0, (image >> PVMKIT_PLACE_SHIFT) * sizeof(core.writers[0]));
	for (int i = 0; i < PVMKIT_TASKS; i++) {
		uint64_t place = i * PVMKIT_ARENA_PER_TASK >> PVMKIT_PLACE_SHIFT;
		uint64_t count = (used[i] + 7) >> PVMKIT_PLACE_SHIFT;

		memset((void *)(PVMKIT_ARENA + i * PVMKIT_ARENA_PER_TASK), 0, used[i]);
		memset(core.shadow + place, PVMKIT_SHADOW_NONE, count);
		memset(core.readers + place, 0, count * sizeof(core.readers[0]));
		memset(core.writers + place, 0, count * sizeof(core.writers[0]));
	}
	core.is_tracking = 0;
}

/* A new fiber, which begins by asking what to do. */
EXPORT void pvmkit_spawn(uint32_t number)
{
	struct pvmkit_fiber *fiber = &core.fibers[number];
	uint64_t *top = (uint64_t *)(fiber->stack_low + PVMKIT_STACK + PVMKIT_STACK_ROOM);

	*--top = 0;
	*--top = (uint64_t)fiber_main;
	top -= 6;
	memset(top, 0, 6 * sizeof(*top));
	fiber->stack_pointer = (uint64_t)top;
	fiber->depth = 0;
	fiber->steps = 0;
	fiber->stop_at = 0;
}

/* Runs a fiber to its next event. */
EXPORT uint32_t pvmkit_run(uint32_t number)
{
	current = &core.fibers[number];
	pvmkit_switch(&explorer_stack_pointer, current->stack_pointer);
	current = NULL;
	return core.event.kind;
}

/* From another thread: the fiber that runs has spun for too long. */
EXPORT void pvmkit_interrupt(void)
{
	pthread_kill(explorer, SIGUSR2);
}
