/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: slab, pages, per-CPU memory, physical addresses, DMA. */
#ifndef PVMKIT_MEMORY_H
#define PVMKIT_MEMORY_H

#define PVMKIT_GFP_SLEEPS 1u
#define GFP_KERNEL PVMKIT_GFP_SLEEPS
#define GFP_KERNEL_ACCOUNT PVMKIT_GFP_SLEEPS
#define GFP_USER PVMKIT_GFP_SLEEPS
#define GFP_HIGHUSER PVMKIT_GFP_SLEEPS
#define GFP_NOIO PVMKIT_GFP_SLEEPS
#define GFP_NOFS PVMKIT_GFP_SLEEPS
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
#define __GFP_DIRECT_RECLAIM PVMKIT_GFP_SLEEPS
#define ARCH_KMALLOC_MINALIGN 8
#define ZERO_SIZE_PTR ((void *)16)
#define ZERO_OR_NULL_PTR(p) ((unsigned long)(p) <= 16)

#define PVMKIT_ALLOCATE(name, size, gfp) ((void *)PVMKIT_CALL(name, size, gfp))
PVMKIT_INLINE void *kmalloc(size_t size, gfp_t gfp) { return PVMKIT_ALLOCATE("kmalloc", size, gfp); }
PVMKIT_INLINE void *kzalloc(size_t size, gfp_t gfp) { return PVMKIT_ALLOCATE("kzalloc", size, gfp | __GFP_ZERO); }
PVMKIT_INLINE void *kmalloc_node(size_t size, gfp_t gfp, int node) { (void)node; return kmalloc(size, gfp); }
PVMKIT_INLINE void *kzalloc_node(size_t size, gfp_t gfp, int node) { (void)node; return kzalloc(size, gfp); }
PVMKIT_INLINE void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return PVMKIT_ALLOCATE("kcalloc", n * size, gfp | __GFP_ZERO);
}
PVMKIT_INLINE void *kmalloc_array(size_t n, size_t size, gfp_t gfp) { return PVMKIT_ALLOCATE("kmalloc_array", n * size, gfp); }
PVMKIT_INLINE void *kvmalloc(size_t size, gfp_t gfp) { return PVMKIT_ALLOCATE("kvmalloc", size, gfp); }
PVMKIT_INLINE void *kvzalloc(size_t size, gfp_t gfp) { return PVMKIT_ALLOCATE("kvzalloc", size, gfp | __GFP_ZERO); }
PVMKIT_INLINE void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return PVMKIT_ALLOCATE("kvcalloc", n * size, gfp | __GFP_ZERO);
}
PVMKIT_INLINE void *vmalloc(unsigned long size) { return PVMKIT_ALLOCATE("vmalloc", size, GFP_KERNEL); }
PVMKIT_INLINE void *vzalloc(unsigned long size) { return PVMKIT_ALLOCATE("vzalloc", size, GFP_KERNEL | __GFP_ZERO); }
PVMKIT_INLINE void *krealloc(const void *p, size_t size, gfp_t gfp) { return (void *)PVMKIT_CALL("krealloc", size, gfp, p); }
PVMKIT_INLINE void *kmemdup(const void *from, size_t size, gfp_t gfp)
{
	void *p = PVMKIT_ALLOCATE("kmemdup", size, gfp);

	return p ? memcpy(p, from, size) : NULL;
}
PVMKIT_INLINE char *kstrdup(const char *s, gfp_t gfp) { return s ? kmemdup(s, strlen(s) + 1, gfp) : NULL; }
PVMKIT_INLINE void kfree(const void *p) { PVMKIT_CALL("kfree", p); }
PVMKIT_INLINE void kvfree(const void *p) { PVMKIT_CALL("kvfree", p); }
PVMKIT_INLINE void vfree(const void *p) { PVMKIT_CALL("vfree", p); }
PVMKIT_INLINE void kfree_sensitive(const void *p) { PVMKIT_CALL("kfree_sensitive", p); }
#define kzfree kfree_sensitive
PVMKIT_INLINE void kfree_const(const void *p) { PVMKIT_CALL("kfree", p); }
PVMKIT_INLINE size_t ksize(const void *p) { return PVMKIT_CALL("ksize", p); }
extern char *kasprintf(gfp_t gfp, const char *format, ...);

#define kzalloc_obj(x, ...) ((__typeof__(x) *)kzalloc(sizeof(x), GFP_KERNEL))
#define kmalloc_obj(x, ...) ((__typeof__(x) *)kmalloc(sizeof(x), GFP_KERNEL))
#define kzalloc_objs(x, n, ...) ((__typeof__(x) *)kcalloc(n, sizeof(x), GFP_KERNEL))
#define kmalloc_objs(x, n, ...) ((__typeof__(x) *)kmalloc_array(n, sizeof(x), GFP_KERNEL))
#define kzalloc_flex(x, member, n, ...) ((__typeof__(x) *)kzalloc(struct_size_t(__typeof__(x), member, n), GFP_KERNEL))
#define kmalloc_array_node(n, size, gfp, node) kmalloc_array(n, size, gfp)
#define kcalloc_node(n, size, gfp, node) kcalloc(n, size, gfp)
#define kvmalloc_node(size, gfp, node) kvmalloc(size, gfp)
#define kvzalloc_node(size, gfp, node) kvzalloc(size, gfp)
#define kvmalloc_array(n, size, gfp) kvmalloc((n) * (size), gfp)
#define krealloc_array(p, n, size, gfp) krealloc(p, (n) * (size), gfp)
#define kvmemdup(from, size, gfp) kmemdup(from, size, gfp)
#define kmemdup_nul(s, n, gfp) ({ char *d_ = kzalloc((n) + 1, gfp); d_ ? memcpy(d_, s, n) : NULL; })
#define kmemdup_array(from, n, size, gfp) kmemdup(from, (n) * (size), gfp)
#define kstrndup(s, n, gfp) kmemdup_nul(s, strnlen(s, n), gfp)
#define kstrdup_const kstrdup
#define kvfree_sensitive(p, n) kvfree(p)
#define vmalloc_array(n, size) vmalloc((n) * (size))
#define vcalloc(n, size) vzalloc((n) * (size))
#define vmalloc_user(size) vzalloc(size)
#define vmalloc_node(size, node) vmalloc(size)
#define vzalloc_node(size, node) vzalloc(size)
#define kmalloc_size_roundup(n) (n)
#define alloc_pages_node(node, gfp, order) alloc_pages(gfp, order)
#define alloc_pages_exact_nid(node, size, gfp) alloc_pages_exact(size, gfp)
#define __get_dma_pages(gfp, order) __get_free_pages(gfp, order)

struct kmem_cache;
#define SLAB_HWCACHE_ALIGN 0x2000u
#define SLAB_PANIC 0x40000u
#define SLAB_ACCOUNT 0x4000000u
#define kmem_cache_create(name, size, align, flags, ctor) \
	((struct kmem_cache *)PVMKIT_CALL("kmem_cache_create", size, align))
#define KMEM_CACHE(type, flags) kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), flags, NULL)
PVMKIT_INLINE void kmem_cache_destroy(struct kmem_cache *c) { PVMKIT_CALL("kmem_cache_destroy", c); }
PVMKIT_INLINE void *kmem_cache_alloc(struct kmem_cache *c, gfp_t gfp) { return (void *)PVMKIT_CALL("kmem_cache_alloc", c, gfp); }
PVMKIT_INLINE void *kmem_cache_zalloc(struct kmem_cache *c, gfp_t gfp)
{
	return (void *)PVMKIT_CALL("kmem_cache_alloc", c, gfp | __GFP_ZERO);
}
PVMKIT_INLINE void kmem_cache_free(struct kmem_cache *c, void *p) { PVMKIT_CALL("kmem_cache_free", p, c); }

/* Pages: a page is known by the address of its memory. */
struct page;
PVMKIT_INLINE unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	return PVMKIT_CALL("__get_free_pages", PAGE_SIZE << order, gfp, PAGE_SIZE << order);
}
PVMKIT_INLINE unsigned long __get_free_page(gfp_t gfp) { return __get_free_pages(gfp, 0); }
PVMKIT_INLINE unsigned long get_zeroed_page(gfp_t gfp) { return __get_free_pages(gfp | __GFP_ZERO, 0); }
PVMKIT_INLINE void free_pages(unsigned long address, unsigned int order) { (void)order; PVMKIT_CALL("free_pages", address); }
PVMKIT_INLINE void free_page(unsigned long address) { PVMKIT_CALL("free_pages", address); }
PVMKIT_INLINE struct page *alloc_pages(gfp_t gfp, unsigned int order) { return (struct page *)__get_free_pages(gfp, order); }
PVMKIT_INLINE struct page *alloc_page(gfp_t gfp) { return alloc_pages(gfp, 0); }
PVMKIT_INLINE void __free_pages(struct page *page, unsigned int order) { free_pages((unsigned long)page, order); }
PVMKIT_INLINE void __free_page(struct page *page) { free_pages((unsigned long)page, 0); }
PVMKIT_INLINE void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	return (void *)PVMKIT_CALL("alloc_pages_exact", size, gfp, PAGE_SIZE);
}
PVMKIT_INLINE void free_pages_exact(void *p, size_t size) { (void)size; PVMKIT_CALL("free_pages", p); }
#define __va(address) phys_to_virt(address)
PVMKIT_INLINE void *phys_to_virt(phys_addr_t address) { return (void *)PVMKIT_CALL("phys_to_virt", address); }
#define pfn_to_page(pfn) ((struct page *)phys_to_virt((phys_addr_t)(pfn) << PAGE_SHIFT))
#define phys_to_page(address) pfn_to_page((address) >> PAGE_SHIFT)
#define virt_to_pfn(p) (virt_to_phys((const void *)(p)) >> PAGE_SHIFT)
#define page_to_nid(page) 0
#define pfn_valid(pfn) 1
#define clear_page(p) ((void)memset(p, 0, PAGE_SIZE))
#define clear_highpage(page) clear_page(page)
#define copy_page(to, from) ((void)memcpy(to, from, PAGE_SIZE))
#define kmap(page) page_address(page)
#define kunmap(page) ((void)(page))
#define kmap_atomic(page) page_address(page)
#define kunmap_atomic(p) ((void)(p))
#define SetPageReserved(page) ((void)(page))
#define ClearPageReserved(page) ((void)(page))
#define totalram_pages() (1ul << 20)
#define max_pfn (1ul << 21)
PVMKIT_INLINE void *page_address(const struct page *page) { return (void *)page; }
PVMKIT_INLINE void *page_to_virt(const struct page *page) { return (void *)page; }
PVMKIT_INLINE struct page *virt_to_page(const void *p) { return (struct page *)((unsigned long)p & PAGE_MASK); }
PVMKIT_INLINE phys_addr_t virt_to_phys(const volatile void *p) { return PVMKIT_CALL("virt_to_phys", p); }
#define __pa(p) virt_to_phys((const void *)(p))
PVMKIT_INLINE phys_addr_t page_to_phys(const struct page *page) { return virt_to_phys((const void *)page); }
PVMKIT_INLINE unsigned long page_to_pfn(const struct page *page) { return page_to_phys(page) >> PAGE_SHIFT; }
PVMKIT_INLINE bool is_vmalloc_addr(const void *p) { return PVMKIT_CALL("is_vmalloc_addr", p); }
PVMKIT_INLINE bool virt_addr_valid(const void *p) { return PVMKIT_CALL("virt_addr_valid", p); }
PVMKIT_INLINE struct page *vmalloc_to_page(const void *p) { return (struct page *)((unsigned long)p & PAGE_MASK); }
PVMKIT_INLINE phys_addr_t slow_virt_to_phys(void *p) { return PVMKIT_CALL("slow_virt_to_phys", p); }
#define kmap_local_page(page) page_address(page)
#define kunmap_local(p) ((void)(p))
PVMKIT_INLINE int set_memory_decrypted(unsigned long address, int pages) { (void)address; (void)pages; return 0; }
PVMKIT_INLINE int set_memory_encrypted(unsigned long address, int pages) { (void)address; (void)pages; return 0; }

/* Per-CPU memory: a __percpu pointer is a cookie that is no address of any CPU's copy. */
#define NR_CPUS 8
extern unsigned int nr_cpu_ids;
#define alloc_percpu_gfp(type, gfp) \
	((__typeof__(type) __percpu *)PVMKIT_CALL("__alloc_percpu", sizeof(type), gfp, __alignof__(type)))
#define alloc_percpu(type) alloc_percpu_gfp(type, GFP_KERNEL)
#define __alloc_percpu_gfp(size, align, gfp) ((void __percpu *)PVMKIT_CALL("__alloc_percpu", size, gfp, align))
#define __alloc_percpu(size, align) __alloc_percpu_gfp(size, align, GFP_KERNEL)
PVMKIT_INLINE void free_percpu(void __percpu *p) { PVMKIT_CALL("free_percpu", p); }
#define per_cpu_ptr(p, cpu) ((__typeof__(*(p)) *)PVMKIT_CALL("per_cpu_ptr", p, cpu))
#define this_cpu_ptr(p) ((__typeof__(*(p)) *)PVMKIT_CALL("this_cpu_ptr", p))
#define raw_cpu_ptr(p) ((__typeof__(*(p)) *)PVMKIT_CALL("raw_cpu_ptr", p))
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
#define PVMKIT_PERCPU __attribute__((section("pvmkit_percpu"), used))
#define DEFINE_PER_CPU(type, name) PVMKIT_PERCPU __typeof__(type) name
#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name) PVMKIT_PERCPU __typeof__(type) name __aligned(64)
#define DEFINE_PER_CPU_SHARED_ALIGNED DEFINE_PER_CPU_ALIGNED
PVMKIT_INLINE phys_addr_t per_cpu_ptr_to_phys(void *p) { return PVMKIT_CALL("per_cpu_ptr_to_phys", p); }

PVMKIT_INLINE int smp_processor_id(void) { return PVMKIT_CALL("smp_processor_id"); }
PVMKIT_INLINE int raw_smp_processor_id(void) { return PVMKIT_CALL("raw_smp_processor_id"); }
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
#define __GFP_IO 0u
#define __GFP_FS 0u
#define __GFP_RECLAIM PVMKIT_GFP_SLEEPS
#define __GFP_THISNODE 0u
#define __GFP_HIGH 0u
#define __GFP_MOVABLE 0u
#define __GFP_NOMEMALLOC 0u
#define GFP_HIGHUSER_MOVABLE PVMKIT_GFP_SLEEPS
#define GFP_TRANSHUGE PVMKIT_GFP_SLEEPS
#define gfpflags_allow_blocking(gfp) (((gfp) & PVMKIT_GFP_SLEEPS) != 0)
#define memalloc_noio_save() 0u
#define memalloc_noio_restore(flags) ((void)(flags))
#define memalloc_nofs_save() 0u
#define memalloc_nofs_restore(flags) ((void)(flags))
#define cpus_read_lock() ((void)0)
#define cpus_read_unlock() ((void)0)

/* DMA: addresses are guest physical, as the device expects them. */
struct device;
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ull : (1ull << (n)) - 1)
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };
PVMKIT_INLINE int dma_set_mask(struct device *dev, u64 mask) { (void)dev; (void)mask; return 0; }
PVMKIT_INLINE int dma_set_coherent_mask(struct device *dev, u64 mask) { (void)dev; (void)mask; return 0; }
PVMKIT_INLINE int dma_set_mask_and_coherent(struct device *dev, u64 mask) { (void)dev; (void)mask; return 0; }
PVMKIT_INLINE void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	void *p = (void *)PVMKIT_CALL("dma_alloc_coherent", size, gfp | __GFP_ZERO, PAGE_SIZE);

	(void)dev;
	if (p)
		*handle = virt_to_phys(p);
	return p;
}
PVMKIT_INLINE void dma_free_coherent(struct device *dev, size_t size, void *p, dma_addr_t handle)
{
	(void)dev, (void)size, (void)handle;
	PVMKIT_CALL("dma_free_coherent", p);
}
PVMKIT_INLINE void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	void *p = (void *)PVMKIT_CALL("devm_kmalloc", dev, size, gfp | __GFP_ZERO, PAGE_SIZE);

	if (p)
		*handle = virt_to_phys(p);
	return p;
}
PVMKIT_INLINE dma_addr_t dma_map_single(struct device *dev, void *p, size_t size, enum dma_data_direction direction)
{
	(void)dev, (void)size, (void)direction;
	return virt_to_phys(p);
}
#define dma_unmap_single(dev, address, size, direction) ((void)(dev), (void)(address), (void)(size), (void)(direction))
#define dma_mapping_error(dev, address) ((void)(dev), (void)(address), 0)
#define dma_map_page(dev, page, at, size, direction) (page_to_phys(page) + (at))
#define dma_unmap_page dma_unmap_single
#define dma_sync_single_for_cpu(dev, address, size, direction) ((void)(dev), (void)(address))
#define dma_sync_single_for_device(dev, address, size, direction) ((void)(dev), (void)(address))
#define dma_set_max_seg_size(dev, size) ((void)(dev), 0)
#define dma_alloc_attrs(dev, size, handle, gfp, attrs) dma_alloc_coherent(dev, size, handle, gfp)
#define dma_free_attrs(dev, size, p, handle, attrs) dma_free_coherent(dev, size, p, handle)
#define dma_alloc_noncoherent(dev, size, handle, direction, gfp) dma_alloc_coherent(dev, size, handle, gfp)
#define dma_free_noncoherent(dev, size, p, handle, direction) dma_free_coherent(dev, size, p, handle)
#define dmam_free_coherent(dev, size, p, handle) ((void)(size), (void)(handle), (void)PVMKIT_CALL("devm_kfree", dev, p))
/* A pool gives pieces that cross no page. */
struct dma_pool { size_t size, align; };
PVMKIT_INLINE struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align, size_t b)
{
	struct dma_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	(void)name, (void)dev, (void)b;
	if (pool) {
		pool->size = size;
		pool->align = roundup_pow_of_two(max(size, align));
	}
	return pool;
}
#define dma_pool_destroy(pool) kfree(pool)
PVMKIT_INLINE void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	void *p = (void *)PVMKIT_CALL("kmalloc", pool->size, gfp, pool->align);

	if (p)
		*handle = virt_to_phys(p);
	return p;
}
#define dma_pool_zalloc(pool, gfp, handle) dma_pool_alloc(pool, (gfp) | __GFP_ZERO, handle)
#define dma_pool_free(pool, p, address) ((void)(pool), (void)(address), kfree(p))

#endif
