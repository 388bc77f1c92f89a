/* SPDX-License-Identifier: Apache-2.0 */
/* CPU masks, calls on other CPUs, CPU hot-plug states, per-CPU counters. All possible CPUs are online. */
#ifndef PVMKIT_CPUS_H
#define PVMKIT_CPUS_H

typedef struct cpumask { unsigned long bits[1]; } cpumask_t, cpumask_var_t[1];
extern struct cpumask pvmkit_all_cpus;
PVMKIT_INLINE const struct cpumask *pvmkit_cpus(void)
{
	pvmkit_all_cpus.bits[0] = (1ul << nr_cpu_ids) - 1;
	return &pvmkit_all_cpus;
}
#define cpu_possible_mask pvmkit_cpus()
#define cpu_online_mask pvmkit_cpus()
#define cpu_present_mask pvmkit_cpus()
#define nr_cpumask_bits nr_cpu_ids
#define cpumask_bits(mask) ((mask)->bits)
#define cpumask_next(n, mask) ((unsigned int)find_next_bit((mask)->bits, nr_cpu_ids, (n) + 1))
#define cpumask_first(mask) ((unsigned int)find_first_bit((mask)->bits, nr_cpu_ids))
#define cpumask_any(mask) cpumask_first(mask)
#define cpumask_weight(mask) bitmap_weight((mask)->bits, nr_cpu_ids)
#define cpumask_empty(mask) bitmap_empty((mask)->bits, nr_cpu_ids)
#define cpumask_test_cpu(cpu, mask) test_bit(cpu, (mask)->bits)
#define cpumask_set_cpu(cpu, mask) set_bit(cpu, (mask)->bits)
#define __cpumask_set_cpu(cpu, mask) __set_bit(cpu, (mask)->bits)
#define cpumask_clear_cpu(cpu, mask) clear_bit(cpu, (mask)->bits)
#define cpumask_test_and_set_cpu(cpu, mask) test_and_set_bit(cpu, (mask)->bits)
#define cpumask_test_and_clear_cpu(cpu, mask) test_and_clear_bit(cpu, (mask)->bits)
#define cpumask_clear(mask) ((void)((mask)->bits[0] = 0))
#define cpumask_setall(mask) ((void)((mask)->bits[0] = pvmkit_cpus()->bits[0]))
#define cpumask_copy(to, mask) ((void)((to)->bits[0] = (mask)->bits[0]))
#define cpumask_and(to, a, b) (!!((to)->bits[0] = (a)->bits[0] & (b)->bits[0]))
#define cpumask_or(to, a, b) ((void)((to)->bits[0] = (a)->bits[0] | (b)->bits[0]))
#define cpumask_equal(a, b) ((a)->bits[0] == (b)->bits[0])
#define alloc_cpumask_var(mask, gfp) ((void)(mask), true)
#define zalloc_cpumask_var(mask, gfp) ((*(mask))[0].bits[0] = 0, true)
#define free_cpumask_var(mask) ((void)(mask))
#define for_each_cpu(cpu, mask) \
	for ((cpu) = cpumask_first(mask); (unsigned int)(cpu) < nr_cpu_ids; (cpu) = cpumask_next((int)(cpu), mask))
#define cpumask_of(cpu) ((const struct cpumask[]) { { { 1ul << (cpu) } } })
#define cpumask_next_wrap(n, mask, ...) \
	({ unsigned int w_ = cpumask_next(n, mask); w_ < nr_cpu_ids ? w_ : cpumask_first(mask); })
#define nr_node_ids 1
#define for_each_online_node(node) for ((node) = 0; (node) < 1; (node)++)

/* A function on another CPU: with interrupts off there, or in a thread that stays there. */
typedef void (*smp_call_func_t)(void *);
PVMKIT_INLINE int smp_call_function_single(int cpu, smp_call_func_t f, void *info, int wait)
{
	(void)wait;
	return (unsigned int)cpu >= nr_cpu_ids ? -ENXIO : (int)PVMKIT_CALL("smp_call", f, info, cpu);
}
PVMKIT_INLINE void on_each_cpu(smp_call_func_t f, void *info, int wait)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		smp_call_function_single(cpu, f, info, wait);
}
#define on_each_cpu_mask(mask, f, info, wait) do { \
	unsigned int c_; \
	for_each_cpu(c_, mask) \
		smp_call_function_single(c_, f, info, wait); \
} while (0)
#define smp_call_function_any(mask, f, info, wait) smp_call_function_single(cpumask_first(mask), f, info, wait)
#define work_on_cpu(cpu, f, arg) ((long)PVMKIT_CALL("work_on_cpu", f, arg, cpu))
#define work_on_cpu_safe work_on_cpu
#define smp_call_on_cpu(cpu, f, arg, phys) ((int)PVMKIT_CALL("work_on_cpu", f, arg, cpu))

/* Hot-plug states: the CPUs are there already when a state is added, and stay. */
enum cpuhp_state { CPUHP_AP_ONLINE_DYN = 200, CPUHP_BP_PREPARE_DYN = 100, CPUHP_ONLINE = 250 };
PVMKIT_INLINE int pvmkit_hotplug(int state, int (*startup)(unsigned int), bool calls)
{
	unsigned int cpu;
	int error;

	if (PVMKIT_CALL("cpuhp_setup_state"))
		return -ENOMEM;
	for (cpu = 0; calls && startup && cpu < nr_cpu_ids; cpu++) {
		error = (int)PVMKIT_CALL("work_on_cpu", startup, cpu, cpu);
		if (error)
			return error;
	}
	return state;
}
#define cpuhp_setup_state(state, name, startup, teardown) \
	((void)(teardown), pvmkit_hotplug(state, startup, true))
#define cpuhp_setup_state_nocalls(state, name, startup, teardown) \
	((void)(teardown), pvmkit_hotplug(state, startup, false))
#define cpuhp_remove_state(state) ((void)(state))
#define cpuhp_remove_state_nocalls(state) ((void)(state))
#define cpu_hotplug_disable() ((void)0)
#define cpu_hotplug_enable() ((void)0)
#define cpus_read_trylock() 1
#define lockdep_assert_cpus_held() ((void)0)
#define cpu_active(cpu) cpu_possible(cpu)
#define cpu_is_offline(cpu) (!cpu_possible(cpu))

/* Counters of which each CPU has a part: one number here. */
struct percpu_counter { atomic64_t count; };
#define percpu_counter_init(c, n, gfp) ({ atomic64_set(&(c)->count, n); 0; })
#define percpu_counter_add(c, n) atomic64_add(n, &(c)->count)
#define percpu_counter_sub(c, n) atomic64_sub(n, &(c)->count)
#define percpu_counter_inc(c) atomic64_inc(&(c)->count)
#define percpu_counter_dec(c) atomic64_dec(&(c)->count)
#define percpu_counter_sum(c) atomic64_read(&(c)->count)
#define percpu_counter_read(c) atomic64_read(&(c)->count)
#define percpu_counter_read_positive(c) atomic64_read(&(c)->count)
#define percpu_counter_destroy(c) ((void)(c))
#define raw_cpu_read this_cpu_read
#define raw_cpu_write this_cpu_write
#define raw_cpu_add this_cpu_add
#define raw_cpu_inc this_cpu_inc
#define this_cpu_sub(variable, value) this_cpu_add(variable, -(value))
#define this_cpu_inc_return(variable) (++*raw_cpu_ptr(&(variable)))
#define this_cpu_dec_return(variable) (--*raw_cpu_ptr(&(variable)))
#define this_cpu_add_return(variable, value) (*raw_cpu_ptr(&(variable)) += (value))
#define this_cpu_xchg(variable, value) xchg(raw_cpu_ptr(&(variable)), value)
#define this_cpu_cmpxchg(variable, o, n) cmpxchg(raw_cpu_ptr(&(variable)), o, n)
#define __this_cpu_add(variable, value) (*this_cpu_ptr(&(variable)) += (value))
#define __this_cpu_dec(variable) (*this_cpu_ptr(&(variable)) -= 1)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) PVMKIT_PERCPU __typeof__(type) name __aligned(4096)
#define DEFINE_PER_CPU_READ_MOSTLY DEFINE_PER_CPU
#define DEFINE_PER_CPU_FIRST DEFINE_PER_CPU

#endif
