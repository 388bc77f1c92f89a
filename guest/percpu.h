/* SPDX-License-Identifier: GPL-2.0-only */
/* per_cpu_ptr_to_phys() for modules: the kernel has it but does not export it. Per-CPU memory lies in the linear mapping
   or in the vmalloc area. */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>

static inline phys_addr_t module_per_cpu_ptr_to_phys(void *address)
{
	if (!is_vmalloc_addr(address))
		return __pa(address);
	return page_to_phys(vmalloc_to_page(address)) + offset_in_page(address);
}

#define per_cpu_ptr_to_phys(address) module_per_cpu_ptr_to_phys(address)
