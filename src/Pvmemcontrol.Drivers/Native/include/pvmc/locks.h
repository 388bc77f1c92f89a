/* SPDX-License-Identifier: Apache-2.0 */
/* Atomics, counters, locks, RCU, waiting. Each object's state is kept by the tool, under the object's address. */
#ifndef PVMKIT_LOCKS_H
#define PVMKIT_LOCKS_H

/* Atomics. */
typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { long counter; } atomic_long_t;
#define ATOMIC_INIT(n) { (n) }
#define ATOMIC64_INIT(n) { (n) }
#define ATOMIC_LONG_INIT(n) { (n) }
#define PVMKIT_ATOMICS(prefix, type, number) \
	PVMKIT_INLINE number prefix##_read(const type *v) { return READ_ONCE(v->counter); } \
	PVMKIT_INLINE number prefix##_read_acquire(const type *v) { return READ_ONCE(v->counter); } \
	PVMKIT_INLINE void prefix##_set(type *v, number n) { WRITE_ONCE(v->counter, n); } \
	PVMKIT_INLINE void prefix##_set_release(type *v, number n) { WRITE_ONCE(v->counter, n); } \
	PVMKIT_INLINE number prefix##_fetch_add(number n, type *v) \
	{ return (number)pvmkit_rmw(&v->counter, sizeof(number), 0, (unsigned long)n, 0); } \
	PVMKIT_INLINE number prefix##_fetch_sub(number n, type *v) { return prefix##_fetch_add(-n, v); } \
	PVMKIT_INLINE number prefix##_fetch_inc(type *v) { return prefix##_fetch_add(1, v); } \
	PVMKIT_INLINE number prefix##_fetch_dec(type *v) { return prefix##_fetch_add(-1, v); } \
	PVMKIT_INLINE void prefix##_add(number n, type *v) { prefix##_fetch_add(n, v); } \
	PVMKIT_INLINE void prefix##_sub(number n, type *v) { prefix##_fetch_add(-n, v); } \
	PVMKIT_INLINE void prefix##_inc(type *v) { prefix##_fetch_add(1, v); } \
	PVMKIT_INLINE void prefix##_dec(type *v) { prefix##_fetch_add(-1, v); } \
	PVMKIT_INLINE number prefix##_add_return(number n, type *v) { return prefix##_fetch_add(n, v) + n; } \
	PVMKIT_INLINE number prefix##_sub_return(number n, type *v) { return prefix##_fetch_add(-n, v) - n; } \
	PVMKIT_INLINE number prefix##_inc_return(type *v) { return prefix##_fetch_add(1, v) + 1; } \
	PVMKIT_INLINE number prefix##_dec_return(type *v) { return prefix##_fetch_add(-1, v) - 1; } \
	PVMKIT_INLINE bool prefix##_dec_and_test(type *v) { return prefix##_dec_return(v) == 0; } \
	PVMKIT_INLINE bool prefix##_inc_and_test(type *v) { return prefix##_inc_return(v) == 0; } \
	PVMKIT_INLINE bool prefix##_sub_and_test(number n, type *v) { return prefix##_sub_return(n, v) == 0; } \
	PVMKIT_INLINE number prefix##_fetch_or(number n, type *v) \
	{ return (number)pvmkit_rmw(&v->counter, sizeof(number), 2, (unsigned long)n, 0); } \
	PVMKIT_INLINE number prefix##_fetch_and(number n, type *v) \
	{ return (number)pvmkit_rmw(&v->counter, sizeof(number), 1, (unsigned long)n, 0); } \
	PVMKIT_INLINE void prefix##_or(number n, type *v) { prefix##_fetch_or(n, v); } \
	PVMKIT_INLINE void prefix##_and(number n, type *v) { prefix##_fetch_and(n, v); } \
	PVMKIT_INLINE number prefix##_xchg(type *v, number n) \
	{ return (number)pvmkit_rmw(&v->counter, sizeof(number), 4, (unsigned long)n, 0); } \
	PVMKIT_INLINE number prefix##_cmpxchg(type *v, number old, number n) \
	{ return (number)pvmkit_rmw(&v->counter, sizeof(number), 5, \
				  sizeof(number) == 4 ? (unsigned long)(u32)old : (unsigned long)old, \
				  (unsigned long)n); } \
	PVMKIT_INLINE bool prefix##_try_cmpxchg(type *v, number *old, number n) \
	{ number before = prefix##_cmpxchg(v, *old, n); bool same = before == *old; *old = before; return same; } \
	PVMKIT_INLINE number prefix##_fetch_add_unless(type *v, number n, number u) \
	{ return (number)pvmkit_rmw(&v->counter, sizeof(number), 6, (unsigned long)n, \
				  sizeof(number) == 4 ? (unsigned long)(u32)u : (unsigned long)u); } \
	PVMKIT_INLINE bool prefix##_add_unless(type *v, number n, number u) \
	{ return prefix##_fetch_add_unless(v, n, u) != u; } \
	PVMKIT_INLINE bool prefix##_inc_not_zero(type *v) { return prefix##_add_unless(v, 1, 0); } \
	PVMKIT_INLINE number prefix##_dec_if_positive(type *v) \
	{ number n = prefix##_read(v); \
	  while (n > 0 && !prefix##_try_cmpxchg(v, &n, n - 1)) ; \
	  return n - 1; } \
	PVMKIT_INLINE bool prefix##_inc_unless_negative(type *v) \
	{ number n = prefix##_read(v); \
	  while (n >= 0 && !prefix##_try_cmpxchg(v, &n, n + 1)) ; \
	  return n >= 0; } \
	PVMKIT_INLINE void prefix##_andnot(number n, type *v) { prefix##_and(~n, v); } \
	PVMKIT_INLINE bool prefix##_add_negative(number n, type *v) { return prefix##_add_return(n, v) < 0; } \
	PVMKIT_ORDERED(prefix, type, number, relaxed) \
	PVMKIT_ORDERED(prefix, type, number, acquire) \
	PVMKIT_ORDERED(prefix, type, number, release)
/* Orders of memory make no difference here: memory is sequentially consistent. */
#define PVMKIT_ORDERED(prefix, type, number, order) \
	PVMKIT_INLINE number prefix##_fetch_add_##order(number n, type *v) { return prefix##_fetch_add(n, v); } \
	PVMKIT_INLINE number prefix##_fetch_sub_##order(number n, type *v) { return prefix##_fetch_sub(n, v); } \
	PVMKIT_INLINE number prefix##_fetch_or_##order(number n, type *v) { return prefix##_fetch_or(n, v); } \
	PVMKIT_INLINE number prefix##_fetch_and_##order(number n, type *v) { return prefix##_fetch_and(n, v); } \
	PVMKIT_INLINE number prefix##_add_return_##order(number n, type *v) { return prefix##_add_return(n, v); } \
	PVMKIT_INLINE number prefix##_sub_return_##order(number n, type *v) { return prefix##_sub_return(n, v); } \
	PVMKIT_INLINE number prefix##_inc_return_##order(type *v) { return prefix##_inc_return(v); } \
	PVMKIT_INLINE number prefix##_dec_return_##order(type *v) { return prefix##_dec_return(v); } \
	PVMKIT_INLINE number prefix##_xchg_##order(type *v, number n) { return prefix##_xchg(v, n); } \
	PVMKIT_INLINE number prefix##_cmpxchg_##order(type *v, number o, number n) { return prefix##_cmpxchg(v, o, n); } \
	PVMKIT_INLINE bool prefix##_try_cmpxchg_##order(type *v, number *o, number n) \
	{ return prefix##_try_cmpxchg(v, o, n); }
PVMKIT_ATOMICS(atomic, atomic_t, int)
PVMKIT_ATOMICS(atomic64, atomic64_t, s64)
PVMKIT_ATOMICS(atomic_long, atomic_long_t, long)

/* Bits. */
PVMKIT_INLINE void set_bit(long n, volatile unsigned long *p) { pvmkit_rmw((void *)(p + n / 64), 8, 2, 1ul << n % 64, 0); }
PVMKIT_INLINE void clear_bit(long n, volatile unsigned long *p) { pvmkit_rmw((void *)(p + n / 64), 8, 1, ~(1ul << n % 64), 0); }
PVMKIT_INLINE void change_bit(long n, volatile unsigned long *p) { pvmkit_rmw((void *)(p + n / 64), 8, 3, 1ul << n % 64, 0); }
PVMKIT_INLINE bool test_bit(long n, const volatile unsigned long *p) { return p[n / 64] >> n % 64 & 1; }
PVMKIT_INLINE bool test_and_set_bit(long n, volatile unsigned long *p)
{
	return pvmkit_rmw((void *)(p + n / 64), 8, 2, 1ul << n % 64, 0) >> n % 64 & 1;
}
PVMKIT_INLINE bool test_and_clear_bit(long n, volatile unsigned long *p)
{
	return pvmkit_rmw((void *)(p + n / 64), 8, 1, ~(1ul << n % 64), 0) >> n % 64 & 1;
}
PVMKIT_INLINE bool test_and_change_bit(long n, volatile unsigned long *p)
{
	return pvmkit_rmw((void *)(p + n / 64), 8, 3, 1ul << n % 64, 0) >> n % 64 & 1;
}
PVMKIT_INLINE void assign_bit(long n, volatile unsigned long *p, bool value)
{
	if (value)
		set_bit(n, p);
	else
		clear_bit(n, p);
}
#define test_and_set_bit_lock test_and_set_bit
#define test_bit_acquire test_bit
#define clear_and_wake_up_bit clear_bit
#define wake_up_bit(p, n) ((void)(p), (void)(n))
#define wait_on_bit(p, n, mode) ({ while (test_bit(n, p)) PVMKIT_CALL("cond_resched"); 0; })
#define wait_on_bit_lock(p, n, mode) ({ while (test_and_set_bit(n, p)) PVMKIT_CALL("cond_resched"); 0; })
#define clear_bit_unlock clear_bit
PVMKIT_INLINE void __set_bit(long n, unsigned long *p) { p[n / 64] |= 1ul << n % 64; }
PVMKIT_INLINE void __clear_bit(long n, unsigned long *p) { p[n / 64] &= ~(1ul << n % 64); }
PVMKIT_INLINE void __change_bit(long n, unsigned long *p) { p[n / 64] ^= 1ul << n % 64; }
PVMKIT_INLINE bool __test_and_set_bit(long n, unsigned long *p) { bool b = test_bit(n, p); __set_bit(n, p); return b; }
PVMKIT_INLINE bool __test_and_clear_bit(long n, unsigned long *p)
{ bool b = test_bit(n, p); __clear_bit(n, p); return b; }
#define __assign_bit(n, p, value) ((value) ? __set_bit(n, p) : __clear_bit(n, p))
PVMKIT_INLINE unsigned long find_next_zero_bit(const unsigned long *p, unsigned long size, unsigned long n)
{
	for (; n < size; n++) {
		if (!(p[n / 64] >> n % 64 & 1))
			return n;
	}
	return size;
}
PVMKIT_INLINE unsigned long find_next_bit(const unsigned long *p, unsigned long size, unsigned long n)
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
PVMKIT_INLINE void bitmap_zero(unsigned long *p, unsigned int bits) { memset(p, 0, BITS_TO_LONGS(bits) * 8); }
PVMKIT_INLINE void bitmap_fill(unsigned long *p, unsigned int bits) { while (bits--) __set_bit(bits, p); }
PVMKIT_INLINE void bitmap_set(unsigned long *p, unsigned int at, unsigned int n) { while (n--) __set_bit(at + n, p); }
PVMKIT_INLINE void bitmap_clear(unsigned long *p, unsigned int at, unsigned int n) { while (n--) __clear_bit(at + n, p); }
PVMKIT_INLINE void bitmap_copy(unsigned long *to, const unsigned long *p, unsigned int bits)
{ memcpy(to, p, BITS_TO_LONGS(bits) * 8); }
PVMKIT_INLINE bool bitmap_full(const unsigned long *p, unsigned int bits) { return find_first_zero_bit(p, bits) == bits; }
PVMKIT_INLINE unsigned int bitmap_weight(const unsigned long *p, unsigned int bits)
{
	unsigned int n, count = 0;

	for_each_set_bit(n, p, bits)
		count++;
	return count;
}
#define bitmap_alloc(bits, gfp) ((unsigned long *)kmalloc(BITS_TO_LONGS(bits) * 8, gfp))
#define bitmap_zalloc(bits, gfp) ((unsigned long *)kzalloc(BITS_TO_LONGS(bits) * 8, gfp))
#define bitmap_free(p) kfree(p)
#define for_each_clear_bit(n, p, size) \
	for ((n) = find_first_zero_bit(p, size); (n) < (size); (n) = find_next_zero_bit(p, size, (n) + 1))
PVMKIT_INLINE bool bitmap_empty(const unsigned long *p, unsigned int bits) { return find_first_bit(p, bits) == bits; }

/* Reference counts. */
typedef struct { atomic_t refs; } refcount_t;
#define REFCOUNT_INIT(n) { ATOMIC_INIT(n) }
PVMKIT_INLINE void refcount_set(refcount_t *r, int n) { atomic_set(&r->refs, n); }
PVMKIT_INLINE unsigned int refcount_read(const refcount_t *r) { return atomic_read(&r->refs); }
PVMKIT_INLINE void refcount_inc(refcount_t *r)
{
	if (atomic_fetch_add(1, &r->refs) <= 0)
		PVMKIT_CALL("refcount_bad", r, "refcount_inc of a counter that is zero");
}
PVMKIT_INLINE void refcount_add(int n, refcount_t *r) { atomic_add(n, &r->refs); }
PVMKIT_INLINE bool refcount_inc_not_zero(refcount_t *r) { return atomic_inc_not_zero(&r->refs); }
PVMKIT_INLINE bool refcount_sub_and_test(int n, refcount_t *r)
{
	int before = atomic_fetch_sub(n, &r->refs);

	if (before < n)
		PVMKIT_CALL("refcount_bad", r, "a counter goes below zero");
	return before == n;
}
PVMKIT_INLINE bool refcount_dec_and_test(refcount_t *r) { return refcount_sub_and_test(1, r); }
PVMKIT_INLINE void refcount_dec(refcount_t *r) { refcount_sub_and_test(1, r); }
PVMKIT_INLINE bool refcount_dec_if_one(refcount_t *r) { return atomic_cmpxchg(&r->refs, 1, 0) == 1; }
PVMKIT_INLINE bool refcount_dec_not_one(refcount_t *r) { return atomic_add_unless(&r->refs, -1, 1); }
struct kref { refcount_t refcount; };
#define KREF_INIT(n) { REFCOUNT_INIT(n) }
PVMKIT_INLINE void kref_init(struct kref *k) { refcount_set(&k->refcount, 1); }
PVMKIT_INLINE unsigned int kref_read(const struct kref *k) { return refcount_read(&k->refcount); }
PVMKIT_INLINE void kref_get(struct kref *k) { refcount_inc(&k->refcount); }
PVMKIT_INLINE bool kref_get_unless_zero(struct kref *k) { return refcount_inc_not_zero(&k->refcount); }
PVMKIT_INLINE int kref_put(struct kref *k, void (*release)(struct kref *))
{
	if (!refcount_dec_and_test(&k->refcount))
		return 0;
	release(k);
	return 1;
}

#define kref_put_mutex(k, release, lock) pvmkit_kref_put_mutex(k, release, lock)
#define refcount_add_not_zero(n, r) atomic_add_unless(&(r)->refs, n, 0)
#define refcount_set_release refcount_set
#define refcount_inc_not_zero_acquire refcount_inc_not_zero

/* Preemption, migration, interrupts. */
#define PVMKIT_VOID(name) PVMKIT_INLINE void name(void) { PVMKIT_CALL(#name); }
PVMKIT_VOID(preempt_disable)
PVMKIT_VOID(preempt_enable)
PVMKIT_VOID(migrate_disable)
PVMKIT_VOID(migrate_enable)
PVMKIT_VOID(local_irq_disable)
PVMKIT_VOID(local_irq_enable)
PVMKIT_VOID(local_bh_disable)
PVMKIT_VOID(local_bh_enable)
#define preempt_disable_notrace preempt_disable
#define preempt_enable_notrace preempt_enable
#define preempt_enable_no_resched preempt_enable
#define local_irq_save(flags) do { (flags) = 0; local_irq_disable(); } while (0)
#define local_irq_restore(flags) do { (void)(flags); local_irq_enable(); } while (0)
PVMKIT_INLINE int get_cpu(void) { preempt_disable(); return smp_processor_id(); }
#define put_cpu() preempt_enable()
#define in_interrupt() 0
#define in_atomic() ((int)PVMKIT_CALL("in_atomic"))
#define in_task() 1
#define irqs_disabled() ((int)PVMKIT_CALL("irqs_disabled"))
#define preemptible() (!in_atomic())
PVMKIT_VOID(might_sleep)
#define might_sleep_if(condition) do { if (condition) might_sleep(); } while (0)
#define might_fault() might_sleep()
#define cant_sleep() ((void)0)

/* Spinning locks. */
typedef struct { struct pvmkit_object object; } spinlock_t, raw_spinlock_t, rwlock_t, local_lock_t;
#define __SPIN_LOCK_UNLOCKED(name) { PVMKIT_OBJECT }
#define DEFINE_SPINLOCK(name) spinlock_t name = { PVMKIT_OBJECT }
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = { PVMKIT_OBJECT }
#define DEFINE_RWLOCK(name) rwlock_t name = { PVMKIT_OBJECT }
#define __RW_LOCK_UNLOCKED(name) { PVMKIT_OBJECT }
#define INIT_LOCAL_LOCK(name) { PVMKIT_OBJECT }
#define PVMKIT_INIT(object) do { (object)->magic = PVMKIT_MAGIC; PVMKIT_CALL("object_init", object); } while (0)
#define spin_lock_init(lock) PVMKIT_INIT(&(lock)->object)
#define raw_spin_lock_init(lock) PVMKIT_INIT(&(lock)->object)
#define rwlock_init(lock) PVMKIT_INIT(&(lock)->object)
#define local_lock_init(lock) ((void)(lock))
#define PVMKIT_LOCKER(name, type) PVMKIT_INLINE void name(type *lock) { PVMKIT_CALL(#name, lock); }
#define PVMKIT_TRIER(name, type) PVMKIT_INLINE int name(type *lock) { return PVMKIT_CALL(#name, lock); }
PVMKIT_LOCKER(spin_lock, spinlock_t)
PVMKIT_LOCKER(spin_unlock, spinlock_t)
PVMKIT_TRIER(spin_trylock, spinlock_t)
PVMKIT_TRIER(spin_is_locked, spinlock_t)
PVMKIT_LOCKER(raw_spin_lock, raw_spinlock_t)
PVMKIT_LOCKER(raw_spin_unlock, raw_spinlock_t)
PVMKIT_TRIER(raw_spin_trylock, raw_spinlock_t)
PVMKIT_LOCKER(read_lock, rwlock_t)
PVMKIT_LOCKER(read_unlock, rwlock_t)
PVMKIT_LOCKER(write_lock, rwlock_t)
PVMKIT_LOCKER(write_unlock, rwlock_t)
PVMKIT_TRIER(read_trylock, rwlock_t)
PVMKIT_TRIER(write_trylock, rwlock_t)
PVMKIT_LOCKER(spin_lock_irq, spinlock_t)
PVMKIT_LOCKER(spin_unlock_irq, spinlock_t)
PVMKIT_LOCKER(spin_lock_bh, spinlock_t)
PVMKIT_LOCKER(spin_unlock_bh, spinlock_t)
PVMKIT_LOCKER(read_lock_irq, rwlock_t)
PVMKIT_LOCKER(read_unlock_irq, rwlock_t)
PVMKIT_LOCKER(write_lock_irq, rwlock_t)
PVMKIT_LOCKER(write_unlock_irq, rwlock_t)
PVMKIT_LOCKER(read_lock_bh, rwlock_t)
PVMKIT_LOCKER(read_unlock_bh, rwlock_t)
PVMKIT_LOCKER(write_lock_bh, rwlock_t)
PVMKIT_LOCKER(write_unlock_bh, rwlock_t)
PVMKIT_LOCKER(raw_spin_lock_irq, raw_spinlock_t)
PVMKIT_LOCKER(raw_spin_unlock_irq, raw_spinlock_t)
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
#define local_lock(lock) PVMKIT_CALL("local_lock", lock)
#define local_unlock(lock) PVMKIT_CALL("local_unlock", lock)
#define local_lock_irqsave(lock, flags) do { (flags) = 0; local_lock(lock); } while (0)
#define local_unlock_irqrestore(lock, flags) do { (void)(flags); local_unlock(lock); } while (0)

/* Sleeping locks. */
struct mutex { struct pvmkit_object object; };
struct rt_mutex { struct pvmkit_object object; };
struct rw_semaphore { struct pvmkit_object object; };
struct percpu_rw_semaphore { struct pvmkit_object object; };
struct semaphore { struct pvmkit_object object; unsigned int count; };
struct lock_class_key { char unused; };
#define __MUTEX_INITIALIZER(name) { PVMKIT_OBJECT }
#define DEFINE_MUTEX(name) struct mutex name = { PVMKIT_OBJECT }
#define DECLARE_RWSEM(name) struct rw_semaphore name = { PVMKIT_OBJECT }
#define __RWSEM_INITIALIZER(name) { PVMKIT_OBJECT }
#define DEFINE_STATIC_PERCPU_RWSEM(name) static struct percpu_rw_semaphore name = { PVMKIT_OBJECT }
#define DEFINE_SEMAPHORE(name, n) struct semaphore name = { PVMKIT_OBJECT, n }
#define mutex_init(lock) PVMKIT_INIT(&(lock)->object)
#define __mutex_init(lock, name, key) mutex_init(lock)
#define devm_mutex_init(dev, lock) ((void)(dev), ({ mutex_init(lock); 0; }))
#define mutex_destroy(lock) ((void)(lock))
#define rt_mutex_init(lock) PVMKIT_INIT(&(lock)->object)
#define init_rwsem(lock) PVMKIT_INIT(&(lock)->object)
#define percpu_init_rwsem(lock) ({ PVMKIT_INIT(&(lock)->object); 0; })
#define percpu_free_rwsem(lock) ((void)(lock))
PVMKIT_INLINE void sema_init(struct semaphore *s, int n) { PVMKIT_INIT(&s->object); s->count = n; }
PVMKIT_LOCKER(mutex_lock, struct mutex)
PVMKIT_LOCKER(mutex_unlock, struct mutex)
PVMKIT_TRIER(mutex_trylock, struct mutex)
PVMKIT_TRIER(mutex_is_locked, struct mutex)
#define mutex_lock_interruptible(lock) (mutex_lock(lock), 0)
#define mutex_lock_killable(lock) (mutex_lock(lock), 0)
#define mutex_lock_nested(lock, class) mutex_lock(lock)
#define rt_mutex_lock(lock) mutex_lock((struct mutex *)(lock))
#define rt_mutex_unlock(lock) mutex_unlock((struct mutex *)(lock))
PVMKIT_LOCKER(down_read, struct rw_semaphore)
PVMKIT_LOCKER(up_read, struct rw_semaphore)
PVMKIT_LOCKER(down_write, struct rw_semaphore)
PVMKIT_LOCKER(up_write, struct rw_semaphore)
PVMKIT_TRIER(down_read_trylock, struct rw_semaphore)
PVMKIT_TRIER(down_write_trylock, struct rw_semaphore)
PVMKIT_LOCKER(downgrade_write, struct rw_semaphore)
#define down_read_interruptible(lock) (down_read(lock), 0)
#define down_read_killable(lock) (down_read(lock), 0)
#define down_write_killable(lock) (down_write(lock), 0)
#define percpu_down_read(lock) down_read((struct rw_semaphore *)(lock))
#define percpu_up_read(lock) up_read((struct rw_semaphore *)(lock))
#define percpu_down_write(lock) down_write((struct rw_semaphore *)(lock))
#define percpu_up_write(lock) up_write((struct rw_semaphore *)(lock))
PVMKIT_INLINE void down(struct semaphore *s) { PVMKIT_CALL("down", s, &s->count); }
PVMKIT_INLINE void up(struct semaphore *s) { PVMKIT_CALL("up", s, &s->count); }
PVMKIT_INLINE int down_trylock(struct semaphore *s) { return PVMKIT_CALL("down_trylock", s, &s->count); }
#define down_interruptible(s) (down(s), 0)
#define down_killable(s) (down(s), 0)

#define mutex_lock_io(lock) mutex_lock(lock)
#define mutex_lock_interruptible_nested(lock, class) (mutex_lock(lock), 0)
#define down_read_nested(lock, class) down_read(lock)
#define down_write_nested(lock, class) down_write(lock)
#define down_timeout(s, t) (down(s), 0)
#define rt_mutex_trylock(lock) mutex_trylock((struct mutex *)(lock))
#define rt_mutex_destroy(lock) ((void)(lock))
#define DEFINE_RT_MUTEX(name) struct rt_mutex name = { PVMKIT_OBJECT }
#define percpu_down_read_trylock(lock) down_read_trylock((struct rw_semaphore *)(lock))
#define DEFINE_PERCPU_RWSEM(name) struct percpu_rw_semaphore name = { PVMKIT_OBJECT }
PVMKIT_INLINE bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	mutex_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	mutex_unlock(lock);
	return false;
}
PVMKIT_INLINE bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	spin_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	spin_unlock(lock);
	return false;
}
#define atomic_dec_and_mutex_lock(v, lock) refcount_dec_and_mutex_lock((refcount_t *)(v), lock)
#define atomic_dec_and_lock(v, lock) refcount_dec_and_lock((refcount_t *)(v), lock)
PVMKIT_INLINE int pvmkit_kref_put_mutex(struct kref *k, void (*release)(struct kref *), struct mutex *lock)
{
	if (!refcount_dec_and_mutex_lock(&k->refcount, lock))
		return 0;
	release(k);
	return 1;
}

/* Sequence locks: a reader goes round as long as somebody writes. */
typedef struct { unsigned int sequence; } seqcount_t, seqcount_spinlock_t, seqcount_mutex_t;
typedef struct { seqcount_t seqcount; spinlock_t lock; } seqlock_t;
#define SEQCNT_ZERO(name) { 0 }
#define DEFINE_SEQLOCK(name) seqlock_t name = { { 0 }, { PVMKIT_OBJECT } }
#define seqcount_init(s) WRITE_ONCE((s)->sequence, 0)
#define seqcount_spinlock_init(s, lock) seqcount_init(s)
#define seqcount_mutex_init(s, lock) seqcount_init(s)
PVMKIT_INLINE unsigned int pvmkit_seq_begin(const unsigned int *s)
{
	unsigned int n;

	while ((n = READ_ONCE(*s)) & 1)
		PVMKIT_CALL("cpu_relax");
	return n;
}
#define read_seqcount_begin(s) pvmkit_seq_begin(&(s)->sequence)
#define raw_read_seqcount_begin read_seqcount_begin
#define read_seqcount_retry(s, n) (READ_ONCE((s)->sequence) != (n))
#define write_seqcount_begin(s) WRITE_ONCE((s)->sequence, (s)->sequence + 1)
#define write_seqcount_end(s) WRITE_ONCE((s)->sequence, (s)->sequence + 1)
#define raw_write_seqcount_begin write_seqcount_begin
#define raw_write_seqcount_end write_seqcount_end
#define seqlock_init(s) do { seqcount_init(&(s)->seqcount); spin_lock_init(&(s)->lock); } while (0)
#define read_seqbegin(s) read_seqcount_begin(&(s)->seqcount)
#define read_seqretry(s, n) read_seqcount_retry(&(s)->seqcount, n)
#define write_seqlock(s) do { spin_lock(&(s)->lock); write_seqcount_begin(&(s)->seqcount); } while (0)
#define write_sequnlock(s) do { write_seqcount_end(&(s)->seqcount); spin_unlock(&(s)->lock); } while (0)

/* Lock debugging. */
#define lockdep_assert_held(lock) PVMKIT_CALL("lockdep_assert_held", lock)
#define lockdep_assert_held_write(lock) PVMKIT_CALL("lockdep_assert_held", lock)
#define lockdep_assert_held_read(lock) PVMKIT_CALL("lockdep_assert_held", lock)
#define lockdep_assert_not_held(lock) ((void)(lock))
#define lockdep_assert(condition) ((void)(condition))
#define lockdep_assert_preemption_disabled() ((void)0)
#define lockdep_is_held(lock) ((void)(lock), 1)
#define lockdep_assert_held_once(lock) lockdep_assert_held(lock)
#define lockdep_assert_irqs_enabled() ((void)0)
#define lockdep_assert_irqs_disabled() ((void)0)
#define lockdep_assert_preemption_enabled() ((void)0)
#define lockdep_assert_in_softirq() ((void)0)
#define lockdep_assert_none_held_once() ((void)0)
#define lockdep_register_key(key) ((void)(key))
#define lockdep_unregister_key(key) ((void)(key))
#define lockdep_off() ((void)0)
#define lockdep_on() ((void)0)
#define might_lock(lock) might_sleep()
#define might_lock_read(lock) might_sleep()
#define lockdep_set_class(lock, key) ((void)(lock), (void)(key))
#define lockdep_set_class_and_name(lock, key, name) ((void)(lock), (void)(key))

/* Completions and wait queues. */
struct completion { struct pvmkit_object object; unsigned int done; };
typedef struct wait_queue_head { struct pvmkit_object object; } wait_queue_head_t;
#define COMPLETION_INITIALIZER(name) { PVMKIT_OBJECT, 0 }
#define DECLARE_COMPLETION(name) struct completion name = COMPLETION_INITIALIZER(name)
#define DECLARE_COMPLETION_ONSTACK(name) struct completion name = COMPLETION_INITIALIZER(name); init_completion(&name)
PVMKIT_INLINE void init_completion(struct completion *c) { PVMKIT_INIT(&c->object); c->done = 0; }
PVMKIT_INLINE void reinit_completion(struct completion *c) { PVMKIT_CALL("reinit_completion", c); }
PVMKIT_INLINE void complete(struct completion *c) { PVMKIT_CALL("complete", c); }
PVMKIT_INLINE void complete_all(struct completion *c) { PVMKIT_CALL("complete_all", c); }
PVMKIT_INLINE void wait_for_completion(struct completion *c) { PVMKIT_CALL("wait_for_completion", c); }
#define wait_for_completion_interruptible(c) (wait_for_completion(c), 0)
#define wait_for_completion_killable(c) (wait_for_completion(c), 0)
PVMKIT_INLINE unsigned long wait_for_completion_timeout(struct completion *c, unsigned long t)
{
	return PVMKIT_CALL("wait_for_completion_timeout", c, t);
}
#define wait_for_completion_interruptible_timeout wait_for_completion_timeout
#define wait_for_completion_killable_timeout wait_for_completion_timeout
#define wait_for_completion_io wait_for_completion
#define wait_for_completion_state(c, state) (wait_for_completion(c), 0)
#define complete_on_current_cpu complete
PVMKIT_INLINE bool try_wait_for_completion(struct completion *c) { return PVMKIT_CALL("try_wait_for_completion", c); }
PVMKIT_INLINE bool completion_done(struct completion *c) { return PVMKIT_CALL("completion_done", c); }
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) { PVMKIT_OBJECT }
#define DECLARE_WAIT_QUEUE_HEAD(name) wait_queue_head_t name = { PVMKIT_OBJECT }
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) wait_queue_head_t name = { PVMKIT_OBJECT }; init_waitqueue_head(&name)
#define init_waitqueue_head(queue) PVMKIT_INIT(&(queue)->object)
PVMKIT_LOCKER(wake_up, wait_queue_head_t)
#define wake_up_all(queue) wake_up(queue)
#define wake_up_interruptible(queue) wake_up(queue)
#define wake_up_interruptible_all(queue) wake_up(queue)
#define wake_up_locked(queue) wake_up(queue)
#define wake_up_poll(queue, mask) wake_up(queue)
#define wake_up_nr(queue, n) wake_up(queue)
#define wake_up_sync(queue) wake_up(queue)
#define wait_event_idle(queue, condition) wait_event(queue, condition)
#define wait_event_freezable(queue, condition) (wait_event(queue, condition), 0)
#define wait_event_idle_timeout wait_event_timeout
#define wait_event_killable_timeout wait_event_timeout
#define wait_event_cmd(queue, condition, before, after) \
	({ while (!(condition)) { before; PVMKIT_CALL("cond_resched"); after; } })
#define swait_queue_head wait_queue_head
#define DECLARE_SWAIT_QUEUE_HEAD DECLARE_WAIT_QUEUE_HEAD
#define init_swait_queue_head init_waitqueue_head
#define swake_up_one wake_up
#define swake_up_all wake_up
#define swait_event_exclusive(queue, condition) wait_event(queue, condition)
#define swait_event_timeout_exclusive wait_event_timeout
/* A waiter that calls schedule() itself polls its condition: schedule() gives way to others. */
struct wait_queue_entry { int unused; };
typedef struct wait_queue_entry wait_queue_entry_t;
#define DEFINE_WAIT(name) struct wait_queue_entry name = { 0 }
#define DECLARE_WAITQUEUE(name, task) struct wait_queue_entry name = { 0 }
#define init_wait(entry) ((void)(entry))
#define prepare_to_wait(queue, entry, state) ((void)(queue), (void)(entry))
#define prepare_to_wait_exclusive(queue, entry, state) ((void)(queue), (void)(entry))
#define finish_wait(queue, entry) ((void)(queue), (void)(entry))
#define add_wait_queue(queue, entry) ((void)(queue), (void)(entry))
#define remove_wait_queue(queue, entry) ((void)(queue), (void)(entry))
#define waitqueue_active(queue) ((void)(queue), true)
#define PVMKIT_WAIT(queue, condition, schedule) ({ \
	unsigned long left_ = 1; \
	might_sleep(); \
	for (;;) { \
		unsigned long ticket_ = PVMKIT_CALL("prepare_to_wait", &(queue)); \
		if (condition) \
			break; \
		if (!left_) \
			break; \
		left_ = PVMKIT_CALL(schedule, &(queue), ticket_); \
	} \
	left_; })
#define wait_event(queue, condition) ((void)PVMKIT_WAIT(queue, condition, "wait_schedule"))
#define wait_event_interruptible(queue, condition) (wait_event(queue, condition), 0)
#define wait_event_killable(queue, condition) (wait_event(queue, condition), 0)
#define wait_event_timeout(queue, condition, t) ((long)PVMKIT_WAIT(queue, condition, "wait_schedule_timeout"))
#define wait_event_interruptible_timeout wait_event_timeout
#define wait_event_interruptible_lock_irq(queue, condition, lock) (wait_event_lock_irq(queue, condition, lock), 0)
#define wait_event_lock_irq(queue, condition, lock) ({ \
	while (!(condition)) { \
		unsigned long ticket_ = PVMKIT_CALL("prepare_to_wait", &(queue)); \
		spin_unlock_irq(&(lock)); \
		PVMKIT_CALL("wait_schedule", &(queue), ticket_); \
		spin_lock_irq(&(lock)); \
	} })
#define wait_var_event_killable(variable, condition) ({ wait_var_event(variable, condition); 0; })
#define wait_var_event_interruptible wait_var_event_killable
#define wake_up_var_locked(variable, lock) ((void)(variable))
#define wait_var_event(variable, condition) do { while (!(condition)) PVMKIT_CALL("cond_resched"); } while (0)
#define wake_up_var(variable) ((void)(variable))

/* RCU. */
struct rcu_head { struct rcu_head *next; void (*function)(struct rcu_head *); };
#define callback_head rcu_head
PVMKIT_VOID(rcu_read_lock)
PVMKIT_VOID(rcu_read_unlock)
PVMKIT_VOID(synchronize_rcu)
PVMKIT_VOID(rcu_barrier)
#define rcu_read_lock_bh() do { local_bh_disable(); rcu_read_lock(); } while (0)
#define rcu_read_unlock_bh() do { rcu_read_unlock(); local_bh_enable(); } while (0)
#define rcu_read_lock_sched() preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()
#define synchronize_rcu_expedited() synchronize_rcu()
#define synchronize_net() synchronize_rcu()
#define rcu_read_lock_held() ((int)PVMKIT_CALL("rcu_read_lock_held"))
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
PVMKIT_INLINE void call_rcu(struct rcu_head *h, void (*f)(struct rcu_head *)) { PVMKIT_CALL("call_rcu", h, f); }
#define kfree_rcu(p, ...) PVMKIT_CALL("kfree_rcu", p)
#define kvfree_rcu(p, ...) PVMKIT_CALL("kfree_rcu", p)
#define kvfree_rcu_mightsleep(p) PVMKIT_CALL("kfree_rcu", p)
#define rcu_dereference_bh(p) READ_ONCE(p)
#define rcu_dereference_sched(p) READ_ONCE(p)
#define rcu_dereference_bh_check(p, condition) READ_ONCE(p)
#define rcu_pointer_handoff(p) (p)
#define rcu_head_init(h) ((void)(h))
#define RCU_LOCKDEP_WARN(condition, text) ((void)0)
#define rcu_is_watching() true
#define rcu_read_lock_any_held() 1
#define rcu_read_lock_bh_held() 1
#define rcu_read_lock_sched_held() 1
#define srcu_read_lock_held(domain) ((void)(domain), 1)
#define srcu_dereference_notrace(p, domain) READ_ONCE(p)
#define call_rcu_hurry call_rcu
#define init_rcu_head_on_stack(h) ((void)(h))
#define destroy_rcu_head_on_stack(h) ((void)(h))
#define kfree_rcu_mightsleep(p) PVMKIT_CALL("kfree_rcu", p)
struct srcu_struct { struct pvmkit_object object; };
#define DEFINE_SRCU(name) struct srcu_struct name = { PVMKIT_OBJECT }
#define DEFINE_STATIC_SRCU(name) static struct srcu_struct name = { PVMKIT_OBJECT }
PVMKIT_INLINE int init_srcu_struct(struct srcu_struct *s) { PVMKIT_INIT(&s->object); return PVMKIT_CALL("init_srcu_struct", s); }
PVMKIT_INLINE void cleanup_srcu_struct(struct srcu_struct *s) { PVMKIT_CALL("cleanup_srcu_struct", s); }
PVMKIT_INLINE int srcu_read_lock(struct srcu_struct *s) { return PVMKIT_CALL("srcu_read_lock", s); }
PVMKIT_INLINE void srcu_read_unlock(struct srcu_struct *s, int n) { PVMKIT_CALL("srcu_read_unlock", s, n); }
PVMKIT_INLINE void synchronize_srcu(struct srcu_struct *s) { PVMKIT_CALL("synchronize_srcu", s); }
#define synchronize_srcu_expedited synchronize_srcu
PVMKIT_INLINE void call_srcu(struct srcu_struct *s, struct rcu_head *h, void (*f)(struct rcu_head *))
{
	PVMKIT_CALL("call_srcu", s, h, f);
}
PVMKIT_INLINE void srcu_barrier(struct srcu_struct *s) { PVMKIT_CALL("srcu_barrier", s); }

/* percpu_ref: one counter, which kill makes visible. */
struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *);
struct percpu_ref { struct pvmkit_object object; percpu_ref_func_t *release; };
#define PERCPU_REF_INIT_ATOMIC 1
#define PERCPU_REF_INIT_DEAD 2
#define PERCPU_REF_ALLOW_REINIT 4
PVMKIT_INLINE int percpu_ref_init(struct percpu_ref *r, percpu_ref_func_t *release, unsigned int flags, gfp_t gfp)
{
	PVMKIT_INIT(&r->object);
	r->release = release;
	return PVMKIT_CALL("percpu_ref_init", r, release, flags, gfp);
}
PVMKIT_LOCKER(percpu_ref_exit, struct percpu_ref)
PVMKIT_LOCKER(percpu_ref_get, struct percpu_ref)
PVMKIT_LOCKER(percpu_ref_put, struct percpu_ref)
PVMKIT_LOCKER(percpu_ref_kill, struct percpu_ref)
PVMKIT_LOCKER(percpu_ref_reinit, struct percpu_ref)
PVMKIT_LOCKER(percpu_ref_resurrect, struct percpu_ref)
PVMKIT_TRIER(percpu_ref_tryget, struct percpu_ref)
PVMKIT_TRIER(percpu_ref_tryget_live, struct percpu_ref)
PVMKIT_TRIER(percpu_ref_is_dying, struct percpu_ref)
PVMKIT_TRIER(percpu_ref_is_zero, struct percpu_ref)
#define percpu_ref_get_many(r, n) do { int n_ = (n); while (n_--) percpu_ref_get(r); } while (0)
#define percpu_ref_put_many(r, n) do { int n_ = (n); while (n_--) percpu_ref_put(r); } while (0)
#define percpu_ref_switch_to_atomic_sync(r) ((void)(r))
#define percpu_ref_switch_to_atomic(r, confirm) do { if (confirm) ((void (*)(struct percpu_ref *))(confirm))(r); } while (0)
#define percpu_ref_switch_to_percpu(r) ((void)(r))
#define percpu_ref_kill_and_confirm(r, confirm) do { percpu_ref_kill(r); if (confirm) ((percpu_ref_func_t *)(confirm))(r); } while (0)

#endif
