/* SPDX-License-Identifier: Apache-2.0 */
/* Work, timers, threads, time. */
#ifndef PVMKIT_WORK_H
#define PVMKIT_WORK_H

struct work_struct;
typedef void (*work_func_t)(struct work_struct *);
struct work_struct { struct pvmkit_object object; work_func_t func; };
struct timer_list { struct pvmkit_object object; void (*function)(struct timer_list *); unsigned long expires; };
struct delayed_work { struct work_struct work; struct timer_list timer; };
struct workqueue_struct;
#define __WORK_INITIALIZER(n, f) { PVMKIT_OBJECT, f }
#define DECLARE_WORK(n, f) struct work_struct n = { PVMKIT_OBJECT, f }
#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = { { PVMKIT_OBJECT, f } }
#define INIT_WORK(w, f) do { PVMKIT_INIT(&(w)->object); (w)->func = (f); } while (0)
#define INIT_WORK_ONSTACK INIT_WORK
#define INIT_DELAYED_WORK_ONSTACK INIT_DELAYED_WORK
#define INIT_DEFERRABLE_WORK INIT_DELAYED_WORK
#define destroy_work_on_stack(w) ((void)(w))
#define destroy_delayed_work_on_stack(w) ((void)(w))
#define INIT_DELAYED_WORK(w, f) INIT_WORK(&(w)->work, f)
#define to_delayed_work(w) container_of(w, struct delayed_work, work)
extern struct workqueue_struct *system_wq, *system_unbound_wq, *system_highpri_wq, *system_long_wq;
#define system_percpu_wq system_wq
#define system_dfl_wq system_unbound_wq
#define WQ_UNBOUND 2
#define WQ_HIGHPRI 16
#define WQ_MEM_RECLAIM 8
#define WQ_FREEZABLE 4
#define alloc_workqueue(name, flags, active, ...) \
	((struct workqueue_struct *)PVMKIT_CALL("alloc_workqueue", name, flags))
#define alloc_ordered_workqueue(name, flags, ...) \
	((struct workqueue_struct *)PVMKIT_CALL("alloc_workqueue", name, (flags) | __WQ_ORDERED))
#define create_singlethread_workqueue(name) alloc_ordered_workqueue(name, 0)
#define create_workqueue(name) alloc_workqueue(name, 0, 0)
PVMKIT_INLINE void destroy_workqueue(struct workqueue_struct *q) { PVMKIT_CALL("destroy_workqueue", q); }
PVMKIT_INLINE void flush_workqueue(struct workqueue_struct *q) { PVMKIT_CALL("flush_workqueue", q); }
#define drain_workqueue flush_workqueue
#define flush_scheduled_work() flush_workqueue(system_wq)
#define system_freezable_wq system_wq
#define system_power_efficient_wq system_wq
#define system_bh_wq system_wq
#define WQ_SYSFS 64
#define WQ_CPU_INTENSIVE 32
#define WQ_BH 1
#define WQ_PERCPU 256
#define WQ_MAX_ACTIVE 512
#define __WQ_ORDERED 1024
#define WORK_CPU_UNBOUND 8
#define create_freezable_workqueue(name) alloc_workqueue(name, 0, 0)
#define devm_alloc_workqueue(dev, name, flags, active, ...) ((void)(dev), alloc_workqueue(name, flags, active))
PVMKIT_INLINE bool queue_work(struct workqueue_struct *q, struct work_struct *w)
{
	return PVMKIT_CALL("queue_work", w, w->func, q, WORK_CPU_UNBOUND);
}
PVMKIT_INLINE bool queue_work_on(int cpu, struct workqueue_struct *q, struct work_struct *w)
{
	return PVMKIT_CALL("queue_work", w, w->func, q, cpu);
}
PVMKIT_INLINE bool schedule_work(struct work_struct *w) { return queue_work(system_wq, w); }
#define schedule_work_on(cpu, w) queue_work_on(cpu, system_wq, w)
#define queue_work_node(node, q, w) queue_work(q, w)
#define schedule_on_each_cpu(f) ({ int c_, e_ = 0; \
	struct work_struct w_; \
	for_each_possible_cpu(c_) { \
		INIT_WORK(&w_, f); \
		schedule_work_on(c_, &w_); \
		flush_work(&w_); \
	} \
	e_; })
#define queue_delayed_work_on(cpu, q, w, t) ((void)(t), queue_work_on(cpu, q, &(w)->work))
#define schedule_delayed_work_on(cpu, w, t) queue_delayed_work_on(cpu, system_wq, w, t)
#define enable_work(w) ((void)(w), true)
#define disable_work(w) cancel_work(w)
#define disable_delayed_work_sync(w) cancel_work_sync(&(w)->work)
#define enable_delayed_work(w) ((void)(w), true)
#define work_busy(w) work_pending(w)
#define delayed_work_pending(w) work_pending(&(w)->work)
#define current_work() ((struct work_struct *)NULL)
struct rcu_work { struct work_struct work; struct rcu_head rcu; struct workqueue_struct *wq; };
#define INIT_RCU_WORK(w, f) INIT_WORK(&(w)->work, f)
#define to_rcu_work(w) container_of(w, struct rcu_work, work)
PVMKIT_INLINE bool queue_delayed_work(struct workqueue_struct *q, struct delayed_work *w, unsigned long t)
{
	(void)t;
	return queue_work(q, &w->work);
}
#define schedule_delayed_work(w, t) queue_delayed_work(system_wq, w, t)
#define mod_delayed_work(q, w, t) queue_delayed_work(q, w, t)
PVMKIT_INLINE bool flush_work(struct work_struct *w) { return PVMKIT_CALL("flush_work", w); }
PVMKIT_INLINE bool cancel_work_sync(struct work_struct *w) { return PVMKIT_CALL("cancel_work_sync", w); }
PVMKIT_INLINE bool cancel_work(struct work_struct *w) { return PVMKIT_CALL("cancel_work", w); }
#define disable_work_sync cancel_work_sync
PVMKIT_INLINE bool work_pending(struct work_struct *w) { return PVMKIT_CALL("work_pending", w); }
#define cancel_delayed_work_sync(w) cancel_work_sync(&(w)->work)
#define cancel_delayed_work(w) cancel_work(&(w)->work)
#define flush_delayed_work(w) flush_work(&(w)->work)

#define timer_setup(t, f, flags) do { PVMKIT_INIT(&(t)->object); (t)->function = (f); } while (0)
PVMKIT_INLINE int mod_timer(struct timer_list *t, unsigned long at)
{
	t->expires = at;
	return PVMKIT_CALL("mod_timer", t, t->function);
}
PVMKIT_INLINE void add_timer(struct timer_list *t) { PVMKIT_CALL("mod_timer", t, t->function); }
PVMKIT_INLINE int timer_delete(struct timer_list *t) { return PVMKIT_CALL("cancel_work", t); }
PVMKIT_INLINE int timer_delete_sync(struct timer_list *t) { return PVMKIT_CALL("cancel_work_sync", t); }
#define del_timer timer_delete
#define del_timer_sync timer_delete_sync
#define timer_shutdown_sync timer_delete_sync
PVMKIT_INLINE bool timer_pending(const struct timer_list *t) { return PVMKIT_CALL("work_pending", t); }
#define from_timer(p, t, member) container_of(t, __typeof__(*p), member)
#define timer_container_of from_timer

#define DEFINE_TIMER(n, f) struct timer_list n = { PVMKIT_OBJECT, f }
#define timer_setup_on_stack timer_setup
#define destroy_timer_on_stack(t) ((void)(t))
#define timer_shutdown timer_delete
#define try_to_del_timer_sync timer_delete
#define timer_reduce mod_timer
#define add_timer_on(t, cpu) add_timer(t)
#define mod_timer_pending(t, at) (timer_pending(t) ? mod_timer(t, at) : 0)
/* Tasklets run as timers do: later, one at a time. */
struct tasklet_struct { struct timer_list timer; void (*callback)(struct tasklet_struct *); };
#define tasklet_setup(t, f) do { PVMKIT_INIT(&(t)->timer.object); (t)->callback = (f); } while (0)
#define tasklet_schedule(t) ((void)PVMKIT_CALL("mod_timer", t, (t)->callback))
#define tasklet_hi_schedule tasklet_schedule
#define tasklet_kill(t) ((void)timer_delete_sync(&(t)->timer))
#define from_tasklet(p, t, member) container_of(t, __typeof__(*p), member)

/* Time passes when somebody asks for it or gives way: loops with a deadline end after some rounds. */
extern unsigned long volatile jiffies;
#define msecs_to_jiffies(m) ((unsigned long)DIV_ROUND_UP((m) * HZ, 1000))
#define usecs_to_jiffies(u) ((unsigned long)DIV_ROUND_UP((u) * HZ, 1000000))
#define jiffies_to_msecs(j) ((unsigned int)((j) * 1000 / HZ))
#define secs_to_jiffies(s) ((s) * HZ)
#define time_after(a, b) ((long)((b) - (a)) < 0)
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b) time_after_eq(b, a)
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define get_jiffies_64() ((u64)jiffies)
PVMKIT_INLINE ktime_t ktime_get(void) { return PVMKIT_CALL("ktime_get"); }
#define ktime_get_ns() ((u64)ktime_get())
#define ktime_get_boottime ktime_get
#define ktime_get_real ktime_get
#define ktime_add_us(t, us) ((t) + (us) * 1000ll)
#define ktime_add_ms(t, ms) ((t) + (ms) * 1000000ll)
#define ktime_add(a, b) ((a) + (b))
#define ktime_add_ns(t, ns) ((t) + (ns))
#define ktime_sub_ns(t, ns) ((t) - (ns))
#define ktime_sub_us(t, us) ((t) - (us) * 1000ll)
#define ktime_sub_ms(t, ms) ((t) - (ms) * 1000000ll)
#define ktime_to_ms(t) ((t) / 1000000)
#define ktime_us_delta(a, b) (((a) - (b)) / 1000)
#define ktime_ms_delta(a, b) (((a) - (b)) / 1000000)
#define ktime_before(a, b) ((a) < (b))
#define ms_to_ktime(ms) ((ms) * 1000000ll)
#define us_to_ktime(us) ((us) * 1000ll)
#define ns_to_ktime(ns) (ns)
#define ktime_set(s, ns) ((s) * NSEC_PER_SEC + (ns))
#define ktime_get_coarse ktime_get
#define ktime_get_raw ktime_get
#define ktime_get_raw_ns ktime_get_ns
#define ktime_get_boottime_ns ktime_get_ns
#define ktime_get_real_ns ktime_get_ns
#define ktime_get_mono_fast_ns ktime_get_ns
#define ktime_get_seconds() ((time64_t)(ktime_get() / NSEC_PER_SEC))
#define ktime_get_real_seconds ktime_get_seconds
#define KTIME_MAX S64_MAX
#define S64_MAX 0x7fffffffffffffffll
#define S64_MIN (-S64_MAX - 1)
#define MAX_SCHEDULE_TIMEOUT LONG_MAX
#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)
#define nsecs_to_jiffies(ns) ((ns) / (NSEC_PER_SEC / HZ))
#define jiffies_to_usecs(j) ((unsigned int)((j) * (1000000 / HZ)))
#define jiffies_to_nsecs(j) ((u64)(j) * (NSEC_PER_SEC / HZ))
#define jiffies_delta_to_msecs(j) jiffies_to_msecs(j)
#define time_in_range(t, a, b) (time_after_eq(t, a) && time_before_eq(t, b))
#define time_is_after_jiffies(a) time_before(jiffies, a)
#define time_is_before_eq_jiffies(a) time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a) time_before_eq(jiffies, a)
#define time_after64(a, b) ((s64)((b) - (a)) < 0)
#define time_before64(a, b) time_after64(b, a)
#define round_jiffies(j) (j)
#define round_jiffies_relative(j) (j)
#define ktime_sub(a, b) ((a) - (b))
#define ktime_to_ns(t) (t)
#define ktime_to_us(t) ((t) / 1000)
#define ktime_after(a, b) ((a) > (b))
#define ktime_compare(a, b) ((a) < (b) ? -1 : (a) > (b))
#define sched_clock() ktime_get_ns()
#define local_clock() ktime_get_ns()
PVMKIT_INLINE void msleep(unsigned int ms) { PVMKIT_CALL("msleep", ms); }
#define msleep_interruptible(ms) (msleep(ms), 0ul)
#define ssleep(s) msleep((s) * 1000)
#define usleep_range(low, high) msleep(1)
#define fsleep(us) msleep(1)
PVMKIT_INLINE void udelay(unsigned long us) { PVMKIT_CALL("udelay", us); }
#define ndelay(ns) udelay(1)
#define mdelay(ms) udelay((ms) * 1000)
PVMKIT_INLINE void cpu_relax(void) { PVMKIT_CALL("cpu_relax"); }
#define cpu_relax_yield() cpu_relax()
PVMKIT_INLINE int cond_resched(void) { PVMKIT_CALL("cond_resched"); return 0; }
PVMKIT_INLINE void schedule(void) { PVMKIT_CALL("cond_resched"); }
#define yield() schedule()
#define schedule_timeout(t) (schedule(), (void)(t), 0l)
#define schedule_timeout_interruptible schedule_timeout
#define schedule_timeout_uninterruptible schedule_timeout
#define need_resched() 0
#define cond_resched_lock(lock) ((void)(lock), 0)
#define schedule_timeout_killable schedule_timeout
#define schedule_timeout_idle schedule_timeout
#define io_schedule() schedule()
#define io_schedule_timeout schedule_timeout
#define schedule_hrtimeout(expires, mode) (schedule(), (void)(expires), 0)
#define usleep_range_state(low, high, state) msleep(1)
#define usleep_idle_range(low, high) msleep(1)
#define flush_signals(task) ((void)(task))
#define set_freezable() false
#define try_to_freeze() false
#define freezing(task) false
#define poll_timeout_us(op, condition, sleep_us, timeout_us, before) ({ \
	int tries_ = 8; \
	for (;;) { \
		op; \
		if ((condition) || !tries_--) \
			break; \
		msleep(1); \
	} \
	(condition) ? 0 : -ETIMEDOUT; })
#define poll_timeout_us_atomic(op, condition, delay_us, timeout_us, before) ({ \
	int tries_ = 8; \
	for (;;) { \
		op; \
		if ((condition) || !tries_--) \
			break; \
		cpu_relax(); \
	} \
	(condition) ? 0 : -ETIMEDOUT; })
#define read_poll_timeout(op, val, condition, sleep_us, timeout_us, before, args...) ({ \
	int tries_ = 8; \
	for (;;) { \
		(val) = op(args); \
		if ((condition) || !tries_--) \
			break; \
		if (sleep_us) \
			msleep(1); \
		else \
			cpu_relax(); \
	} \
	(condition) ? 0 : -ETIMEDOUT; })
#define read_poll_timeout_atomic(op, val, condition, delay_us, timeout_us, before, args...) \
	read_poll_timeout(op, val, condition, 0, timeout_us, before, args)
#define readb_poll_timeout(at, val, condition, sleep_us, timeout_us) \
	read_poll_timeout(readb, val, condition, sleep_us, timeout_us, false, at)
#define readq_poll_timeout(at, val, condition, sleep_us, timeout_us) \
	read_poll_timeout(readq, val, condition, sleep_us, timeout_us, false, at)
#define readx_poll_timeout(op, at, val, condition, sleep_us, timeout_us) \
	read_poll_timeout(op, val, condition, sleep_us, timeout_us, false, at)
#define readx_poll_timeout_atomic(op, at, val, condition, delay_us, timeout_us) \
	read_poll_timeout(op, val, condition, 0, timeout_us, false, at)
#define readl_relaxed_poll_timeout readl_poll_timeout
#define readl_relaxed_poll_timeout_atomic readl_poll_timeout_atomic
#define readl_poll_timeout(at, val, condition, sleep_us, timeout_us) \
	read_poll_timeout(readl, val, condition, sleep_us, timeout_us, false, at)
#define readl_poll_timeout_atomic(at, val, condition, delay_us, timeout_us) \
	read_poll_timeout(readl, val, condition, 0, timeout_us, false, at)

/* Tasks. */
#define TASK_COMM_LEN 16
#define TASK_RUNNING 0
#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
struct mm_struct;
struct task_struct { pid_t pid, tgid; char comm[TASK_COMM_LEN]; struct mm_struct *mm; };
extern struct task_struct pvmkit_current;
#define current (&pvmkit_current)
#define task_pid_nr(task) ((task)->pid)
#define task_tgid_nr(task) ((task)->tgid)
#define signal_pending(task) ((void)(task), 0)
#define fatal_signal_pending(task) ((void)(task), 0)
#define set_current_state(state) ((void)(state))
#define __set_current_state(state) ((void)(state))
#define in_compat_syscall() false
#define TASK_KILLABLE 258
#define TASK_IDLE 1026
#define TASK_NORMAL 3
#define PF_KTHREAD 0x200000
#define task_pid_vnr(task) ((task)->pid)
#define task_tgid_vnr(task) ((task)->tgid)
#define get_task_comm(to, task) strscpy(to, (task)->comm, TASK_COMM_LEN)
#define get_task_struct(task) (task)
#define put_task_struct(task) ((void)(task))
#define same_thread_group(a, b) ((a) == (b))
typedef struct { uid_t val; } kuid_t;
typedef struct { gid_t val; } kgid_t;
struct cred { kuid_t uid, euid; kgid_t gid, egid; };
#define GLOBAL_ROOT_UID ((kuid_t) { 0 })
#define current_uid() ((kuid_t) { 0 })
#define current_euid() ((kuid_t) { 0 })
#define uid_eq(a, b) ((a).val == (b).val)
#define from_kuid(ns, uid) ((uid).val)
#define from_kuid_munged(ns, uid) ((uid).val)
#define current_user_ns() ((void *)init_user_ns)
#define task_active_pid_ns(task) ((void *)0)

#endif
