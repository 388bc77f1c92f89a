/* SPDX-License-Identifier: Apache-2.0 */
/* Types, compiler words, errors and messages of the kernel, as far as drivers see them. */
#ifndef PVMKIT_BASE_H
#define PVMKIT_BASE_H

typedef unsigned char __u8, u8, uint8_t, u_char, unchar;
typedef unsigned short __u16, u16, uint16_t, umode_t, u_short;
typedef unsigned int __u32, u32, uint32_t, gfp_t, slab_flags_t, fmode_t, uint, u_int, uid_t, gid_t, dev_t, __poll_t;
typedef unsigned long long __u64, u64, uint64_t;
typedef signed char __s8, s8, int8_t;
typedef short __s16, s16, int16_t;
typedef int __s32, s32, int32_t, pid_t;
typedef long long __s64, s64, int64_t, loff_t, ktime_t, time64_t;
typedef unsigned short __le16, __be16;
typedef unsigned int __le32, __be32, __wsum;
typedef unsigned long long __le64, __be64;
typedef unsigned long ulong, size_t, uintptr_t, phys_addr_t, resource_size_t, dma_addr_t, pgoff_t, sector_t;
typedef long ssize_t, ptrdiff_t, intptr_t, off_t;
typedef unsigned long kernel_ulong_t;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define sizeof_field(type, member) sizeof(((type *)0)->member)

/* Words that only a checker or the linker reads. */
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __bitwise
#define __nocast
#define __must_check
#define __init
#define __exit
#define __initdata
#define __exitdata
#define __initconst
#define __read_mostly
#define __ro_after_init
#define __ref
#define __refdata
#define __visible
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define __acquire(x) ((void)0)
#define __release(x) ((void)0)
#define __counted_by(member)
#define __designated_init
#define __randomize_layout
#define __latent_entropy
#define __private
#define __kcsan_ignore
#define __no_kcsan
#define __nonstring
#define __maybe_unused __attribute__((unused))
#define __always_unused __attribute__((unused))
#define __used __attribute__((used))
#define __packed __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define ____cacheline_aligned __aligned(64)
#define ____cacheline_aligned_in_smp __aligned(64)
#define __cacheline_aligned __aligned(64)
#define SMP_CACHE_BYTES 64
#define L1_CACHE_BYTES 64
#define __aligned_largest __attribute__((aligned))
#define __printf(a, b)
#define __malloc
#define __alloc_size(...)
#define __cold
#define __hot
#define __pure
#define __attribute_const__
#define __weak __attribute__((weak))
#define __section(name) __attribute__((section(name)))
#define __noreturn __attribute__((noreturn))
#define __deprecated
#define __always_inline inline __attribute__((always_inline))
#define noinline __attribute__((noinline))
#define noinline_for_stack noinline
#define __noclone
#define notrace
#define asmlinkage
#define fallthrough __attribute__((fallthrough))
#define __cleanup(function) __attribute__((cleanup(function)))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define typeof __typeof__
#define __same_type(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#define typeof_member(type, member) __typeof__(((type *)0)->member)
#define __stringify_1(...) #__VA_ARGS__
#define __stringify(...) __stringify_1(__VA_ARGS__)
#define __PASTE_(a, b) a##b
#define __PASTE(a, b) __PASTE_(a, b)
#define __UNIQUE_ID(prefix) __PASTE(prefix, __COUNTER__)
#define PVMKIT_INLINE static inline __attribute__((always_inline, unused))
#define static_assert(condition, ...) _Static_assert(condition, "" #condition)
#define BUILD_BUG_ON_ZERO(condition) ((int)sizeof(struct { int : -!!(condition); }))
#define BUILD_BUG() ((void)0)
#define __must_be_array(a) 0
#define __counted_by_le(member)
#define __counted_by_be(member)
#define __counted_by_ptr(member)
#define __guarded_by(...)
#define __pt_guarded_by(...)
#define __no_sanitize_thread
#define __no_sanitize_memory
#define __no_kasan_or_inline
#define __noinstr_section(x)
#define noinstr
#define __flatten
#define __nocfi
#define __cacheline_group_begin(name)
#define __cacheline_group_end(name)
#define __diag_push()
#define __diag_pop()
#define __diag_ignore_all(...)
#define __is_constexpr(x) __builtin_constant_p(x)
#define statically_true(x) (__builtin_constant_p(x) && (x))
#define unqual_scalar_typeof(x) __typeof__(x)
#define BUILD_BUG_ON(condition) ((void)sizeof(char[1 - 2 * !!(condition)]))
#define BUILD_BUG_ON_MSG(condition, text) BUILD_BUG_ON(condition)
#define BUILD_BUG_ON_NOT_POWER_OF_2(n) BUILD_BUG_ON((n) == 0 || (((n) & ((n) - 1)) != 0))

/* The configuration of a usual distribution's kernel on x86-64. PREEMPT_RT belongs to the world, not to it. */
#define CONFIG_64BIT 1
#define CONFIG_X86 1
#define CONFIG_X86_64 1
#define CONFIG_MMU 1
#define CONFIG_SMP 1
#define CONFIG_NR_CPUS 8
#define CONFIG_PCI 1
#define CONFIG_PCI_MSI 1
#define CONFIG_MODULES 1
#define CONFIG_COMPAT 1
#define CONFIG_SYSFS 1
#define CONFIG_PROC_FS 1
#define CONFIG_DEBUG_FS 1
#define CONFIG_PM 1
#define CONFIG_PM_SLEEP 1
#define CONFIG_PM_SLEEP_SMP 1
#define CONFIG_SUSPEND 1
#define CONFIG_HIBERNATION 1
#define CONFIG_HIBERNATE_CALLBACKS 1
#define CONFIG_HOTPLUG_CPU 1
#define CONFIG_KEXEC_CORE 1
#define CONFIG_KEXEC 1
#define CONFIG_PREEMPTION 1
#define CONFIG_PREEMPT_COUNT 1
#define CONFIG_PREEMPT_DYNAMIC 1
#define CONFIG_HYPERVISOR_GUEST 1
#define CONFIG_PARAVIRT 1
#define CONFIG_PVMEMCONTROL 1
/* An option that is 1 makes the second of three words 1: the first takes up a place only then. */
#define PVMKIT_PLACE_1 0,
#define PVMKIT_SECOND(first, second, ...) second
#define PVMKIT_OPTION_3(place) PVMKIT_SECOND(place 1, 0, 0)
#define PVMKIT_OPTION_2(value) PVMKIT_OPTION_3(PVMKIT_PLACE_##value)
#define PVMKIT_OPTION(option) PVMKIT_OPTION_2(option)
#define IS_ENABLED(option) PVMKIT_OPTION(option)
#define IS_BUILTIN(option) PVMKIT_OPTION(option)
#define IS_REACHABLE(option) PVMKIT_OPTION(option)
#define IS_MODULE(option) 0
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 12, 0)
#define LINUX_VERSION_MAJOR 6
#define UTS_RELEASE "6.12.0"
#define BITS_PER_BYTE 8
#define BITS_PER_LONG 64
#define BITS_PER_LONG_LONG 64
#define PAGE_SHIFT 12
#define PAGE_SIZE (1ul << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x) ALIGN(x, PAGE_SIZE)
#define PAGE_ALIGNED(x) IS_ALIGNED((unsigned long)(x), PAGE_SIZE)
#define offset_in_page(x) ((unsigned long)(x) & ~PAGE_MASK)
#define PFN_DOWN(x) ((x) >> PAGE_SHIFT)
#define PFN_UP(x) (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_PHYS(x) ((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x) ((unsigned long)((x) >> PAGE_SHIFT))
#define HZ 250
#define U8_MAX ((u8)~0u)
#define U16_MAX ((u16)~0u)
#define U32_MAX ((u32)~0u)
#define U64_MAX ((u64)~0ull)
#define S32_MAX 0x7fffffff
#define INT_MAX 0x7fffffff
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX (~0u)
#define LONG_MAX 0x7fffffffffffffffl
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX (~0ul)
#define ULLONG_MAX (~0ull)
#define SIZE_MAX (~0ul)
#define PHYS_ADDR_MAX (~0ul)
#define SZ_1 0x1
#define SZ_16 0x10
#define SZ_2 0x2
#define SZ_4 0x4
#define SZ_8 0x8
#define SZ_128 0x80
#define SZ_256 0x100
#define SZ_512 0x200
#define SZ_2K 0x800
#define SZ_8K 0x2000
#define SZ_16K 0x4000
#define SZ_32K 0x8000
#define SZ_128K 0x20000
#define SZ_256K 0x40000
#define SZ_512K 0x80000
#define SZ_4M 0x400000
#define SZ_16M 0x1000000
#define SZ_512M 0x20000000
#define SZ_2G 0x80000000ul
#define SZ_4G 0x100000000ull
#define SZ_32 0x20
#define SZ_64 0x40
#define SZ_1K 0x400
#define SZ_4K 0x1000
#define SZ_64K 0x10000
#define SZ_1M 0x100000
#define SZ_2M 0x200000
#define SZ_1G 0x40000000
#define NSEC_PER_SEC 1000000000l
#define NSEC_PER_MSEC 1000000l
#define NSEC_PER_USEC 1000l
#define USEC_PER_SEC 1000000l
#define USEC_PER_MSEC 1000l
#define MSEC_PER_SEC 1000l

/* The entry to the kernel as this tool understands it; what each name means is not decided here. */
extern unsigned long pvmkit_call(const char *name, unsigned long, unsigned long, unsigned long, unsigned long,
			       unsigned long, unsigned long);
extern void *pvmkit_copy(void *to, const void *from, unsigned long size);
extern void *pvmkit_fill(void *to, int value, unsigned long size);
extern void pvmkit_touch(const void *memory, unsigned long size, int is_write);
extern unsigned long pvmkit_rmw(void *memory, unsigned long size, int operation, unsigned long value,
			      unsigned long other);
#define PVMKIT_CALL_(name, a, b, c, d, e, f, ...) \
	pvmkit_call(name, (unsigned long)(a), (unsigned long)(b), (unsigned long)(c), (unsigned long)(d), \
		  (unsigned long)(e), (unsigned long)(f))
#define PVMKIT_CALL(name, ...) PVMKIT_CALL_(name, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* A kernel object whose state the tool keeps: a lock, a queue, a counter. */
struct pvmkit_object {
	unsigned long magic;
};
#define PVMKIT_MAGIC 0x706d636f626a3031ul
#define PVMKIT_OBJECT { PVMKIT_MAGIC }

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) do { *(volatile __typeof__(x) *)&(x) = (value); } while (0)
#define ACCESS_PRIVATE(p, member) ((p)->member)
#define data_race(expression) (expression)
#define barrier() __asm__ volatile("" ::: "memory")
#define mb() barrier()
#define rmb() barrier()
#define wmb() barrier()
#define smp_mb() barrier()
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define dma_rmb() barrier()
#define dma_wmb() barrier()
#define smp_mb__before_atomic() barrier()
#define smp_mb__after_atomic() barrier()
#define smp_load_acquire(p) READ_ONCE(*(p))
#define smp_store_release(p, value) WRITE_ONCE(*(p), value)
#define smp_store_mb(x, value) WRITE_ONCE(x, value)
#define xchg(p, value) ((__typeof__(*(p)))pvmkit_rmw(p, sizeof(*(p)), 4, (unsigned long)(value), 0))
#define cmpxchg(p, old, new) \
	((__typeof__(*(p)))pvmkit_rmw(p, sizeof(*(p)), 5, (unsigned long)(old), (unsigned long)(new)))
#define smp_mb__after_spinlock() barrier()
#define smp_mb__after_unlock_lock() barrier()
#define smp_mb__after_srcu_read_unlock() barrier()
#define smp_acquire__after_ctrl_dep() barrier()
#define virt_mb() barrier()
#define virt_rmb() barrier()
#define virt_wmb() barrier()
#define dma_mb() barrier()
#define mmiowb() barrier()
#define smp_cond_load_relaxed(p, condition) ({ \
	__typeof__(*(p)) VAL; \
	while (!({ VAL = READ_ONCE(*(p)); (condition); })) \
		PVMKIT_CALL("cpu_relax"); \
	VAL; })
#define smp_cond_load_acquire smp_cond_load_relaxed
#define spin_until_cond(condition) do { while (!(condition)) PVMKIT_CALL("cpu_relax"); } while (0)
#define try_cmpxchg(p, old, new) ({ \
	__typeof__(*(p)) before_ = cmpxchg(p, *(old), new); \
	bool same_ = before_ == *(old); \
	*(old) = before_; \
	same_; })
#define cmpxchg64 cmpxchg
#define xchg_acquire xchg
#define xchg_release xchg
#define cmpxchg_acquire cmpxchg
#define cmpxchg_release cmpxchg
#define cmpxchg_local cmpxchg
#define xchg_relaxed xchg
#define cmpxchg_relaxed cmpxchg

#define min(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define min3(a, b, c) min(min(a, b), c)
#define max3(a, b, c) max(max(a, b), c)
#define clamp(x, low, high) min(max(x, low), high)
#define clamp_t(type, x, low, high) min_t(type, max_t(type, x, low), high)
#define swap(a, b) do { __typeof__(a) s_ = (a); (a) = (b); (b) = s_; } while (0)
#define abs(x) ((x) < 0 ? -(x) : (x))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_UP_ULL(n, d) DIV_ROUND_UP((unsigned long long)(n), d)
#define DIV_ROUND_CLOSEST(n, d) (((n) + (d) / 2) / (d))
#define round_up(x, y) ((((x) - 1) | ((__typeof__(x))((y) - 1))) + 1)
#define round_down(x, y) ((x) & ~((__typeof__(x))((y) - 1)))
#define roundup(x, y) (DIV_ROUND_UP(x, y) * (y))
#define rounddown(x, y) ((x) - (x) % (y))
#define ALIGN(x, a) round_up(x, a)
#define ALIGN_DOWN(x, a) round_down(x, a)
#define PTR_ALIGN(p, a) ((__typeof__(p))ALIGN((unsigned long)(p), a))
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a) - 1)) == 0)
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define upper_32_bits(n) ((u32)(((u64)(n)) >> 32))
#define do_div(n, base) ({ u32 r_ = (n) % (base); (n) /= (base); r_; })
#define div_u64(n, d) ((u64)(n) / (u32)(d))
#define div64_u64(n, d) ((u64)(n) / (u64)(d))
#define mul_u32_u32(a, b) ((u64)(a) * (b))
#define BIT(n) (1ul << (n))
#define BIT_ULL(n) (1ull << (n))
#define BIT_MASK(n) (1ul << ((n) % BITS_PER_LONG))
#define BIT_WORD(n) ((n) / BITS_PER_LONG)
#define BITS_TO_LONGS(n) DIV_ROUND_UP(n, BITS_PER_LONG)
#define GENMASK(high, low) (((~0ul) << (low)) & (~0ul >> (63 - (high))))
#define GENMASK_ULL(high, low) (((~0ull) << (low)) & (~0ull >> (63 - (high))))
#define FIELD_PREP(mask, value) (((__typeof__(mask))(value) << __builtin_ctzll(mask)) & (mask))
#define FIELD_GET(mask, value) ((__typeof__(mask))(((value) & (mask)) >> __builtin_ctzll(mask)))
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define container_of_const container_of
#define struct_size(p, member, count) (sizeof(*(p)) + sizeof((p)->member[0]) * (count))
#define flex_array_size(p, member, count) (sizeof((p)->member[0]) * (count))
#define struct_size_t(type, member, count) (sizeof(type) + sizeof(((type *)0)->member[0]) * (count))
#define array3_size(a, b, c) ((size_t)(a) * (b) * (c))
#define size_sub(a, b) ((size_t)(a) - (b))
#define min_not_zero(a, b) ({ __auto_type x_ = (a); __auto_type y_ = (b); x_ == 0 ? y_ : y_ == 0 ? x_ : min(x_, y_); })
#define umin(a, b) min((u64)(a), (u64)(b))
#define umax(a, b) max((u64)(a), (u64)(b))
#define min_array(a, n) ({ __auto_type m_ = (a)[0]; for (size_t i_ = 1; i_ < (n); i_++) m_ = min(m_, (a)[i_]); m_; })
#define clamp_val(x, low, high) clamp_t(__typeof__(x), x, low, high)
#define in_range(x, start, n) ((u64)(x) - (u64)(start) < (u64)(n))
#define range_overflows(start, size, end) ((start) >= (end) || (size) > (end) - (start))
#define DIV_ROUND_DOWN_ULL(n, d) ((unsigned long long)(n) / (d))
#define div_u64_rem(n, d, r) ({ u64 q_ = (n) / (u32)(d); *(r) = (n) % (u32)(d); q_; })
#define div64_ul(n, d) ((n) / (d))
#define div_s64(n, d) ((s64)(n) / (s32)(d))
#define mul_u64_u32_div(a, b, c) ((u64)(a) * (b) / (c))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n) & 0xffff))
#define __struct_group(tag, name, attributes, members...) union { struct { members } attributes; struct tag { members } attributes name; }
#define struct_group_tagged(tag, name, members...) __struct_group(tag, name, , members)
#define struct_group_attr(name, attributes, members...) __struct_group(, name, attributes, members)
#define DEFINE_FLEX(type, name, member, counter, count) \
	union { u8 bytes[struct_size_t(type, member, count)]; type object; } name##_u = { 0 }; type *name = &name##_u.object
#define FIELD_FIT(mask, value) (!((((__typeof__(mask))(value)) << __builtin_ctzll(mask)) & ~(mask)))
#define FIELD_MAX(mask) ((__typeof__(mask))((mask) >> __builtin_ctzll(mask)))
#define GENMASK_U32(high, low) ((u32)GENMASK(high, low))
#define GENMASK_U64(high, low) ((u64)GENMASK_ULL(high, low))
#define BIT_U32(n) ((u32)BIT(n))
#define BIT_U64(n) ((u64)BIT_ULL(n))
#define str_yes_no(v) ((v) ? "yes" : "no")
#define str_on_off(v) ((v) ? "on" : "off")
#define str_enabled_disabled(v) ((v) ? "enabled" : "disabled")
#define str_true_false(v) ((v) ? "true" : "false")
#define array_size(n, size) ((size_t)(n) * (size))
#define size_add(a, b) ((size_t)(a) + (b))
#define size_mul(a, b) ((size_t)(a) * (b))
#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)
#define check_sub_overflow(a, b, d) __builtin_sub_overflow(a, b, d)
#define check_mul_overflow(a, b, d) __builtin_mul_overflow(a, b, d)
#define array_index_nospec(index, size) ((index) < (size) ? (index) : 0)
#define struct_group(name, ...) union { struct { __VA_ARGS__ }; struct { __VA_ARGS__ } name; }
#define DECLARE_FLEX_ARRAY(type, name) struct { struct { } pvmkit_empty_##name; type name[]; }
#define u64_to_user_ptr(x) ((void *)(unsigned long)(x))

PVMKIT_INLINE int ilog2(u64 n) { return n ? 63 - __builtin_clzll(n) : -1; }
PVMKIT_INLINE bool is_power_of_2(unsigned long n) { return n && !(n & (n - 1)); }
PVMKIT_INLINE int fls(u32 n) { return n ? 32 - __builtin_clz(n) : 0; }
PVMKIT_INLINE int fls64(u64 n) { return n ? 64 - __builtin_clzll(n) : 0; }
PVMKIT_INLINE int ffs(int n) { return __builtin_ffs(n); }
PVMKIT_INLINE unsigned long __ffs(unsigned long n) { return __builtin_ctzl(n); }
PVMKIT_INLINE unsigned long __fls(unsigned long n) { return 63 - __builtin_clzl(n); }
PVMKIT_INLINE unsigned int hweight32(u32 n) { return __builtin_popcount(n); }
PVMKIT_INLINE unsigned long hweight64(u64 n) { return __builtin_popcountll(n); }
PVMKIT_INLINE int get_order(unsigned long size) { return size <= PAGE_SIZE ? 0 : ilog2((size - 1) >> PAGE_SHIFT) + 1; }
PVMKIT_INLINE unsigned long roundup_pow_of_two(unsigned long n) { return n <= 1 ? 1 : 1ul << fls64(n - 1); }
PVMKIT_INLINE unsigned long rounddown_pow_of_two(unsigned long n) { return 1ul << (fls64(n) - 1); }

#define cpu_to_le16(x) ((__le16)(x))
#define cpu_to_le32(x) ((__le32)(x))
#define cpu_to_le64(x) ((__le64)(x))
#define le16_to_cpu(x) ((u16)(x))
#define le32_to_cpu(x) ((u32)(x))
#define le64_to_cpu(x) ((u64)(x))
#define cpu_to_be16(x) __builtin_bswap16(x)
#define cpu_to_be32(x) __builtin_bswap32(x)
#define cpu_to_be64(x) __builtin_bswap64(x)
#define be16_to_cpu(x) __builtin_bswap16(x)
#define be32_to_cpu(x) __builtin_bswap32(x)
#define be64_to_cpu(x) __builtin_bswap64(x)
#define swab16(x) __builtin_bswap16(x)
#define swab32(x) __builtin_bswap32(x)
#define swab64(x) __builtin_bswap64(x)
#define le16_to_cpup(p) ((u16)*(p))
#define le32_to_cpup(p) ((u32)*(p))
#define le64_to_cpup(p) ((u64)*(p))
#define get_unaligned(p) ({ const struct { __typeof__(*(p)) x; } __packed *u_ = (const void *)(p); u_->x; })
#define put_unaligned(v, p) ({ struct { __typeof__(*(p)) x; } __packed *u_ = (void *)(p); u_->x = (v); })

/* Errors: asm-generic numbers. */
#define EPERM 1
#define ENOENT 2
#define ESRCH 3
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define E2BIG 7
#define EBADF 9
#define ECHILD 10
#define EAGAIN 11
#define EWOULDBLOCK EAGAIN
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define EXDEV 18
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define ENFILE 23
#define EMFILE 24
#define ENOTTY 25
#define EFBIG 27
#define ENOSPC 28
#define ESPIPE 29
#define EROFS 30
#define EPIPE 32
#define EDOM 33
#define ERANGE 34
#define EDEADLK 35
#define ENAMETOOLONG 36
#define ENOSYS 38
#define ENOTEMPTY 39
#define ELOOP 40
#define ENOMSG 42
#define ENOSR 63
#define EUSERS 87
#define EMSGSIZE 90
#define EPROTONOSUPPORT 93
#define EADDRINUSE 98
#define ENOBUFS 105
#define ENOTCONN 107
#define EHOSTDOWN 112
#define EUCLEAN 117
#define EREMCHG 78
#define EBADFD 77
#define EDQUOT 122
#define ENOKEY 126
#define EOWNERDEAD 130
#define EHWPOISON 133
#define ERESTARTNOINTR 513
#define ERESTARTNOHAND 514
#define EBADRQC 56
#define ENOTBLK 15
#define EMLINK 31
#define ENOLCK 37
#define ETXTBSY 26
#define ENODATA 61
#define ETIME 62
#define EPROTO 71
#define EBADMSG 74
#define EOVERFLOW 75
#define EILSEQ 84
#define EOPNOTSUPP 95
#define ESHUTDOWN 108
#define ETIMEDOUT 110
#define ECONNRESET 104
#define EALREADY 114
#define EINPROGRESS 115
#define ESTALE 116
#define EREMOTEIO 121
#define ECANCELED 125
#define ERESTARTSYS 512
#define ENOIOCTLCMD 515
#define EPROBE_DEFER 517
#define ENOTSUPP 524
#define MAX_ERRNO 4095

#define IS_ERR_VALUE(x) ((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)
PVMKIT_INLINE void *ERR_PTR(long error) { return (void *)error; }
PVMKIT_INLINE long PTR_ERR(const void *p) { return (long)p; }
PVMKIT_INLINE bool IS_ERR(const void *p) { return IS_ERR_VALUE(p); }
PVMKIT_INLINE bool IS_ERR_OR_NULL(const void *p) { return !p || IS_ERR_VALUE(p); }
PVMKIT_INLINE void *ERR_CAST(const void *p) { return (void *)p; }
PVMKIT_INLINE int PTR_ERR_OR_ZERO(const void *p) { return IS_ERR(p) ? (int)PTR_ERR(p) : 0; }

/* Messages: the format is kept, the arguments are evaluated. */
#define PVMKIT_SAY(level, format, ...) ((void)PVMKIT_CALL("printk", format, level), pvmkit_ignore(0, ##__VA_ARGS__))
PVMKIT_INLINE int pvmkit_ignore_(int n, ...) { return n; }
#define pvmkit_ignore(...) ((void)sizeof(pvmkit_ignore_(__VA_ARGS__)))
#define KERN_SOH ""
#define KERN_EMERG ""
#define KERN_ALERT ""
#define KERN_CRIT ""
#define KERN_ERR ""
#define KERN_WARNING ""
#define KERN_NOTICE ""
#define KERN_INFO ""
#define KERN_DEBUG ""
#define KERN_CONT ""
#ifndef pr_fmt
#define pr_fmt(format) format
#endif
#define printk(format, ...) PVMKIT_SAY(0, format, ##__VA_ARGS__)
#define _printk printk
#define pr_emerg(format, ...) PVMKIT_SAY(3, format, ##__VA_ARGS__)
#define pr_alert pr_emerg
#define pr_crit pr_emerg
#define pr_err(format, ...) PVMKIT_SAY(3, format, ##__VA_ARGS__)
#define pr_err_once pr_err
#define pr_err_ratelimited pr_err
#define pr_warn(format, ...) PVMKIT_SAY(4, format, ##__VA_ARGS__)
#define pr_warn_once pr_warn
#define pr_warn_ratelimited pr_warn
#define pr_notice(format, ...) PVMKIT_SAY(5, format, ##__VA_ARGS__)
#define pr_info(format, ...) PVMKIT_SAY(6, format, ##__VA_ARGS__)
#define pr_info_once pr_info
#define pr_info_ratelimited pr_info
#define pr_cont pr_info
#define pr_debug(format, ...) PVMKIT_SAY(7, format, ##__VA_ARGS__)
#define pr_devel pr_debug
#define pr_debug_ratelimited pr_debug
#define dev_emerg(dev, format, ...) ((void)(dev), PVMKIT_SAY(3, format, ##__VA_ARGS__))
#define dev_alert dev_emerg
#define dev_crit dev_emerg
#define dev_err(dev, format, ...) ((void)(dev), PVMKIT_SAY(3, format, ##__VA_ARGS__))
#define dev_err_once dev_err
#define dev_err_ratelimited dev_err
#define dev_warn(dev, format, ...) ((void)(dev), PVMKIT_SAY(4, format, ##__VA_ARGS__))
#define dev_warn_once dev_warn
#define dev_warn_ratelimited dev_warn
#define dev_notice(dev, format, ...) ((void)(dev), PVMKIT_SAY(5, format, ##__VA_ARGS__))
#define dev_info(dev, format, ...) ((void)(dev), PVMKIT_SAY(6, format, ##__VA_ARGS__))
#define dev_info_once dev_info
#define dev_info_ratelimited dev_info
#define dev_dbg(dev, format, ...) ((void)(dev), PVMKIT_SAY(7, format, ##__VA_ARGS__))
#define dev_dbg_ratelimited dev_dbg
#define dev_vdbg dev_dbg
#define dev_warn_probe(dev, error, format, ...) (dev_warn(dev, format, ##__VA_ARGS__), (error))
#define dev_err_ptr_probe(dev, error, format, ...) ERR_PTR(dev_err_probe(dev, error, format, ##__VA_ARGS__))
#define dev_WARN(dev, format, ...) ((void)(dev), WARN(1, format, ##__VA_ARGS__))
#define dev_WARN_ONCE(dev, condition, format, ...) ((void)(dev), WARN(condition, format, ##__VA_ARGS__))
#define dev_dbg_once dev_dbg
#define dev_notice_once dev_notice
#define dev_printk(level, dev, format, ...) dev_info(dev, format, ##__VA_ARGS__)
#define pci_info_once pci_info
#define pci_warn_once pci_warn
#define pci_err_once pci_err
#define pci_alert pci_err
#define pci_crit pci_err
#define pr_debug_once pr_debug
#define pr_notice_once pr_notice
#define pr_alert_once pr_emerg
#define printk_once printk
#define printk_deferred printk
#define trace_printk printk
#define trace_dump_stack() ((void)0)
#define print_hex_dump(...) ((void)0)
#define print_hex_dump_bytes(...) ((void)0)
#define DEFINE_RATELIMIT_STATE(name, interval, burst) struct { int unused; } name
#define __ratelimit(state) ((void)(state), 0)
#define add_taint(...) ((void)0)
#define dev_err_probe(dev, error, format, ...) (dev_err(dev, format, ##__VA_ARGS__), (error))
#define pci_err(pdev, format, ...) ((void)(pdev), PVMKIT_SAY(3, format, ##__VA_ARGS__))
#define pci_warn(pdev, format, ...) ((void)(pdev), PVMKIT_SAY(4, format, ##__VA_ARGS__))
#define pci_notice(pdev, format, ...) ((void)(pdev), PVMKIT_SAY(5, format, ##__VA_ARGS__))
#define pci_info(pdev, format, ...) ((void)(pdev), PVMKIT_SAY(6, format, ##__VA_ARGS__))
#define pci_dbg(pdev, format, ...) ((void)(pdev), PVMKIT_SAY(7, format, ##__VA_ARGS__))
#define printk_ratelimit() 0
#define printk_ratelimited printk
#define print_hex_dump_debug(...) ((void)0)
#define dump_stack() ((void)0)
#define no_printk(...) 0
#define PVMKIT_WARNED(condition, text) ({ bool w_ = !!(condition); if (w_) PVMKIT_CALL("warn", text); w_; })
#define WARN_ON(condition) PVMKIT_WARNED(condition, "WARN_ON(" #condition ")")
#define WARN_ON_ONCE(condition) PVMKIT_WARNED(condition, "WARN_ON_ONCE(" #condition ")")
#define WARN(condition, format, ...) PVMKIT_WARNED(condition, format)
#define WARN_ONCE(condition, format, ...) PVMKIT_WARNED(condition, format)
#define WARN_TAINT(condition, taint, format, ...) PVMKIT_WARNED(condition, format)
#define BUG_ON(condition) do { if (condition) PVMKIT_CALL("bug", "BUG_ON(" #condition ")"); } while (0)
#define BUG() do { PVMKIT_CALL("bug", "BUG()"); __builtin_unreachable(); } while (0)
#define VM_BUG_ON(condition) BUG_ON(condition)
#define panic(...) BUG()

/* Memory functions of the C library, through the core. */
#define memcpy(to, from, size) pvmkit_copy(to, from, size)
#define memmove(to, from, size) pvmkit_copy(to, from, size)
#define memset(to, value, size) pvmkit_fill(to, value, size)
#define memzero_explicit(to, size) ((void)pvmkit_fill(to, 0, size))
#define memset32(to, value, count) ({ u32 *t_ = (to); size_t n_ = (count); while (n_--) *t_++ = (value); (void *)(to); })
PVMKIT_INLINE int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n; n--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}
PVMKIT_INLINE void *memchr_inv(const void *memory, int value, size_t n)
{
	const u8 *x = memory;

	for (; n; n--, x++) {
		if (*x != (u8)value)
			return (void *)x;
	}
	return NULL;
}
PVMKIT_INLINE size_t strlen(const char *s) { size_t n = 0; while (s[n]) n++; return n; }
PVMKIT_INLINE size_t strnlen(const char *s, size_t m) { size_t n = 0; while (n < m && s[n]) n++; return n; }
PVMKIT_INLINE int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (u8)*a - (u8)*b;
}
PVMKIT_INLINE int strncmp(const char *a, const char *b, size_t n)
{
	for (; n && *a && *a == *b; n--)
		a++, b++;
	return n ? (u8)*a - (u8)*b : 0;
}
PVMKIT_INLINE ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		to[i] = from[i];
		if (!from[i])
			return i;
	}
	if (size)
		to[size - 1] = 0;
	return -E2BIG;
}
#define strscpy_pad strscpy
#define strtomem_pad(to, from, pad) strscpy(to, from, sizeof(to))
PVMKIT_INLINE char *strncpy(char *to, const char *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = *from ? *from++ : 0;
	return to;
}
PVMKIT_INLINE char *strrchr(const char *s, int c)
{
	char *found = NULL;

	for (; *s; s++)
		found = *s == (char)c ? (char *)s : found;
	return found;
}
PVMKIT_INLINE bool strstarts(const char *s, const char *prefix)
{
	while (*prefix && *s == *prefix)
		s++, prefix++;
	return !*prefix;
}
PVMKIT_INLINE bool mem_is_zero(const void *memory, size_t n)
{
	const u8 *x = memory;

	while (n && !*x)
		n--, x++;
	return !n;
}
#define memzero_page(page, at, n) ((void)pvmkit_fill((char *)(page) + (at), 0, n))
#define memset64(to, value, count) ({ u64 *t_ = (to); size_t n_ = (count); while (n_--) *t_++ = (value); (void *)(to); })
#define memset_after(p, v, member) memset((char *)(p) + offsetofend(__typeof__(*(p)), member), v, \
	sizeof(*(p)) - offsetofend(__typeof__(*(p)), member))
#define memset_startat(p, v, member) memset((char *)(p) + offsetof(__typeof__(*(p)), member), v, \
	sizeof(*(p)) - offsetof(__typeof__(*(p)), member))
#define strlcpy(to, from, size) ((size_t)strscpy(to, from, size))
PVMKIT_INLINE char *strcpy(char *to, const char *from) { char *t = to; while ((*t++ = *from++)) ; return to; }
PVMKIT_INLINE char *strchr(const char *s, int c)
{
	for (; *s; s++) {
		if (*s == (char)c)
			return (char *)s;
	}
	return c ? NULL : (char *)s;
}
PVMKIT_INLINE bool sysfs_streq(const char *a, const char *b) { return !strcmp(a, b); }
extern int snprintf(char *to, size_t size, const char *format, ...);
extern int scnprintf(char *to, size_t size, const char *format, ...);
extern int sprintf(char *to, const char *format, ...);
extern int sysfs_emit(char *to, const char *format, ...);

/* Lists. */
struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct hlist_head { struct hlist_node *first; };
#define LIST_HEAD_INIT(name) { &(name), &(name) }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)
PVMKIT_INLINE void INIT_LIST_HEAD(struct list_head *h) { h->next = h; h->prev = h; }
PVMKIT_INLINE void pvmkit_list_link(struct list_head *e, struct list_head *before, struct list_head *after)
{
	after->prev = e;
	e->next = after;
	e->prev = before;
	before->next = e;
}
PVMKIT_INLINE void list_add(struct list_head *e, struct list_head *h) { pvmkit_list_link(e, h, h->next); }
PVMKIT_INLINE void list_add_tail(struct list_head *e, struct list_head *h) { pvmkit_list_link(e, h->prev, h); }
PVMKIT_INLINE void pvmkit_list_unlink(struct list_head *e) { e->next->prev = e->prev; e->prev->next = e->next; }
#define LIST_POISON1 ((void *)0xdead000000000100ul)
#define LIST_POISON2 ((void *)0xdead000000000122ul)
PVMKIT_INLINE void list_del(struct list_head *e) { pvmkit_list_unlink(e); e->next = LIST_POISON1; e->prev = LIST_POISON2; }
PVMKIT_INLINE void list_del_init(struct list_head *e) { pvmkit_list_unlink(e); INIT_LIST_HEAD(e); }
PVMKIT_INLINE bool list_empty(const struct list_head *h) { return READ_ONCE(h->next) == h; }
PVMKIT_INLINE bool list_is_singular(const struct list_head *h) { return !list_empty(h) && h->next == h->prev; }
PVMKIT_INLINE void list_move(struct list_head *e, struct list_head *h) { pvmkit_list_unlink(e); list_add(e, h); }
PVMKIT_INLINE void list_move_tail(struct list_head *e, struct list_head *h) { pvmkit_list_unlink(e); list_add_tail(e, h); }
PVMKIT_INLINE void list_replace(struct list_head *o, struct list_head *n)
{
	n->next = o->next;
	n->next->prev = n;
	n->prev = o->prev;
	n->prev->next = n;
}
PVMKIT_INLINE void list_splice_init(struct list_head *l, struct list_head *h)
{
	if (list_empty(l))
		return;
	l->prev->next = h->next;
	h->next->prev = l->prev;
	h->next = l->next;
	l->next->prev = h;
	INIT_LIST_HEAD(l);
}
#define list_splice_tail_init(l, h) list_splice_init(l, (h)->prev)
#define list_entry(p, type, member) container_of(p, type, member)
#define list_first_entry(h, type, member) list_entry((h)->next, type, member)
#define list_last_entry(h, type, member) list_entry((h)->prev, type, member)
#define list_next_entry(p, member) list_entry((p)->member.next, __typeof__(*(p)), member)
#define list_first_entry_or_null(h, type, member) (list_empty(h) ? NULL : list_first_entry(h, type, member))
#define list_for_each(p, h) for (p = (h)->next; p != (h); p = p->next)
#define list_for_each_safe(p, n, h) for (p = (h)->next, n = p->next; p != (h); p = n, n = p->next)
#define list_for_each_entry(p, h, member) \
	for (p = list_first_entry(h, __typeof__(*p), member); &p->member != (h); p = list_next_entry(p, member))
#define list_for_each_entry_safe(p, n, h, member) \
	for (p = list_first_entry(h, __typeof__(*p), member), n = list_next_entry(p, member); \
	     &p->member != (h); p = n, n = list_next_entry(n, member))
#define list_for_each_entry_reverse(p, h, member) \
	for (p = list_last_entry(h, __typeof__(*p), member); &p->member != (h); \
	     p = list_entry(p->member.prev, __typeof__(*p), member))
#define list_for_each_entry_rcu(p, h, member, ...) \
	for (p = list_entry(READ_ONCE((h)->next), __typeof__(*p), member); &p->member != (h); \
	     p = list_entry(READ_ONCE(p->member.next), __typeof__(*p), member))
#define list_add_rcu list_add
#define list_add_tail_rcu list_add_tail
#define list_del_rcu(e) pvmkit_list_unlink(e)

/* Modules. */
struct module { const char *name; };
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
#define try_module_get(module) ((void)(module), true)
#define module_put(module) ((void)(module))
#define __module_get(module) ((void)(module))
#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME "driver"
#endif
#define MODULE_AUTHOR(text) _Static_assert(1, "")
#define MODULE_DESCRIPTION(text) _Static_assert(1, "")
#define MODULE_LICENSE(text) _Static_assert(1, "")
#define MODULE_VERSION(text) _Static_assert(1, "")
#define MODULE_ALIAS(text) _Static_assert(1, "")
#define MODULE_SOFTDEP(text) _Static_assert(1, "")
#define MODULE_IMPORT_NS(ns) _Static_assert(1, "")
#define MODULE_INFO(tag, text) _Static_assert(1, "")
#define MODULE_ALIAS_MISCDEV(minor) _Static_assert(1, "")
#define MODULE_ALIAS_CHARDEV(major, minor) _Static_assert(1, "")
#define MODULE_ALIAS_CHARDEV_MAJOR(major) _Static_assert(1, "")
#define MODULE_INTREE(text) _Static_assert(1, "")
#define module_param_array(name, type, count, mode) _Static_assert(1, "")
#define module_param_string(name, text, length, mode) _Static_assert(1, "")
#define module_param_cb(name, ops, arg, mode) _Static_assert(1, "")
#define module_param_unsafe(name, type, mode) _Static_assert(1, "")
#define core_param(name, variable, type, mode) _Static_assert(1, "")
#define EXPORT_SYMBOL_NS_GPL(name, ns) _Static_assert(1, "")
#define ALLOW_ERROR_INJECTION(name, type) _Static_assert(1, "")
#define MODULE_FIRMWARE(text) _Static_assert(1, "")
#define MODULE_DEVICE_TABLE(type, table) _Static_assert(1, "")
#define MODULE_PARM_DESC(name, text) _Static_assert(1, "")
#define module_param(name, type, mode) _Static_assert(1, "")
#define module_param_named(name, value, type, mode) _Static_assert(1, "")
#define EXPORT_SYMBOL(name) _Static_assert(1, "")
#define EXPORT_SYMBOL_GPL(name) _Static_assert(1, "")
typedef int (*pvmkit_init_function)(void);
typedef void (*pvmkit_exit_function)(void);
#define module_init(function) pvmkit_init_function pvmkit_module_init = function
#define module_exit(function) pvmkit_exit_function pvmkit_module_exit = function
#define device_initcall(function) module_init(function)
#define late_initcall(function) module_init(function)
#define subsys_initcall(function) module_init(function)
#define arch_initcall(function) module_init(function)
#define fs_initcall(function) module_init(function)

/* Switches in the code: booleans here. */
struct static_key { int enabled; };
struct static_key_true { struct static_key key; };
struct static_key_false { struct static_key key; };
#define DEFINE_STATIC_KEY_FALSE(name) struct static_key_false name = { { 0 } }
#define DEFINE_STATIC_KEY_TRUE(name) struct static_key_true name = { { 1 } }
#define DECLARE_STATIC_KEY_FALSE(name) extern struct static_key_false name
#define STATIC_KEY_FALSE_INIT { { 0 } }
#define static_branch_likely(k) (READ_ONCE((k)->key.enabled) != 0)
#define static_branch_unlikely(k) (READ_ONCE((k)->key.enabled) != 0)
#define static_branch_enable(k) WRITE_ONCE((k)->key.enabled, 1)
#define static_branch_disable(k) WRITE_ONCE((k)->key.enabled, 0)
#define static_branch_inc(k) ((void)pvmkit_rmw(&(k)->key.enabled, 4, 0, 1, 0))
#define static_branch_dec(k) ((void)pvmkit_rmw(&(k)->key.enabled, 4, 0, -1ul, 0))
#define static_key_enabled(k) (READ_ONCE((k)->key.enabled) != 0)

/* Numbers by chance, always the same ones: never zero. */
PVMKIT_INLINE u64 get_random_u64(void) { return 0xA1D7C3B5E9F24687ull; }
#define get_random_u32() ((u32)get_random_u64())
#define get_random_u16() ((u16)get_random_u64())
#define get_random_u8() ((u8)get_random_u64())
#define get_random_long() ((unsigned long)get_random_u64())
#define get_random_int() ((unsigned int)get_random_u64())
#define prandom_u32() get_random_u32()
#define get_random_u32_below(n) (get_random_u32() % (n))
PVMKIT_INLINE void get_random_bytes(void *to, size_t n) { memset(to, 0x5A, n); }

#endif
