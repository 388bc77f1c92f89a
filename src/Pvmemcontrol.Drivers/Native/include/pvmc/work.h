/* SPDX-License-Identifier: Apache-2.0 */
/* Work, timers, threads, time. */
#ifndef PVMC_WORK_H
#define PVMC_WORK_H

struct work_struct;
typedef void (*work_func_t)(struct work_struct *);
struct work_struct { struct pvmc_object object; work_func_t func; };
struct timer_list { struct pvmc_object object; void (*function)(struct timer_list *); unsigned long expires; };
struct delayed_work { struct work_struct work; struct timer_list timer; };
struct workqueue_struct;
#define __WORK_INITIALIZER(n, f) { PVMC_OBJECT, f }
#define DECLARE_WORK(n, f) struct work_struct n = { PVMC_OBJECT, f }
#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = { { PVMC_OBJECT, f } }
#define INIT_WORK(w, f) do { PVMC_INIT(&(w)->object); (w)->func = (f); } while (0)
#define INIT_WORK_ONSTACK INIT_WORK
#define INIT_DELAYED_WORK(w, f) INIT_WORK(&(w)->work, f)
#define to_delayed_work(w) container_of(w, struct delayed_work, work)
extern struct workqueue_struct *system_wq, *system_unbound_wq, *system_highpri_wq, *system_long_wq;
#define system_percpu_wq system_wq
#define system_dfl_wq system_unbound_wq
#define WQ_UNBOUND 2
#define WQ_HIGHPRI 16
#define WQ_MEM_RECLAIM 8
#define WQ_FREEZABLE 4
#define alloc_workqueue(name, flags, active, ...) ((struct workqueue_struct *)PVMC_CALL("alloc_workqueue", name))
#define alloc_ordered_workqueue(name, flags, ...) ((struct workqueue_struct *)PVMC_CALL("alloc_workqueue", name))
#define create_singlethread_workqueue(name) alloc_ordered_workqueue(name, 0)
#define create_workqueue(name) alloc_workqueue(name, 0, 0)
PVMC_INLINE void destroy_workqueue(struct workqueue_struct *q) { PVMC_CALL("destroy_workqueue", q); }
PVMC_INLINE void flush_workqueue(struct workqueue_struct *q) { PVMC_CALL("flush_workqueue", q); }
#define drain_workqueue flush_workqueue
#define flush_scheduled_work() flush_workqueue(NULL)
PVMC_INLINE bool queue_work(struct workqueue_struct *q, struct work_struct *w) { return PVMC_CALL("queue_work", w, w->func, q); }
PVMC_INLINE bool schedule_work(struct work_struct *w) { return queue_work(NULL, w); }
#define queue_work_on(cpu, q, w) queue_work(q, w)
#define schedule_work_on(cpu, w) schedule_work(w)
PVMC_INLINE bool queue_delayed_work(struct workqueue_struct *q, struct delayed_work *w, unsigned long t)
{
	(void)t;
	return queue_work(q, &w->work);
}
#define schedule_delayed_work(w, t) queue_delayed_work(NULL, w, t)
#define mod_delayed_work(q, w, t) queue_delayed_work(q, w, t)
PVMC_INLINE bool flush_work(struct work_struct *w) { return PVMC_CALL("flush_work", w); }
PVMC_INLINE bool cancel_work_sync(struct work_struct *w) { return PVMC_CALL("cancel_work_sync", w); }
PVMC_INLINE bool cancel_work(struct work_struct *w) { return PVMC_CALL("cancel_work", w); }
#define disable_work_sync cancel_work_sync
PVMC_INLINE bool work_pending(struct work_struct *w) { return PVMC_CALL("work_pending", w); }
#define cancel_delayed_work_sync(w) cancel_work_sync(&(w)->work)
#define cancel_delayed_work(w) cancel_work(&(w)->work)
#define flush_delayed_work(w) flush_work(&(w)->work)

#define timer_setup(t, f, flags) do { PVMC_INIT(&(t)->object); (t)->function = (f); } while (0)
PVMC_INLINE int mod_timer(struct timer_list *t, unsigned long at)
{
	t->expires = at;
	return PVMC_CALL("mod_timer", t, t->function);
}
PVMC_INLINE void add_timer(struct timer_list *t) { PVMC_CALL("mod_timer", t, t->function); }
PVMC_INLINE int timer_delete(struct timer_list *t) { return PVMC_CALL("cancel_work", t); }
PVMC_INLINE int timer_delete_sync(struct timer_list *t) { return PVMC_CALL("cancel_work_sync", t); }
#define del_timer timer_delete
#define del_timer_sync timer_delete_sync
#define timer_shutdown_sync timer_delete_sync
PVMC_INLINE bool timer_pending(const struct timer_list *t) { return PVMC_CALL("work_pending", t); }
#define from_timer(p, t, member) container_of(t, __typeof__(*p), member)
#define timer_container_of from_timer

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
PVMC_INLINE ktime_t ktime_get(void) { return PVMC_CALL("ktime_get"); }
#define ktime_get_ns() ((u64)ktime_get())
#define ktime_get_boottime ktime_get
#define ktime_get_real ktime_get
#define ktime_add_us(t, us) ((t) + (us) * 1000ll)
#define ktime_add_ms(t, ms) ((t) + (ms) * 1000000ll)
#define ktime_sub(a, b) ((a) - (b))
#define ktime_to_ns(t) (t)
#define ktime_to_us(t) ((t) / 1000)
#define ktime_after(a, b) ((a) > (b))
#define ktime_compare(a, b) ((a) < (b) ? -1 : (a) > (b))
#define sched_clock() ktime_get_ns()
#define local_clock() ktime_get_ns()
PVMC_INLINE void msleep(unsigned int ms) { PVMC_CALL("msleep", ms); }
#define msleep_interruptible(ms) (msleep(ms), 0ul)
#define ssleep(s) msleep((s) * 1000)
#define usleep_range(low, high) msleep(1)
#define fsleep(us) msleep(1)
PVMC_INLINE void udelay(unsigned long us) { PVMC_CALL("udelay", us); }
#define ndelay(ns) udelay(1)
#define mdelay(ms) udelay((ms) * 1000)
PVMC_INLINE void cpu_relax(void) { PVMC_CALL("cpu_relax"); }
#define cpu_relax_yield() cpu_relax()
PVMC_INLINE int cond_resched(void) { PVMC_CALL("cond_resched"); return 0; }
PVMC_INLINE void schedule(void) { PVMC_CALL("cond_resched"); }
#define yield() schedule()
#define schedule_timeout(t) (schedule(), (void)(t), 0l)
#define schedule_timeout_interruptible schedule_timeout
#define schedule_timeout_uninterruptible schedule_timeout
#define need_resched() 0
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
extern struct task_struct pvmc_current;
#define current (&pvmc_current)
#define task_pid_nr(task) ((task)->pid)
#define task_tgid_nr(task) ((task)->tgid)
#define signal_pending(task) ((void)(task), 0)
#define fatal_signal_pending(task) ((void)(task), 0)
#define set_current_state(state) ((void)(state))
#define __set_current_state(state) ((void)(state))
#define in_compat_syscall() false

#endif
