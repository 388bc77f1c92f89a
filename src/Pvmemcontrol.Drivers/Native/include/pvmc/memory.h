/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: slab, pages, per-CPU memory, physical addresses, DMA. */
#ifndef PVMC_MEMORY_H
#define PVMC_MEMORY_H

#define PVMC_GFP_SLEEPS 1u
#define GFP_KERNEL PVMC_GFP_SLEEPS
#define GFP_KERNEL_ACCOUNT PVMC_GFP_SLEEPS
#define GFP_USER PVMC_GFP_SLEEPS
#define GFP_HIGHUSER PVMC_GFP_SLEEPS
#define GFP_NOIO PVMC_GFP_SLEEPS
#define GFP_NOFS PVMC_GFP_SLEEPS
#define GFP_ATOMIC 2u
#define GFP_NOWAIT 4u
#define GFP_DMA 8u
#define GFP_DMA32 16u
#define __GFP_ZERO 32u
#define __GFP_NOWARN 64u
#define __GFP_NOFAIL 128u
#define __GFP_NORETRY 256u
#define __GFP_RETRY_MAYFAIL 512u
#define __GFP_COMP 1024u
#define __GFP_ACCOUNT 2048u
#define __GFP_HIGHMEM 4096u
#define __GFP_DIRECT_RECLAIM PVMC_GFP_SLEEPS
#define ARCH_KMALLOC_MINALIGN 8
#define ZERO_SIZE_PTR ((void *)16)
#define ZERO_OR_NULL_PTR(p) ((unsigned long)(p) <= 16)

#define PVMC_ALLOCATE(name, size, gfp) ((void *)PVMC_CALL(name, size, gfp))
PVMC_INLINE void *kmalloc(size_t size, gfp_t gfp) { return PVMC_ALLOCATE("kmalloc", size, gfp); }
PVMC_INLINE void *kzalloc(size_t size, gfp_t gfp) { return PVMC_ALLOCATE("kzalloc", size, gfp | __GFP_ZERO); }
PVMC_INLINE void *kmalloc_node(size_t size, gfp_t gfp, int node) { (void)node; return kmalloc(size, gfp); }
PVMC_INLINE void *kzalloc_node(size_t size, gfp_t gfp, int node) { (void)node; return kzalloc(size, gfp); }
PVMC_INLINE void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return PVMC_ALLOCATE("kcalloc", n * size, gfp | __GFP_ZERO);
}
PVMC_INLINE void *kmalloc_array(size_t n, size_t size, gfp_t gfp) { return PVMC_ALLOCATE("kmalloc_array", n * size, gfp); }
PVMC_INLINE void *kvmalloc(size_t size, gfp_t gfp) { return PVMC_ALLOCATE("kvmalloc", size, gfp); }
PVMC_INLINE void *kvzalloc(size_t size, gfp_t gfp) { return PVMC_ALLOCATE("kvzalloc", size, gfp | __GFP_ZERO); }
PVMC_INLINE void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return PVMC_ALLOCATE("kvcalloc", n * size, gfp | __GFP_ZERO);
}
PVMC_INLINE void *vmalloc(unsigned long size) { return PVMC_ALLOCATE("vmalloc", size, GFP_KERNEL); }
PVMC_INLINE void *vzalloc(unsigned long size) { return PVMC_ALLOCATE("vzalloc", size, GFP_KERNEL | __GFP_ZERO); }
PVMC_INLINE void *krealloc(const void *p, size_t size, gfp_t gfp) { return (void *)PVMC_CALL("krealloc", size, gfp, p); }
PVMC_INLINE void *kmemdup(const void *from, size_t size, gfp_t gfp)
{
	void *p = PVMC_ALLOCATE("kmemdup", size, gfp);

	return p ? memcpy(p, from, size) : NULL;
}
PVMC_INLINE char *kstrdup(const char *s, gfp_t gfp) { return s ? kmemdup(s, strlen(s) + 1, gfp) : NULL; }
PVMC_INLINE void kfree(const void *p) { PVMC_CALL("kfree", p); }
PVMC_INLINE void kvfree(const void *p) { PVMC_CALL("kvfree", p); }
PVMC_INLINE void vfree(const void *p) { PVMC_CALL("vfree", p); }
PVMC_INLINE void kfree_sensitive(const void *p) { PVMC_CALL("kfree_sensitive", p); }
#define kzfree kfree_sensitive
PVMC_INLINE void kfree_const(const void *p) { PVMC_CALL("kfree", p); }
PVMC_INLINE size_t ksize(const void *p) { return PVMC_CALL("ksize", p); }
extern char *kasprintf(gfp_t gfp, const char *format, ...);

#define kzalloc_obj(x, ...) ((__typeof__(x) *)kzalloc(sizeof(x), GFP_KERNEL))
#define kmalloc_obj(x, ...) ((__typeof__(x) *)kmalloc(sizeof(x), GFP_KERNEL))

struct kmem_cache;
#define SLAB_HWCACHE_ALIGN 0x2000u
#define SLAB_PANIC 0x40000u
#define SLAB_ACCOUNT 0x4000000u
#define kmem_cache_create(name, size, align, flags, ctor) \
	((struct kmem_cache *)PVMC_CALL("kmem_cache_create", size, align))
#define KMEM_CACHE(type, flags) kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), flags, NULL)
PVMC_INLINE void kmem_cache_destroy(struct kmem_cache *c) { PVMC_CALL("kmem_cache_destroy", c); }
PVMC_INLINE void *kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp) { return (void *)PVMC_CALL("kmem_cache_alloc", c, gfp); }
PVMC_INLINE void *kmem_cache_zalloc(struct kmem_cache *c, gfp_t gfp)
{
	return (void *)PVMC_CALL("kmem_cache_alloc", c, gfp | __GFP_ZERO);
}
PVMC_INLINE void kmem_cache_free(struct kmem_cache *c, void *p) { PVMC_CALL("kmem_cache_free", p, c); }

/* Pages: a page is known by the address of its memory. */
struct page;
PVMC_INLINE unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	return PVMC_CALL("__get_free_pages", PAGE_SIZE << order, gfp, PAGE_SIZE << order);
}
PVMC_INLINE unsigned long __get_free_page(gfp_t gfp) { return __get_free_pages(gfp, 0); }
PVMC_INLINE unsigned long get_zeroed_page(gfp_t gfp) { return __get_free_pages(gfp | __GFP_ZERO, 0); }
PVMC_INLINE void free_pages(unsigned long address, unsigned int order) { (void)order; PVMC_CALL("free_pages", address); }
PVMC_INLINE void free_page(unsigned long address) { PVMC_CALL("free_pages", address); }
PVMC_INLINE struct page *alloc_pages(gfp_t gfp, unsigned int order) { return (struct page *)__get_free_pages(gfp, order); }
PVMC_INLINE struct page *alloc_page(gfp_t gfp) { return alloc_pages(gfp, 0); }
PVMC_INLINE void __free_pages(struct page *page, unsigned int order) { free_pages((unsigned long)page, order); }
PVMC_INLINE void __free_page(struct page *page) { free_pages((unsigned long)page, 0); }
PVMC_INLINE void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	return (void *)PVMC_CALL("alloc_pages_exact", size, gfp, PAGE_SIZE);
}
PVMC_INLINE void free_pages_exact(void *p, size_t size) { (void)size; PVMC_CALL("free_pages", p); }
PVMC_INLINE void *page_address(const struct page *page) { return (void *)page; }
PVMC_INLINE void *page_to_virt(const struct page *page) { return (void *)page; }
PVMC_INLINE struct page *virt_to_page(const void *p) { return (struct page *)((unsigned long)p & PAGE_MASK); }
PVMC_INLINE phys_addr_t virt_to_phys(const volatile void *p) { return PVMC_CALL("virt_to_phys", p); }
#define __pa(p) virt_to_phys((const void *)(p))
PVMC_INLINE phys_addr_t page_to_phys(const struct page *page) { return virt_to_phys((const void *)page); }
PVMC_INLINE unsigned long page_to_pfn(const struct page *page) { return page_to_phys(page) >> PAGE_SHIFT; }
PVMC_INLINE bool is_vmalloc_addr(const void *p) { return PVMC_CALL("is_vmalloc_addr", p); }
PVMC_INLINE bool virt_addr_valid(const void *p) { return PVMC_CALL("virt_addr_valid", p); }
PVMC_INLINE struct page *vmalloc_to_page(const void *p) { return (struct page *)((unsigned long)p & PAGE_MASK); }
PVMC_INLINE phys_addr_t slow_virt_to_phys(void *p) { return PVMC_CALL("slow_virt_to_phys", p); }
#define kmap_local_page(page) page_address(page)
#define kunmap_local(p) ((void)(p))
PVMC_INLINE int set_memory_decrypted(unsigned long address, int pages) { (void)address; (void)pages; return 0; }
PVMC_INLINE int set_memory_encrypted(unsigned long address, int pages) { (void)address; (void)pages; return 0; }

/* Per-CPU memory: a __percpu pointer is a cookie that is no address of any CPU's copy. */
#define NR_CPUS 8
extern unsigned int nr_cpu_ids;
#define alloc_percpu_gfp(type, gfp) \
	((__typeof__(type) __percpu *)PVMC_CALL("__alloc_percpu", sizeof(type), gfp, __alignof__(type)))
#define alloc_percpu(type) alloc_percpu_gfp(type, GFP_KERNEL)
#define __alloc_percpu_gfp(size, align, gfp) ((void __percpu *)PVMC_CALL("__alloc_percpu", size, gfp, align))
#define __alloc_percpu(size, align) __alloc_percpu_gfp(size, align, GFP_KERNEL)
PVMC_INLINE void free_percpu(void __percpu *p) { PVMC_CALL("free_percpu", p); }
#define per_cpu_ptr(p, cpu) ((__typeof__(*(p)) *)PVMC_CALL("per_cpu_ptr", p, cpu))
#define this_cpu_ptr(p) ((__typeof__(*(p)) *)PVMC_CALL("this_cpu_ptr", p))
#define raw_cpu_ptr(p) ((__typeof__(*(p)) *)PVMC_CALL("raw_cpu_ptr", p))
#define get_cpu_ptr(p) ({ preempt_disable(); this_cpu_ptr(p); })
#define put_cpu_ptr(p) do { (void)(p); preempt_enable(); } while (0)
#define per_cpu(variable, cpu) (*per_cpu_ptr(&(variable), cpu))
#define get_cpu_var(variable) (*({ preempt_disable(); this_cpu_ptr(&(variable)); }))
#define put_cpu_var(variable) do { (void)&(variable); preempt_enable(); } while (0)
#define this_cpu_read(variable) (*raw_cpu_ptr(&(variable)))
#define this_cpu_write(variable, value) (*raw_cpu_ptr(&(variable)) = (value))
#define this_cpu_add(variable, value) (*raw_cpu_ptr(&(variable)) += (value))
#define this_cpu_inc(variable) this_cpu_add(variable, 1)
#define this_cpu_dec(variable) this_cpu_add(variable, -1)
#define __this_cpu_read(variable) (*this_cpu_ptr(&(variable)))
#define __this_cpu_write(variable, value) (*this_cpu_ptr(&(variable)) = (value))
#define __this_cpu_inc(variable) (*this_cpu_ptr(&(variable)) += 1)
#define PVMC_PERCPU __attribute__((section("pvmc_percpu"), used))
#define DEFINE_PER_CPU(type, name) PVMC_PERCPU __typeof__(type) name
#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name) PVMC_PERCPU __typeof__(type) name __aligned(64)
#define DEFINE_PER_CPU_SHARED_ALIGNED DEFINE_PER_CPU_ALIGNED
PVMC_INLINE phys_addr_t per_cpu_ptr_to_phys(void *p) { return PVMC_CALL("per_cpu_ptr_to_phys", p); }

PVMC_INLINE int smp_processor_id(void) { return PVMC_CALL("smp_processor_id"); }
PVMC_INLINE int raw_smp_processor_id(void) { return PVMC_CALL("raw_smp_processor_id"); }
#define num_possible_cpus() nr_cpu_ids
#define num_online_cpus() nr_cpu_ids
#define num_present_cpus() nr_cpu_ids
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < (int)nr_cpu_ids; (cpu)++)
#define for_each_online_cpu(cpu) for_each_possible_cpu(cpu)
#define for_each_present_cpu(cpu) for_each_possible_cpu(cpu)
#define cpu_possible(cpu) ((unsigned int)(cpu) < nr_cpu_ids)
#define cpu_online(cpu) cpu_possible(cpu)
#define cpu_to_node(cpu) 0
#define cpu_to_mem(cpu) 0
#define numa_node_id() 0
#define dev_to_node(dev) 0
#define NUMA_NO_NODE (-1)
#define cpus_read_lock() ((void)0)
#define cpus_read_unlock() ((void)0)

/* DMA: addresses are guest physical, as the device expects them. */
struct device;
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ull : (1ull << (n)) - 1)
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };
PVMC_INLINE int dma_set_mask(struct device *dev, u64 mask) { (void)dev; (void)mask; return 0; }
PVMC_INLINE int dma_set_coherent_mask(struct device *dev, u64 mask) { (void)dev; (void)mask; return 0; }
PVMC_INLINE int dma_set_mask_and_coherent(struct device *dev, u64 mask) { (void)dev; (void)mask; return 0; }
PVMC_INLINE void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	void *p = (void *)PVMC_CALL("dma_alloc_coherent", size, gfp | __GFP_ZERO, PAGE_SIZE);

	(void)dev;
	if (p)
		*handle = virt_to_phys(p);
	return p;
}
PVMC_INLINE void dma_free_coherent(struct device *dev, size_t size, void *p, dma_addr_t handle)
{
	(void)dev, (void)size, (void)handle;
	PVMC_CALL("dma_free_coherent", p);
}
PVMC_INLINE void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	void *p = (void *)PVMC_CALL("devm_kmalloc", dev, size, gfp | __GFP_ZERO, PAGE_SIZE);

	if (p)
		*handle = virt_to_phys(p);
	return p;
}
PVMC_INLINE dma_addr_t dma_map_single(struct device *dev, void *p, size_t size, enum dma_data_direction direction)
{
	(void)dev, (void)size, (void)direction;
	return virt_to_phys(p);
}
#define dma_unmap_single(dev, address, size, direction) ((void)(dev), (void)(address), (void)(size), (void)(direction))
#define dma_mapping_error(dev, address) ((void)(dev), (void)(address), 0)

#endif
