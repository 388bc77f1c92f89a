/* SPDX-License-Identifier: Apache-2.0 */
/* What the compiler does at the end of a scope. */
#ifndef PVMKIT_CLEANUP_H
#define PVMKIT_CLEANUP_H

#define auto __auto_type
#define DEFINE_FREE(name, type, statement) \
	PVMKIT_INLINE void __free_##name(void *p) { type _T = *(type *)p; statement; }
#define __free(name) __cleanup(__free_##name)
#define no_free_ptr(p) ({ __auto_type pvmkit_p = (p); (p) = NULL; pvmkit_p; })
#define take_fd(fd) ({ int pvmkit_fd = (fd); (fd) = -1; pvmkit_fd; })
#define return_ptr(p) return no_free_ptr(p)
#define retain_and_null_ptr(p) ((void)no_free_ptr(p))
#define get_and_null_ptr(p) no_free_ptr(p)

#define DEFINE_CLASS(name, type, exit, init, arguments...) \
	typedef type class_##name##_t; \
	PVMKIT_INLINE void class_##name##_destructor(type *p) { type _T = *p; exit; } \
	PVMKIT_INLINE type class_##name##_constructor(arguments) { type t = init; return t; }
#define EXTEND_CLASS(name, extension, init, arguments...) \
	typedef class_##name##_t class_##name##extension##_t; \
	PVMKIT_INLINE void class_##name##extension##_destructor(class_##name##_t *p) { class_##name##_destructor(p); } \
	PVMKIT_INLINE class_##name##_t class_##name##extension##_constructor(arguments) { class_##name##_t t = init; return t; }
#define CLASS(name, variable) \
	class_##name##_t variable __cleanup(class_##name##_destructor) = class_##name##_constructor
#define CLASS_INIT(name, variable, init) class_##name##_t variable __cleanup(class_##name##_destructor) = (init)

/* A guard is a class whose value says whether the lock is held: NULL is not. */
#define DEFINE_GUARD(name, type, lock, unlock) \
	DEFINE_CLASS(name, type, if (_T) { unlock; }, ({ lock; _T; }), type _T) \
	PVMKIT_INLINE void *class_##name##_lock_ptr(class_##name##_t *t) { return *t; }
#define DEFINE_GUARD_COND(name, extension, conditional...) \
	EXTEND_CLASS(name, extension, (PVMKIT_IS_LOCKED(conditional) ? _T : NULL), class_##name##_t _T) \
	PVMKIT_INLINE void *class_##name##extension##_lock_ptr(class_##name##_t *t) { return class_##name##_lock_ptr(t); }
/* A try that returns true, or with a second part a call whose result is _RET. */
#define PVMKIT_IS_LOCKED_1(try) (try)
#define PVMKIT_IS_LOCKED_2(call, condition) ({ __auto_type _RET = (call); (condition); })
#define PVMKIT_PICK_LOCKED(a, b, pick, ...) pick
#define PVMKIT_IS_LOCKED(...) \
	PVMKIT_PICK_LOCKED(__VA_ARGS__, PVMKIT_IS_LOCKED_2, PVMKIT_IS_LOCKED_1, 0)(__VA_ARGS__)
#define DEFINE_LOCK_GUARD_1(name, type, enter, leave, members...) \
	typedef struct { type *lock; members; } class_##name##_t; \
	PVMKIT_INLINE void class_##name##_destructor(class_##name##_t *_T) { if (_T->lock) { leave; } } \
	PVMKIT_INLINE class_##name##_t class_##name##_constructor(type *l) \
	{ class_##name##_t t = { .lock = l }, *_T = &t; enter; return t; } \
	PVMKIT_INLINE void *class_##name##_lock_ptr(class_##name##_t *t) { return t->lock; }
#define DEFINE_LOCK_GUARD_1_COND(name, extension, conditional...) \
	EXTEND_CLASS(name, extension, ({ class_##name##_t t_ = { .lock = l }, *_T = &t_; \
		if (!(PVMKIT_IS_LOCKED(conditional))) _T->lock = NULL; t_; }), __typeof__(((class_##name##_t *)0)->lock) l) \
	PVMKIT_INLINE void *class_##name##extension##_lock_ptr(class_##name##_t *t) { return t->lock; }
#define DEFINE_LOCK_GUARD_0(name, enter, leave, members...) \
	typedef struct { void *lock; members; } class_##name##_t; \
	PVMKIT_INLINE void class_##name##_destructor(class_##name##_t *_T) { if (_T->lock) { leave; } } \
	PVMKIT_INLINE class_##name##_t class_##name##_constructor(void) \
	{ class_##name##_t t = { .lock = (void *)1 }, *_T = &t; enter; return t; } \
	PVMKIT_INLINE void *class_##name##_lock_ptr(class_##name##_t *t) { return t->lock; }
#define __guard_ptr(name) class_##name##_lock_ptr
#define guard(name) CLASS(name, __UNIQUE_ID(pvmkit_guard_))
#define scoped_guard(name, arguments...) \
	for (CLASS(name, pvmkit_scope)(arguments), *pvmkit_once = (void *)1; \
	     pvmkit_once && class_##name##_lock_ptr(&pvmkit_scope); pvmkit_once = NULL)
#define scoped_cond_guard(name, fail, arguments...) \
	for (CLASS(name, pvmkit_scope)(arguments), *pvmkit_once = (void *)1; pvmkit_once; pvmkit_once = NULL) \
		if (!class_##name##_lock_ptr(&pvmkit_scope)) \
			fail; \
		else
#define scoped_class(name, variable, arguments...) \
	for (CLASS(name, variable)(arguments), *pvmkit_once = (void *)1; pvmkit_once; pvmkit_once = NULL)
#define ACQUIRE(name, variable) CLASS(name, variable)
#define ACQUIRE_ERR(name, variable) (class_##name##_lock_ptr(variable) ? 0 : -EBUSY)

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))
DEFINE_FREE(vfree, void *, if (!IS_ERR_OR_NULL(_T)) vfree(_T))
DEFINE_FREE(kfree_sensitive, void *, if (!IS_ERR_OR_NULL(_T)) kfree_sensitive(_T))
DEFINE_FREE(bitmap, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(free_percpu, void __percpu *, if (_T) free_percpu(_T))
DEFINE_FREE(free_page, void *, if (_T) free_page((unsigned long)_T))
DEFINE_FREE(put_device, struct device *, if (!IS_ERR_OR_NULL(_T)) put_device(_T))
DEFINE_FREE(device_del, struct device *, if (!IS_ERR_OR_NULL(_T)) device_del(_T))
DEFINE_FREE(pci_dev_put, struct pci_dev *, (void)_T)
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T), _RET == 0)
DEFINE_GUARD_COND(mutex, _kill, mutex_lock_killable(_T), _RET == 0)
DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD_COND(rwsem_read, _intr, down_read_interruptible(_T), _RET == 0)
DEFINE_GUARD_COND(rwsem_read, _kill, down_read_killable(_T), _RET == 0)
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))
DEFINE_GUARD_COND(rwsem_write, _kill, down_write_killable(_T), _RET == 0)
DEFINE_GUARD(percpu_read, struct percpu_rw_semaphore *, percpu_down_read(_T), percpu_up_read(_T))
DEFINE_GUARD(percpu_write, struct percpu_rw_semaphore *, percpu_down_write(_T), percpu_up_write(_T))
DEFINE_GUARD(device, struct device *, device_lock(_T), device_unlock(_T))
DEFINE_GUARD(spinlock, spinlock_t *, spin_lock(_T), spin_unlock(_T))
DEFINE_GUARD_COND(spinlock, _try, spin_trylock(_T))
DEFINE_GUARD(spinlock_irq, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))
DEFINE_GUARD(spinlock_bh, spinlock_t *, spin_lock_bh(_T), spin_unlock_bh(_T))
DEFINE_GUARD(spinlock_irqsave, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))
DEFINE_GUARD(raw_spinlock, raw_spinlock_t *, raw_spin_lock(_T), raw_spin_unlock(_T))
DEFINE_GUARD_COND(raw_spinlock, _try, raw_spin_trylock(_T))
DEFINE_GUARD(raw_spinlock_irq, raw_spinlock_t *, raw_spin_lock_irq(_T), raw_spin_unlock_irq(_T))
DEFINE_GUARD(raw_spinlock_irqsave, raw_spinlock_t *, raw_spin_lock_irq(_T), raw_spin_unlock_irq(_T))
DEFINE_GUARD(read_lock, rwlock_t *, read_lock(_T), read_unlock(_T))
DEFINE_GUARD(read_lock_irq, rwlock_t *, read_lock_irq(_T), read_unlock_irq(_T))
DEFINE_GUARD(read_lock_irqsave, rwlock_t *, read_lock_irq(_T), read_unlock_irq(_T))
DEFINE_GUARD(write_lock, rwlock_t *, write_lock(_T), write_unlock(_T))
DEFINE_GUARD(write_lock_irq, rwlock_t *, write_lock_irq(_T), write_unlock_irq(_T))
DEFINE_GUARD(write_lock_irqsave, rwlock_t *, write_lock_irq(_T), write_unlock_irq(_T))
DEFINE_LOCK_GUARD_1(srcu, struct srcu_struct, _T->index = srcu_read_lock(_T->lock),
		    srcu_read_unlock(_T->lock, _T->index), int index)
DEFINE_LOCK_GUARD_1(local_lock, local_lock_t, local_lock(_T->lock), local_unlock(_T->lock))
DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())
DEFINE_LOCK_GUARD_0(preempt_notrace, preempt_disable(), preempt_enable())
DEFINE_LOCK_GUARD_0(migrate, migrate_disable(), migrate_enable())
DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())
DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(cpus_read_lock, cpus_read_lock(), cpus_read_unlock())

#endif
