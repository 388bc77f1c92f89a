/* SPDX-License-Identifier: Apache-2.0 */
/* Atomics, counters, locks, RCU, waiting. Each object's state is kept by the tool, under the object's address. */
#ifndef PVMC_LOCKS_H
#define PVMC_LOCKS_H

/* Atomics. */
typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { long counter; } atomic_long_t;
#define ATOMIC_INIT(n) { (n) }
#define ATOMIC64_INIT(n) { (n) }
#define ATOMIC_LONG_INIT(n) { (n) }
#define PVMC_ATOMICS(prefix, type, number) \
	PVMC_INLINE number prefix##_read(const type *v) { return READ_ONCE(v->counter); } \
	PVMC_INLINE number prefix##_read_acquire(const type *v) { return READ_ONCE(v->counter); } \
	PVMC_INLINE void prefix##_set(type *v, number n) { WRITE_ONCE(v->counter, n); } \
	PVMC_INLINE void prefix##_set_release(type *v, number n) { WRITE_ONCE(v->counter, n); } \
	PVMC_INLINE number prefix##_fetch_add(number n, type *v) \
	{ return (number)pvmc_rmw(&v->counter, sizeof(number), 0, (unsigned long)n, 0); } \
	PVMC_INLINE number prefix##_fetch_sub(number n, type *v) { return prefix##_fetch_add(-n, v); } \
	PVMC_INLINE number prefix##_fetch_inc(type *v) { return prefix##_fetch_add(1, v); } \
	PVMC_INLINE number prefix##_fetch_dec(type *v) { return prefix##_fetch_add(-1, v); } \
	PVMC_INLINE void prefix##_add(number n, type *v) { prefix##_fetch_add(n, v); } \
	PVMC_INLINE void prefix##_sub(number n, type *v) { prefix##_fetch_add(-n, v); } \
	PVMC_INLINE void prefix##_inc(type *v) { prefix##_fetch_add(1, v); } \
	PVMC_INLINE void prefix##_dec(type *v) { prefix##_fetch_add(-1, v); } \
	PVMC_INLINE number prefix##_add_return(number n, type *v) { return prefix##_fetch_add(n, v) + n; } \
	PVMC_INLINE number prefix##_sub_return(number n, type *v) { return prefix##_fetch_add(-n, v) - n; } \
	PVMC_INLINE number prefix##_inc_return(type *v) { return prefix##_fetch_add(1, v) + 1; } \
	PVMC_INLINE number prefix##_dec_return(type *v) { return prefix##_fetch_add(-1, v) - 1; } \
	PVMC_INLINE bool prefix##_dec_and_test(type *v) { return prefix##_dec_return(v) == 0; } \
	PVMC_INLINE bool prefix##_inc_and_test(type *v) { return prefix##_inc_return(v) == 0; } \
	PVMC_INLINE bool prefix##_sub_and_test(number n, type *v) { return prefix##_sub_return(n, v) == 0; } \
	PVMC_INLINE number prefix##_fetch_or(number n, type *v) \
	{ return (number)pvmc_rmw(&v->counter, sizeof(number), 2, (unsigned long)n, 0); } \
	PVMC_INLINE number prefix##_fetch_and(number n, type *v) \
	{ return (number)pvmc_rmw(&v->counter, sizeof(number), 1, (unsigned long)n, 0); } \
	PVMC_INLINE void prefix##_or(number n, type *v) { prefix##_fetch_or(n, v); } \
	PVMC_INLINE void prefix##_and(number n, type *v) { prefix##_fetch_and(n, v); } \
	PVMC_INLINE number prefix##_xchg(type *v, number n) \
	{ return (number)pvmc_rmw(&v->counter, sizeof(number), 4, (unsigned long)n, 0); } \
	PVMC_INLINE number prefix##_cmpxchg(type *v, number old, number n) \
	{ return (number)pvmc_rmw(&v->counter, sizeof(number), 5, \
				  sizeof(number) == 4 ? (unsigned long)(u32)old : (unsigned long)old, \
				  (unsigned long)n); } \
	PVMC_INLINE bool prefix##_try_cmpxchg(type *v, number *old, number n) \
	{ number before = prefix##_cmpxchg(v, *old, n); bool same = before == *old; *old = before; return same; } \
	PVMC_INLINE number prefix##_fetch_add_unless(type *v, number n, number u) \
	{ return (number)pvmc_rmw(&v->counter, sizeof(number), 6, (unsigned long)n, \
				  sizeof(number) == 4 ? (unsigned long)(u32)u : (unsigned long)u); } \
	PVMC_INLINE bool prefix##_add_unless(type *v, number n, number u) \
	{ return prefix##_fetch_add_unless(v, n, u) != u; } \
	PVMC_INLINE bool prefix##_inc_not_zero(type *v) { return prefix##_add_unless(v, 1, 0); }
PVMC_ATOMICS(atomic, atomic_t, int)
PVMC_ATOMICS(atomic64, atomic64_t, s64)
PVMC_ATOMICS(atomic_long, atomic_long_t, long)

/* Bits. */
PVMC_INLINE void set_bit(long n, volatile unsigned long *p) { pvmc_rmw((void *)(p + n / 64), 8, 2, 1ul << n % 64, 0); }
PVMC_INLINE void clear_bit(long n, volatile unsigned long *p) { pvmc_rmw((void *)(p + n / 64), 8, 1, ~(1ul << n % 64), 0); }
PVMC_INLINE void change_bit(long n, volatile unsigned long *p) { pvmc_rmw((void *)(p + n / 64), 8, 3, 1ul << n % 64, 0); }
PVMC_INLINE bool test_bit(long n, const volatile unsigned long *p) { return p[n / 64] >> n % 64 & 1; }
PVMC_INLINE bool test_and_set_bit(long n, volatile unsigned long *p)
{
	return pvmc_rmw((void *)(p + n / 64), 8, 2, 1ul << n % 64, 0) >> n % 64 & 1;
}
PVMC_INLINE bool test_and_clear_bit(long n, volatile unsigned long *p)
{
	return pvmc_rmw((void *)(p + n / 64), 8, 1, ~(1ul << n % 64), 0) >> n % 64 & 1;
}
#define test_and_set_bit_lock test_and_set_bit
#define clear_bit_unlock clear_bit
PVMC_INLINE void __set_bit(long n, unsigned long *p) { p[n / 64] |= 1ul << n % 64; }
PVMC_INLINE void __clear_bit(long n, unsigned long *p) { p[n / 64] &= ~(1ul << n % 64); }
PVMC_INLINE unsigned long find_next_zero_bit(const unsigned long *p, unsigned long size, unsigned long n)
{
	for (; n < size; n++) {
		if (!(p[n / 64] >> n % 64 & 1))
			return n;
	}
	return size;
}
PVMC_INLINE unsigned long find_next_bit(const unsigned long *p, unsigned long size, unsigned long n)
{
	for (; n < size; n++) {
		if (p[n / 64] >> n % 64 & 1)
			return n;
	}
	return size;
}
#define find_first_zero_bit(p, size) find_next_zero_bit(p, size, 0)
#define find_first_bit(p, size) find_next_bit(p, size, 0)
#define for_each_set_bit(n, p, size) \
	for ((n) = find_first_bit(p, size); (n) < (size); (n) = find_next_bit(p, size, (n) + 1))
PVMC_INLINE void bitmap_zero(unsigned long *p, unsigned int bits) { memset(p, 0, BITS_TO_LONGS(bits) * 8); }
PVMC_INLINE bool bitmap_empty(const unsigned long *p, unsigned int bits) { return find_first_bit(p, bits) == bits; }

/* Reference counts. */
typedef struct { atomic_t refs; } refcount_t;
#define REFCOUNT_INIT(n) { ATOMIC_INIT(n) }
PVMC_INLINE void refcount_set(refcount_t *r, int n) { atomic_set(&r->refs, n); }
PVMC_INLINE unsigned int refcount_read(const refcount_t *r) { return atomic_read(&r->refs); }
PVMC_INLINE void refcount_inc(refcount_t *r)
{
	if (atomic_fetch_add(1, &r->refs) <= 0)
		PVMC_CALL("refcount_bad", r, "refcount_inc of a counter that is zero");
}
PVMC_INLINE void refcount_add(int n, refcount_t *r) { atomic_add(n, &r->refs); }
PVMC_INLINE bool refcount_inc_not_zero(refcount_t *r) { return atomic_inc_not_zero(&r->refs); }
PVMC_INLINE bool refcount_sub_and_test(int n, refcount_t *r)
{
	int before = atomic_fetch_sub(n, &r->refs);

	if (before < n)
		PVMC_CALL("refcount_bad", r, "a counter goes below zero");
	return before == n;
}
PVMC_INLINE bool refcount_dec_and_test(refcount_t *r) { return refcount_sub_and_test(1, r); }
PVMC_INLINE void refcount_dec(refcount_t *r) { refcount_sub_and_test(1, r); }
PVMC_INLINE bool refcount_dec_if_one(refcount_t *r) { return atomic_cmpxchg(&r->refs, 1, 0) == 1; }
PVMC_INLINE bool refcount_dec_not_one(refcount_t *r) { return atomic_add_unless(&r->refs, -1, 1); }
struct kref { refcount_t refcount; };
#define KREF_INIT(n) { REFCOUNT_INIT(n) }
PVMC_INLINE void kref_init(struct kref *k) { refcount_set(&k->refcount, 1); }
PVMC_INLINE unsigned int kref_read(const struct kref *k) { return refcount_read(&k->refcount); }
PVMC_INLINE void kref_get(struct kref *k) { refcount_inc(&k->refcount); }
PVMC_INLINE bool kref_get_unless_zero(struct kref *k) { return refcount_inc_not_zero(&k->refcount); }
PVMC_INLINE int kref_put(struct kref *k, void (*release)(struct kref *))
{
	if (!refcount_dec_and_test(&k->refcount))
		return 0;
	release(k);
	return 1;
}

/* Preemption, migration, interrupts. */
#define PVMC_VOID(name) PVMC_INLINE void name(void) { PVMC_CALL(#name); }
PVMC_VOID(preempt_disable)
PVMC_VOID(preempt_enable)
PVMC_VOID(migrate_disable)
PVMC_VOID(migrate_enable)
PVMC_VOID(local_irq_disable)
PVMC_VOID(local_irq_enable)
PVMC_VOID(local_bh_disable)
PVMC_VOID(local_bh_enable)
#define preempt_disable_notrace preempt_disable
#define preempt_enable_notrace preempt_enable
#define preempt_enable_no_resched preempt_enable
#define local_irq_save(flags) do { (flags) = 0; local_irq_disable(); } while (0)
#define local_irq_restore(flags) do { (void)(flags); local_irq_enable(); } while (0)
PVMC_INLINE int get_cpu(void) { preempt_disable(); return smp_processor_id(); }
#define put_cpu() preempt_enable()
#define in_interrupt() 0
#define in_atomic() ((int)PVMC_CALL("in_atomic"))
#define in_task() 1
#define irqs_disabled() ((int)PVMC_CALL("irqs_disabled"))
#define preemptible() (!in_atomic())
PVMC_VOID(might_sleep)
#define might_sleep_if(condition) do { if (condition) might_sleep(); } while (0)
#define might_fault() might_sleep()
#define cant_sleep() ((void)0)

/* Spinning locks. */
typedef struct { struct pvmc_object object; } spinlock_t, raw_spinlock_t, rwlock_t, local_lock_t;
#define __SPIN_LOCK_UNLOCKED(name) { PVMC_OBJECT }
#define DEFINE_SPINLOCK(name) spinlock_t name = { PVMC_OBJECT }
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = { PVMC_OBJECT }
#define DEFINE_RWLOCK(name) rwlock_t name = { PVMC_OBJECT }
#define __RW_LOCK_UNLOCKED(name) { PVMC_OBJECT }
#define INIT_LOCAL_LOCK(name) { PVMC_OBJECT }
#define PVMC_INIT(object) do { (object)->magic = PVMC_MAGIC; PVMC_CALL("object_init", object); } while (0)
#define spin_lock_init(lock) PVMC_INIT(&(lock)->object)
#define raw_spin_lock_init(lock) PVMC_INIT(&(lock)->object)
#define rwlock_init(lock) PVMC_INIT(&(lock)->object)
#define local_lock_init(lock) ((void)(lock))
#define PVMC_LOCKER(name, type) PVMC_INLINE void name(type *lock) { PVMC_CALL(#name, lock); }
#define PVMC_TRIER(name, type) PVMC_INLINE int name(type *lock) { return PVMC_CALL(#name, lock); }
PVMC_LOCKER(spin_lock, spinlock_t)
PVMC_LOCKER(spin_unlock, spinlock_t)
PVMC_TRIER(spin_trylock, spinlock_t)
PVMC_TRIER(spin_is_locked, spinlock_t)
PVMC_LOCKER(raw_spin_lock, raw_spinlock_t)
PVMC_LOCKER(raw_spin_unlock, raw_spinlock_t)
PVMC_TRIER(raw_spin_trylock, raw_spinlock_t)
PVMC_LOCKER(read_lock, rwlock_t)
PVMC_LOCKER(read_unlock, rwlock_t)
PVMC_LOCKER(write_lock, rwlock_t)
PVMC_LOCKER(write_unlock, rwlock_t)
PVMC_TRIER(read_trylock, rwlock_t)
PVMC_TRIER(write_trylock, rwlock_t)
PVMC_LOCKER(spin_lock_irq, spinlock_t)
PVMC_LOCKER(spin_unlock_irq, spinlock_t)
PVMC_LOCKER(spin_lock_bh, spinlock_t)
PVMC_LOCKER(spin_unlock_bh, spinlock_t)
PVMC_LOCKER(read_lock_irq, rwlock_t)
PVMC_LOCKER(read_unlock_irq, rwlock_t)
PVMC_LOCKER(write_lock_irq, rwlock_t)
PVMC_LOCKER(write_unlock_irq, rwlock_t)
PVMC_LOCKER(read_lock_bh, rwlock_t)
PVMC_LOCKER(read_unlock_bh, rwlock_t)
PVMC_LOCKER(write_lock_bh, rwlock_t)
PVMC_LOCKER(write_unlock_bh, rwlock_t)
PVMC_LOCKER(raw_spin_lock_irq, raw_spinlock_t)
PVMC_LOCKER(raw_spin_unlock_irq, raw_spinlock_t)
#define spin_lock_nested(lock, class) spin_lock(lock)
#define spin_lock_irqsave(lock, flags) do { (flags) = 0; spin_lock_irq(lock); } while (0)
#define spin_unlock_irqrestore(lock, flags) do { (void)(flags); spin_unlock_irq(lock); } while (0)
#define raw_spin_lock_irqsave(lock, flags) do { (flags) = 0; raw_spin_lock_irq(lock); } while (0)
#define raw_spin_unlock_irqrestore(lock, flags) do { (void)(flags); raw_spin_unlock_irq(lock); } while (0)
#define read_lock_irqsave(lock, flags) do { (flags) = 0; read_lock_irq(lock); } while (0)
#define read_unlock_irqrestore(lock, flags) do { (void)(flags); read_unlock_irq(lock); } while (0)
#define write_lock_irqsave(lock, flags) do { (flags) = 0; write_lock_irq(lock); } while (0)
#define write_unlock_irqrestore(lock, flags) do { (void)(flags); write_unlock_irq(lock); } while (0)
/* A local lock is per CPU: the current CPU's, which does not change while it is held. */
#define local_lock(lock) PVMC_CALL("local_lock", lock)
#define local_unlock(lock) PVMC_CALL("local_unlock", lock)
#define local_lock_irqsave(lock, flags) do { (flags) = 0; local_lock(lock); } while (0)
#define local_unlock_irqrestore(lock, flags) do { (void)(flags); local_unlock(lock); } while (0)

/* Sleeping locks. */
struct mutex { struct pvmc_object object; };
struct rt_mutex { struct pvmc_object object; };
struct rw_semaphore { struct pvmc_object object; };
struct percpu_rw_semaphore { struct pvmc_object object; };
struct semaphore { struct pvmc_object object; unsigned int count; };
struct lock_class_key { char unused; };
#define __MUTEX_INITIALIZER(name) { PVMC_OBJECT }
#define DEFINE_MUTEX(name) struct mutex name = { PVMC_OBJECT }
#define DECLARE_RWSEM(name) struct rw_semaphore name = { PVMC_OBJECT }
#define __RWSEM_INITIALIZER(name) { PVMC_OBJECT }
#define DEFINE_STATIC_PERCPU_RWSEM(name) static struct percpu_rw_semaphore name = { PVMC_OBJECT }
#define DEFINE_SEMAPHORE(name, n) struct semaphore name = { PVMC_OBJECT, n }
#define mutex_init(lock) PVMC_INIT(&(lock)->object)
#define __mutex_init(lock, name, key) mutex_init(lock)
#define devm_mutex_init(dev, lock) ((void)(dev), ({ mutex_init(lock); 0; }))
#define mutex_destroy(lock) ((void)(lock))
#define rt_mutex_init(lock) PVMC_INIT(&(lock)->object)
#define init_rwsem(lock) PVMC_INIT(&(lock)->object)
#define percpu_init_rwsem(lock) ({ PVMC_INIT(&(lock)->object); 0; })
#define percpu_free_rwsem(lock) ((void)(lock))
PVMC_INLINE void sema_init(struct semaphore *s, int n) { PVMC_INIT(&s->object); s->count = n; }
PVMC_LOCKER(mutex_lock, struct mutex)
PVMC_LOCKER(mutex_unlock, struct mutex)
PVMC_TRIER(mutex_trylock, struct mutex)
PVMC_TRIER(mutex_is_locked, struct mutex)
#define mutex_lock_interruptible(lock) (mutex_lock(lock), 0)
#define mutex_lock_killable(lock) (mutex_lock(lock), 0)
#define mutex_lock_nested(lock, class) mutex_lock(lock)
#define rt_mutex_lock(lock) mutex_lock((struct mutex *)(lock))
#define rt_mutex_unlock(lock) mutex_unlock((struct mutex *)(lock))
PVMC_LOCKER(down_read, struct rw_semaphore)
PVMC_LOCKER(up_read, struct rw_semaphore)
PVMC_LOCKER(down_write, struct rw_semaphore)
PVMC_LOCKER(up_write, struct rw_semaphore)
PVMC_TRIER(down_read_trylock, struct rw_semaphore)
PVMC_TRIER(down_write_trylock, struct rw_semaphore)
PVMC_LOCKER(downgrade_write, struct rw_semaphore)
#define down_read_interruptible(lock) (down_read(lock), 0)
#define down_read_killable(lock) (down_read(lock), 0)
#define down_write_killable(lock) (down_write(lock), 0)
#define percpu_down_read(lock) down_read((struct rw_semaphore *)(lock))
#define percpu_up_read(lock) up_read((struct rw_semaphore *)(lock))
#define percpu_down_write(lock) down_write((struct rw_semaphore *)(lock))
#define percpu_up_write(lock) up_write((struct rw_semaphore *)(lock))
PVMC_INLINE void down(struct semaphore *s) { PVMC_CALL("down", s, &s->count); }
PVMC_INLINE void up(struct semaphore *s) { PVMC_CALL("up", s, &s->count); }
PVMC_INLINE int down_trylock(struct semaphore *s) { return PVMC_CALL("down_trylock", s, &s->count); }
#define down_interruptible(s) (down(s), 0)
#define down_killable(s) (down(s), 0)

/* Lock debugging. */
#define lockdep_assert_held(lock) PVMC_CALL("lockdep_assert_held", lock)
#define lockdep_assert_held_write(lock) PVMC_CALL("lockdep_assert_held", lock)
#define lockdep_assert_held_read(lock) PVMC_CALL("lockdep_assert_held", lock)
#define lockdep_assert_not_held(lock) ((void)(lock))
#define lockdep_assert(condition) ((void)(condition))
#define lockdep_assert_preemption_disabled() ((void)0)
#define lockdep_is_held(lock) ((void)(lock), 1)
#define lockdep_set_class(lock, key) ((void)(lock), (void)(key))
#define lockdep_set_class_and_name(lock, key, name) ((void)(lock), (void)(key))

/* Completions and wait queues. */
struct completion { struct pvmc_object object; unsigned int done; };
typedef struct wait_queue_head { struct pvmc_object object; } wait_queue_head_t;
#define COMPLETION_INITIALIZER(name) { PVMC_OBJECT, 0 }
#define DECLARE_COMPLETION(name) struct completion name = COMPLETION_INITIALIZER(name)
#define DECLARE_COMPLETION_ONSTACK(name) struct completion name = COMPLETION_INITIALIZER(name); init_completion(&name)
PVMC_INLINE void init_completion(struct completion *c) { PVMC_INIT(&c->object); c->done = 0; }
PVMC_INLINE void reinit_completion(struct completion *c) { PVMC_CALL("reinit_completion", c); }
PVMC_INLINE void complete(struct completion *c) { PVMC_CALL("complete", c); }
PVMC_INLINE void complete_all(struct completion *c) { PVMC_CALL("complete_all", c); }
PVMC_INLINE void wait_for_completion(struct completion *c) { PVMC_CALL("wait_for_completion", c); }
#define wait_for_completion_interruptible(c) (wait_for_completion(c), 0)
#define wait_for_completion_killable(c) (wait_for_completion(c), 0)
PVMC_INLINE unsigned long wait_for_completion_timeout(struct completion *c, unsigned long t)
{
	return PVMC_CALL("wait_for_completion_timeout", c, t);
}
#define wait_for_completion_interruptible_timeout wait_for_completion_timeout
PVMC_INLINE bool try_wait_for_completion(struct completion *c) { return PVMC_CALL("try_wait_for_completion", c); }
PVMC_INLINE bool completion_done(struct completion *c) { return PVMC_CALL("completion_done", c); }
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) { PVMC_OBJECT }
#define DECLARE_WAIT_QUEUE_HEAD(name) wait_queue_head_t name = { PVMC_OBJECT }
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) wait_queue_head_t name = { PVMC_OBJECT }; init_waitqueue_head(&name)
#define init_waitqueue_head(queue) PVMC_INIT(&(queue)->object)
PVMC_LOCKER(wake_up, wait_queue_head_t)
#define wake_up_all(queue) wake_up(queue)
#define wake_up_interruptible(queue) wake_up(queue)
#define wake_up_interruptible_all(queue) wake_up(queue)
#define wake_up_locked(queue) wake_up(queue)
#define wake_up_poll(queue, mask) wake_up(queue)
#define waitqueue_active(queue) ((void)(queue), true)
#define PVMC_WAIT(queue, condition, schedule) ({ \
	unsigned long left_ = 1; \
	might_sleep(); \
	for (;;) { \
		unsigned long ticket_ = PVMC_CALL("prepare_to_wait", &(queue)); \
		if (condition) \
			break; \
		if (!left_) \
			break; \
		left_ = PVMC_CALL(schedule, &(queue), ticket_); \
	} \
	left_; })
#define wait_event(queue, condition) ((void)PVMC_WAIT(queue, condition, "wait_schedule"))
#define wait_event_interruptible(queue, condition) (wait_event(queue, condition), 0)
#define wait_event_killable(queue, condition) (wait_event(queue, condition), 0)
#define wait_event_timeout(queue, condition, t) ((long)PVMC_WAIT(queue, condition, "wait_schedule_timeout"))
#define wait_event_interruptible_timeout wait_event_timeout
#define wait_event_lock_irq(queue, condition, lock) ({ \
	while (!(condition)) { \
		unsigned long ticket_ = PVMC_CALL("prepare_to_wait", &(queue)); \
		spin_unlock_irq(&(lock)); \
		PVMC_CALL("wait_schedule", &(queue), ticket_); \
		spin_lock_irq(&(lock)); \
	} })
#define wait_var_event(variable, condition) do { while (!(condition)) PVMC_CALL("cond_resched"); } while (0)
#define wake_up_var(variable) ((void)(variable))

/* RCU. */
struct rcu_head { struct rcu_head *next; void (*function)(struct rcu_head *); };
#define callback_head rcu_head
PVMC_VOID(rcu_read_lock)
PVMC_VOID(rcu_read_unlock)
PVMC_VOID(synchronize_rcu)
PVMC_VOID(rcu_barrier)
#define rcu_read_lock_bh() do { local_bh_disable(); rcu_read_lock(); } while (0)
#define rcu_read_unlock_bh() do { rcu_read_unlock(); local_bh_enable(); } while (0)
#define rcu_read_lock_sched() preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()
#define synchronize_rcu_expedited() synchronize_rcu()
#define synchronize_net() synchronize_rcu()
#define rcu_read_lock_held() ((int)PVMC_CALL("rcu_read_lock_held"))
#define rcu_dereference(p) READ_ONCE(p)
#define rcu_dereference_raw(p) READ_ONCE(p)
#define rcu_dereference_check(p, condition) READ_ONCE(p)
#define rcu_dereference_protected(p, condition) (p)
#define rcu_access_pointer(p) READ_ONCE(p)
#define srcu_dereference(p, domain) READ_ONCE(p)
#define srcu_dereference_check(p, domain, condition) READ_ONCE(p)
#define rcu_assign_pointer(p, value) WRITE_ONCE(p, value)
#define RCU_INIT_POINTER(p, value) WRITE_ONCE(p, value)
#define rcu_replace_pointer(p, value, condition) ({ __typeof__(p) o_ = (p); rcu_assign_pointer(p, value); o_; })
#define unrcu_pointer(p) (p)
PVMC_INLINE void call_rcu(struct rcu_head *h, void (*f)(struct rcu_head *)) { PVMC_CALL("call_rcu", h, f); }
#define kfree_rcu(p, member) PVMC_CALL("kfree_rcu", p)
#define kvfree_rcu(p, member) PVMC_CALL("kfree_rcu", p)
#define kfree_rcu_mightsleep(p) PVMC_CALL("kfree_rcu", p)
struct srcu_struct { struct pvmc_object object; };
#define DEFINE_SRCU(name) struct srcu_struct name = { PVMC_OBJECT }
#define DEFINE_STATIC_SRCU(name) static struct srcu_struct name = { PVMC_OBJECT }
PVMC_INLINE int init_srcu_struct(struct srcu_struct *s) { PVMC_INIT(&s->object); return PVMC_CALL("init_srcu_struct", s); }
PVMC_INLINE void cleanup_srcu_struct(struct srcu_struct *s) { PVMC_CALL("cleanup_srcu_struct", s); }
PVMC_INLINE int srcu_read_lock(struct srcu_struct *s) { return PVMC_CALL("srcu_read_lock", s); }
PVMC_INLINE void srcu_read_unlock(struct srcu_struct *s, int n) { PVMC_CALL("srcu_read_unlock", s, n); }
PVMC_INLINE void synchronize_srcu(struct srcu_struct *s) { PVMC_CALL("synchronize_srcu", s); }
#define synchronize_srcu_expedited synchronize_srcu
PVMC_INLINE void call_srcu(struct srcu_struct *s, struct rcu_head *h, void (*f)(struct rcu_head *))
{
	PVMC_CALL("call_srcu", s, h, f);
}
PVMC_INLINE void srcu_barrier(struct srcu_struct *s) { PVMC_CALL("srcu_barrier", s); }

/* percpu_ref: one counter, which kill makes visible. */
struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *);
struct percpu_ref { struct pvmc_object object; percpu_ref_func_t *release; };
#define PERCPU_REF_INIT_ATOMIC 1
#define PERCPU_REF_INIT_DEAD 2
#define PERCPU_REF_ALLOW_REINIT 4
PVMC_INLINE int percpu_ref_init(struct percpu_ref *r, percpu_ref_func_t *release, unsigned int flags, gfp_t gfp)
{
	PVMC_INIT(&r->object);
	r->release = release;
	return PVMC_CALL("percpu_ref_init", r, release, flags, gfp);
}
PVMC_LOCKER(percpu_ref_exit, struct percpu_ref)
PVMC_LOCKER(percpu_ref_get, struct percpu_ref)
PVMC_LOCKER(percpu_ref_put, struct percpu_ref)
PVMC_LOCKER(percpu_ref_kill, struct percpu_ref)
PVMC_LOCKER(percpu_ref_reinit, struct percpu_ref)
PVMC_LOCKER(percpu_ref_resurrect, struct percpu_ref)
PVMC_TRIER(percpu_ref_tryget, struct percpu_ref)
PVMC_TRIER(percpu_ref_tryget_live, struct percpu_ref)
PVMC_TRIER(percpu_ref_is_dying, struct percpu_ref)
PVMC_TRIER(percpu_ref_is_zero, struct percpu_ref)
#define percpu_ref_kill_and_confirm(r, confirm) do { percpu_ref_kill(r); if (confirm) (confirm)(r); } while (0)

/* Scope-based cleanup. */
#define __free(name) __cleanup(pvmc_free_##name)
#define DEFINE_FREE(name, type, statement) \
	PVMC_INLINE void pvmc_free_##name(void *p) { type _T = *(type *)p; statement; }
#define no_free_ptr(p) ({ __typeof__(p) p_ = (p); (p) = NULL; p_; })
#define return_ptr(p) return no_free_ptr(p)
#define retain_and_null_ptr(p) ((void)no_free_ptr(p))
DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))
DEFINE_FREE(free_percpu, void __percpu *, free_percpu(_T))
#define DEFINE_GUARD(name, type, lock, unlock) \
	typedef type pvmc_guard_##name; \
	PVMC_INLINE type pvmc_enter_##name(type _T) { lock; return _T; } \
	PVMC_INLINE void pvmc_leave_##name(type *p) { type _T = *p; if (_T) { unlock; } }
#define DEFINE_GUARD_COND(name, extension, lock)
#define CLASS(name, variable) pvmc_guard_##name variable __cleanup(pvmc_leave_##name) = pvmc_enter_##name
#define guard(name) CLASS(name, __UNIQUE_ID(guard_))
#define scoped_guard(name, ...) \
	for (CLASS(name, scope)(__VA_ARGS__), *once_ = (void *)1; once_; once_ = NULL)
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD(mutex_intr, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD(spinlock, spinlock_t *, spin_lock(_T), spin_unlock(_T))
DEFINE_GUARD(spinlock_irq, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))
DEFINE_GUARD(spinlock_irqsave, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))
DEFINE_GUARD(raw_spinlock, raw_spinlock_t *, raw_spin_lock(_T), raw_spin_unlock(_T))
DEFINE_GUARD(read_lock, rwlock_t *, read_lock(_T), read_unlock(_T))
DEFINE_GUARD(write_lock, rwlock_t *, write_lock(_T), write_unlock(_T))
DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
#define PVMC_GUARD_0(name, lock, unlock) \
	typedef void *pvmc_guard_##name; \
	PVMC_INLINE void *pvmc_enter_##name(void) { lock; return (void *)1; } \
	PVMC_INLINE void pvmc_leave_##name(void **p) { if (*p) { unlock; } }
PVMC_GUARD_0(preempt, preempt_disable(), preempt_enable())
PVMC_GUARD_0(migrate, migrate_disable(), migrate_enable())
PVMC_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())
PVMC_GUARD_0(irq, local_irq_disable(), local_irq_enable())
PVMC_GUARD_0(irqsave, local_irq_disable(), local_irq_enable())
struct pvmc_srcu_scope { struct srcu_struct *domain; int index; };
typedef struct pvmc_srcu_scope pvmc_guard_srcu;
PVMC_INLINE struct pvmc_srcu_scope pvmc_enter_srcu(struct srcu_struct *s)
{
	struct pvmc_srcu_scope scope = { s, srcu_read_lock(s) };

	return scope;
}
PVMC_INLINE void pvmc_leave_srcu(struct pvmc_srcu_scope *s) { srcu_read_unlock(s->domain, s->index); }

#endif
