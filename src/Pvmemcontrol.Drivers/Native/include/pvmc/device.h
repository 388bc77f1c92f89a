/* SPDX-License-Identifier: Apache-2.0 */
/* Devices, drivers, classes, device-managed resources, PCI, registers, interrupts, power. */
#ifndef PVMC_DEVICE_H
#define PVMC_DEVICE_H

struct device;
struct dev_pm_ops {
	int (*prepare)(struct device *);
	void (*complete)(struct device *);
	int (*suspend)(struct device *);
	int (*resume)(struct device *);
	int (*freeze)(struct device *);
	int (*thaw)(struct device *);
	int (*poweroff)(struct device *);
	int (*restore)(struct device *);
	int (*suspend_late)(struct device *);
	int (*resume_early)(struct device *);
	int (*suspend_noirq)(struct device *);
	int (*resume_noirq)(struct device *);
	int (*runtime_suspend)(struct device *);
	int (*runtime_resume)(struct device *);
	int (*runtime_idle)(struct device *);
};
#define SYSTEM_SLEEP_PM_OPS(s, r) .suspend = s, .resume = r, .freeze = s, .thaw = r, .poweroff = s, .restore = r,
#define SET_SYSTEM_SLEEP_PM_OPS SYSTEM_SLEEP_PM_OPS
#define RUNTIME_PM_OPS(s, r, i) .runtime_suspend = s, .runtime_resume = r, .runtime_idle = i,
#define SET_RUNTIME_PM_OPS RUNTIME_PM_OPS
#define DEFINE_SIMPLE_DEV_PM_OPS(n, s, r) const struct dev_pm_ops n = { SYSTEM_SLEEP_PM_OPS(s, r) }
#define SIMPLE_DEV_PM_OPS(n, s, r) const struct dev_pm_ops __maybe_unused n = { SYSTEM_SLEEP_PM_OPS(s, r) }
#define pm_ptr(p) (p)
#define pm_sleep_ptr(p) (p)
typedef struct { int event; } pm_message_t;
#define pm_runtime_enable(dev) ((void)(dev))
#define pm_runtime_disable(dev) ((void)(dev))
#define pm_runtime_get_sync(dev) ((void)(dev), 0)
#define pm_runtime_resume_and_get(dev) ((void)(dev), 0)
#define pm_runtime_put(dev) ((void)(dev), 0)
#define pm_runtime_put_sync(dev) ((void)(dev), 0)
#define pm_runtime_get_noresume(dev) ((void)(dev))
#define pm_runtime_put_noidle(dev) ((void)(dev))
#define pm_runtime_set_active(dev) ((void)(dev), 0)

struct bus_type { const char *name; };
struct class {
	const char *name;
	char *(*devnode)(const struct device *, umode_t *);
	void (*dev_release)(struct device *);
	const struct attribute_group **dev_groups;
};
struct device_type { const char *name; void (*release)(struct device *); };
struct device_driver {
	const char *name;
	struct module *owner;
	const struct attribute_group **groups, **dev_groups;
	const struct dev_pm_ops *pm;
	bool suppress_bind_attrs;
	int probe_type;
};
#define PROBE_PREFER_ASYNCHRONOUS 1
#define PROBE_FORCE_SYNCHRONOUS 2
struct device {
	struct kobject kobj;
	struct device *parent;
	const struct device_type *type;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	const struct class *class;
	const struct attribute_group **groups;
	void (*release)(struct device *);
	dev_t devt;
	u32 id;
	struct { bool is_suspended; } power;
	struct device_node *of_node;
	u64 *dma_mask;
};
PVMC_INLINE void *dev_get_drvdata(const struct device *dev) { return dev->driver_data; }
PVMC_INLINE void dev_set_drvdata(struct device *dev, void *data) { dev->driver_data = data; }
PVMC_INLINE const char *dev_name(const struct device *dev) { return dev->kobj.name; }
PVMC_INLINE void device_initialize(struct device *dev)
{
	kref_init(&dev->kobj.kref);
	PVMC_CALL("device_initialize", dev);
}
extern int dev_set_name(struct device *dev, const char *format, ...);
extern int device_add(struct device *dev);
extern void device_del(struct device *dev);
extern int device_register(struct device *dev);
extern void device_unregister(struct device *dev);
extern void put_device(struct device *dev);
PVMC_INLINE struct device *get_device(struct device *dev)
{
	if (dev)
		kref_get(&dev->kobj.kref);
	return dev;
}
PVMC_INLINE void device_lock(struct device *dev) { PVMC_CALL("device_lock", dev); }
PVMC_INLINE void device_unlock(struct device *dev) { PVMC_CALL("device_unlock", dev); }
extern struct class *pvmc_class_create(const char *name);
#define PVMC_LAST_(a, b, c, ...) c
#define pvmc_class_create_1(name) pvmc_class_create(name)
#define pvmc_class_create_2(owner, name) pvmc_class_create(name)
#define PVMC_PICK2_(a, b, name, ...) name
#define class_create(...) PVMC_PICK2_(__VA_ARGS__, pvmc_class_create_2, pvmc_class_create_1, 0)(__VA_ARGS__)
PVMC_INLINE void class_destroy(const struct class *c) { PVMC_CALL("class_destroy", c); }
PVMC_INLINE int class_register(const struct class *c) { return PVMC_CALL("class_register", c); }
PVMC_INLINE void class_unregister(const struct class *c) { PVMC_CALL("class_unregister", c); }
extern struct device *device_create(const struct class *c, struct device *parent, dev_t devt, void *data,
				    const char *format, ...);
extern void device_destroy(const struct class *c, dev_t devt);
#define CLASS_ATTR_RO(name)
struct platform_device;

/* Device-managed resources: released in reverse order after remove and after a probe that failed. */
PVMC_INLINE int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	return PVMC_CALL("devm_add_action", dev, action, data);
}
#define devm_add_action_or_reset(dev, action, data) ({ \
	void *d_ = (data); \
	int e_ = devm_add_action(dev, action, d_); \
	if (e_) \
		(action)(d_); \
	e_; })
#define devm_remove_action(dev, action, data) ((void)PVMC_CALL("devm_remove_action", dev, action, data))
#define devm_release_action(dev, action, data) do { devm_remove_action(dev, action, data); (action)(data); } while (0)
PVMC_INLINE void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return (void *)PVMC_CALL("devm_kmalloc", dev, size, gfp);
}
PVMC_INLINE void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return (void *)PVMC_CALL("devm_kmalloc", dev, size, gfp | __GFP_ZERO);
}
PVMC_INLINE void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kzalloc(dev, n * size, gfp);
}
#define devm_kmalloc_array(dev, n, size, gfp) devm_kmalloc(dev, (n) * (size), gfp)
PVMC_INLINE void devm_kfree(struct device *dev, const void *p) { PVMC_CALL("devm_kfree", dev, p); }
#define devm_kasprintf(dev, gfp, ...) ((char *)devm_kzalloc(dev, 64, gfp))
#define devm_kstrdup(dev, s, gfp) ((char *)strcpy(devm_kzalloc(dev, strlen(s) + 1, gfp), s))
#define devm_alloc_percpu(dev, type) \
	((__typeof__(type) __percpu *)PVMC_CALL("devm_alloc_percpu", dev, sizeof(type), GFP_KERNEL, __alignof__(type)))
PVMC_INLINE void devm_free_percpu(struct device *dev, void __percpu *p) { PVMC_CALL("devm_free_percpu", dev, p); }

/* PCI. */
#define PCI_ANY_ID (~0u)
#define PCI_STD_NUM_BARS 6
#define PCI_COMMAND 4
#define PCI_COMMAND_MEMORY 2
#define PCI_COMMAND_MASTER 4
#define PCI_VENDOR_ID 0
#define PCI_DEVICE_ID 2
#define PCI_REVISION_ID 8
#define PCI_D0 0
#define PCI_D3hot 3
#define PCI_IRQ_LEGACY 1
#define PCI_IRQ_INTX 1
#define PCI_IRQ_MSI 2
#define PCI_IRQ_MSIX 4
#define PCI_IRQ_ALL_TYPES 7
#define IORESOURCE_MEM 0x200ul
#define PCI_ERROR_RESPONSE (~0ull)
#define PCI_POSSIBLE_ERROR(x) ((x) == (__typeof__(x))PCI_ERROR_RESPONSE)
struct pci_device_id { u32 vendor, device, subvendor, subdevice, class, class_mask; kernel_ulong_t driver_data; u32 override_only; };
#define PCI_DEVICE(v, d) .vendor = (v), .device = (d), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_DEVICE_SUB(v, d, sv, sd) .vendor = (v), .device = (d), .subvendor = (sv), .subdevice = (sd)
#define PCI_VDEVICE(v, d) .vendor = PCI_VENDOR_ID_##v, .device = (d), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_DEVICE_DATA(v, d, data) PCI_DEVICE(PCI_VENDOR_ID_##v, PCI_DEVICE_ID_##v##_##d), .driver_data = (data)
struct resource { resource_size_t start, end; const char *name; unsigned long flags; };
struct pci_bus { unsigned char number; };
struct pci_dev {
	struct pci_bus *bus;
	unsigned int devfn;
	unsigned short vendor, device, subsystem_vendor, subsystem_device;
	unsigned int class;
	u8 revision;
	struct pci_driver *driver;
	struct device dev;
	unsigned int irq;
	struct resource resource[PCI_STD_NUM_BARS];
	bool is_enabled;
};
typedef unsigned int pci_channel_state_t, pci_ers_result_t;
enum { pci_channel_io_normal = 1, pci_channel_io_frozen, pci_channel_io_perm_failure };
enum { PCI_ERS_RESULT_NONE = 1, PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_NEED_RESET, PCI_ERS_RESULT_DISCONNECT,
	PCI_ERS_RESULT_RECOVERED };
struct pci_error_handlers {
	pci_ers_result_t (*error_detected)(struct pci_dev *, pci_channel_state_t);
	pci_ers_result_t (*mmio_enabled)(struct pci_dev *);
	pci_ers_result_t (*slot_reset)(struct pci_dev *);
	void (*reset_prepare)(struct pci_dev *);
	void (*reset_done)(struct pci_dev *);
	void (*resume)(struct pci_dev *);
};
struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *, const struct pci_device_id *);
	void (*remove)(struct pci_dev *);
	int (*suspend)(struct pci_dev *, pm_message_t);
	int (*resume)(struct pci_dev *);
	void (*shutdown)(struct pci_dev *);
	int (*sriov_configure)(struct pci_dev *, int);
	const struct pci_error_handlers *err_handler;
	const struct attribute_group **groups, **dev_groups;
	struct device_driver driver;
	bool driver_managed_dma;
};
#define to_pci_dev(d) container_of(d, struct pci_dev, dev)
#define to_pci_driver(d) container_of(d, struct pci_driver, driver)
PVMC_INLINE int pci_register_driver(struct pci_driver *d) { return PVMC_CALL("pci_register_driver", d); }
PVMC_INLINE void pci_unregister_driver(struct pci_driver *d) { PVMC_CALL("pci_unregister_driver", d); }
#define module_driver(d, enter, leave) \
	static int pvmc_driver_init(void) { return enter(&(d)); } \
	static void pvmc_driver_exit(void) { leave(&(d)); } \
	module_init(pvmc_driver_init); module_exit(pvmc_driver_exit)
#define module_pci_driver(d) module_driver(d, pci_register_driver, pci_unregister_driver)
#define builtin_pci_driver(d) module_pci_driver(d)
PVMC_INLINE void *pci_get_drvdata(struct pci_dev *p) { return p->dev.driver_data; }
PVMC_INLINE void pci_set_drvdata(struct pci_dev *p, void *data) { p->dev.driver_data = data; }
PVMC_INLINE const char *pci_name(const struct pci_dev *p) { return p->dev.kobj.name; }
PVMC_INLINE struct pci_dev *pci_dev_get(struct pci_dev *p) { return p; }
PVMC_INLINE void pci_dev_put(struct pci_dev *p) { (void)p; }
#define PVMC_PCI(name) PVMC_INLINE int name(struct pci_dev *p) { return PVMC_CALL(#name, p); }
PVMC_PCI(pci_enable_device)
PVMC_PCI(pcim_enable_device)
#define pci_enable_device_mem pci_enable_device
PVMC_INLINE void pci_disable_device(struct pci_dev *p) { PVMC_CALL("pci_disable_device", p); }
PVMC_INLINE bool pci_is_enabled(struct pci_dev *p) { return p->is_enabled; }
PVMC_INLINE void pci_set_master(struct pci_dev *p) { (void)p; }
PVMC_INLINE void pci_clear_master(struct pci_dev *p) { (void)p; }
PVMC_INLINE int pci_save_state(struct pci_dev *p) { (void)p; return 0; }
PVMC_INLINE void pci_restore_state(struct pci_dev *p) { (void)p; }
PVMC_INLINE int pci_set_power_state(struct pci_dev *p, int state) { (void)p; (void)state; return 0; }
PVMC_INLINE int pci_wake_from_d3(struct pci_dev *p, bool on) { (void)p; (void)on; return 0; }
#define pci_resource_start(p, bar) ((p)->resource[bar].start)
#define pci_resource_end(p, bar) ((p)->resource[bar].end)
#define pci_resource_flags(p, bar) ((p)->resource[bar].flags)
#define pci_resource_len(p, bar) \
	((p)->resource[bar].end ? (p)->resource[bar].end - (p)->resource[bar].start + 1 : 0)
#define resource_size(r) ((r)->end - (r)->start + 1)
PVMC_INLINE int pci_request_region(struct pci_dev *p, int bar, const char *name)
{
	return PVMC_CALL("pci_request_region", p, bar, name);
}
PVMC_INLINE int pci_request_regions(struct pci_dev *p, const char *name) { return PVMC_CALL("pci_request_region", p, 0, name); }
PVMC_INLINE int pcim_request_region(struct pci_dev *p, int bar, const char *name)
{
	return PVMC_CALL("pcim_request_region", p, bar, name);
}
#define pcim_request_all_regions(p, name) pcim_request_region(p, 0, name)
PVMC_INLINE void pci_release_region(struct pci_dev *p, int bar) { PVMC_CALL("pci_release_region", p, bar); }
PVMC_INLINE void pci_release_regions(struct pci_dev *p) { PVMC_CALL("pci_release_region", p, 0); }
PVMC_INLINE void __iomem *pci_iomap(struct pci_dev *p, int bar, unsigned long n)
{
	return (void __iomem *)PVMC_CALL("pci_iomap", p, bar, n);
}
#define pci_ioremap_bar(p, bar) pci_iomap(p, bar, 0)
PVMC_INLINE void __iomem *pcim_iomap(struct pci_dev *p, int bar, unsigned long n)
{
	return (void __iomem *)PVMC_CALL("pcim_iomap", p, bar, n);
}
PVMC_INLINE void pci_iounmap(struct pci_dev *p, void __iomem *m) { PVMC_CALL("pci_iounmap", p, m); }
PVMC_INLINE void pcim_iounmap(struct pci_dev *p, void __iomem *m) { PVMC_CALL("pcim_iounmap", p, m); }
PVMC_INLINE int pcim_iomap_regions(struct pci_dev *p, int mask, const char *name)
{
	return PVMC_CALL("pcim_iomap_regions", p, mask, name);
}
PVMC_INLINE void __iomem *pcim_iomap_region(struct pci_dev *p, int bar, const char *name)
{
	int e = pcim_iomap_regions(p, 1 << bar, name);

	return e ? (void *)(long)e : (void __iomem *)PVMC_CALL("pcim_iomap_table_entry", p, bar);
}
PVMC_INLINE void __iomem *const *pcim_iomap_table(struct pci_dev *p)
{
	return (void __iomem *const *)PVMC_CALL("pcim_iomap_table", p);
}
PVMC_INLINE int pci_read_config_word(struct pci_dev *p, int at, u16 *v)
{
	*v = at == PCI_VENDOR_ID ? p->vendor : at == PCI_DEVICE_ID ? p->device : 0;
	return 0;
}
PVMC_INLINE int pci_read_config_byte(struct pci_dev *p, int at, u8 *v) { (void)p, (void)at; *v = 0; return 0; }
PVMC_INLINE int pci_read_config_dword(struct pci_dev *p, int at, u32 *v)
{
	*v = at == PCI_VENDOR_ID ? p->vendor | (u32)p->device << 16 : 0;
	return 0;
}
#define pci_write_config_word(p, at, v) ((void)(p), (void)(at), (void)(v), 0)
#define pci_write_config_dword(p, at, v) ((void)(p), (void)(at), (void)(v), 0)
PVMC_INLINE bool pci_device_is_present(struct pci_dev *p) { return PVMC_CALL("pci_device_is_present", p); }
PVMC_INLINE bool pci_dev_is_disconnected(const struct pci_dev *p) { return !PVMC_CALL("pci_device_is_present", p); }
PVMC_INLINE bool pci_channel_offline(struct pci_dev *p) { return !PVMC_CALL("pci_device_is_present", p); }
PVMC_INLINE const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *p)
{
	for (; ids && ids->vendor; ids++) {
		if (ids->vendor == p->vendor && ids->device == p->device)
			return ids;
	}
	return NULL;
}
#define pci_alloc_irq_vectors(p, low, high, flags) ((void)(p), (int)(low))
#define pci_free_irq_vectors(p) ((void)(p))
#define pci_irq_vector(p, n) ((int)(p)->irq + (n))
#define pci_enable_msi(p) ((void)(p), 0)
#define pci_disable_msi(p) ((void)(p))

/* Registers. */
#define PVMC_READS(name, type, width) \
	PVMC_INLINE type name(const volatile void __iomem *p) { return (type)PVMC_CALL("ioread", p, width); }
#define PVMC_WRITES(name, type, width) \
	PVMC_INLINE void name(type v, volatile void __iomem *p) { PVMC_CALL("iowrite", p, width, v); }
PVMC_READS(ioread8, u8, 1) PVMC_READS(ioread16, u16, 2) PVMC_READS(ioread32, u32, 4) PVMC_READS(ioread64, u64, 8)
PVMC_READS(readb, u8, 1) PVMC_READS(readw, u16, 2) PVMC_READS(readl, u32, 4) PVMC_READS(readq, u64, 8)
PVMC_READS(readl_relaxed, u32, 4) PVMC_READS(readq_relaxed, u64, 8)
PVMC_READS(__raw_readl, u32, 4) PVMC_READS(__raw_readq, u64, 8)
PVMC_WRITES(iowrite8, u8, 1) PVMC_WRITES(iowrite16, u16, 2) PVMC_WRITES(iowrite32, u32, 4) PVMC_WRITES(iowrite64, u64, 8)
PVMC_WRITES(writeb, u8, 1) PVMC_WRITES(writew, u16, 2) PVMC_WRITES(writel, u32, 4) PVMC_WRITES(writeq, u64, 8)
PVMC_WRITES(writel_relaxed, u32, 4) PVMC_WRITES(writeq_relaxed, u64, 8)
PVMC_WRITES(__raw_writel, u32, 4) PVMC_WRITES(__raw_writeq, u64, 8)
/* On x86-64 one 8-byte access, as where readq and writeq exist. */
#define ioread64_lo_hi ioread64
#define ioread64_hi_lo ioread64
#define iowrite64_lo_hi iowrite64
#define iowrite64_hi_lo iowrite64
#define lo_hi_readq readq
#define lo_hi_writeq writeq
#define hi_lo_writeq writeq
#define devm_ioremap(dev, at, n) ((void)(dev), (void)(at), (void)(n), (void *)0)
#define ioremap(at, n) ((void __iomem *)PVMC_CALL("ioremap", at, n))
#define iounmap(p) ((void)PVMC_CALL("pci_iounmap", 0, p))

/* Interrupts: they can be requested, and this device raises none. */
typedef int irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int, void *);
#define IRQ_NONE 0
#define IRQ_HANDLED 1
#define IRQ_WAKE_THREAD 2
#define IRQ_RETVAL(x) ((x) ? IRQ_HANDLED : IRQ_NONE)
#define IRQF_SHARED 0x80
#define IRQF_ONESHOT 0x2000
#define request_irq(irq, handler, flags, name, data) ((void)(handler), (void)(data), 0)
#define request_threaded_irq(irq, handler, thread, flags, name, data) ((void)(handler), (void)(thread), (void)(data), 0)
#define devm_request_irq(dev, irq, handler, flags, name, data) ((void)(handler), (void)(data), 0)
#define devm_request_threaded_irq(dev, irq, h, t, flags, name, data) ((void)(h), (void)(t), (void)(data), 0)
#define free_irq(irq, data) ((void)(irq), (void)(data))
#define synchronize_irq(irq) ((void)(irq))
#define disable_irq(irq) ((void)(irq))
#define enable_irq(irq) ((void)(irq))

/* Others that are told when the machine stops or its memory changes. */
struct notifier_block { int (*notifier_call)(struct notifier_block *, unsigned long, void *); struct notifier_block *next; int priority; };
#define NOTIFY_DONE 0
#define NOTIFY_OK 1
#define register_reboot_notifier(n) ((void)(n), 0)
#define unregister_reboot_notifier(n) ((void)(n), 0)
#define cc_platform_has(attribute) false
#define CC_ATTR_MEM_ENCRYPT 1
#define CC_ATTR_GUEST_MEM_ENCRYPT 2

#endif
