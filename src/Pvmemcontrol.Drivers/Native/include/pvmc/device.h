/* SPDX-License-Identifier: Apache-2.0 */
/* Devices, drivers, classes, device-managed resources, PCI, registers, interrupts, power. */
#ifndef PVMKIT_DEVICE_H
#define PVMKIT_DEVICE_H

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
	int (*freeze_late)(struct device *);
	int (*thaw_early)(struct device *);
	int (*poweroff_late)(struct device *);
	int (*restore_early)(struct device *);
	int (*suspend_noirq)(struct device *);
	int (*resume_noirq)(struct device *);
	int (*freeze_noirq)(struct device *);
	int (*thaw_noirq)(struct device *);
	int (*poweroff_noirq)(struct device *);
	int (*restore_noirq)(struct device *);
	int (*runtime_suspend)(struct device *);
	int (*runtime_resume)(struct device *);
	int (*runtime_idle)(struct device *);
};
#define SYSTEM_SLEEP_PM_OPS(s, r) .suspend = s, .resume = r, .freeze = s, .thaw = r, .poweroff = s, .restore = r,
#define SET_SYSTEM_SLEEP_PM_OPS SYSTEM_SLEEP_PM_OPS
#define LATE_SYSTEM_SLEEP_PM_OPS(s, r) .suspend_late = s, .resume_early = r, .freeze_late = s, .thaw_early = r, \
	.poweroff_late = s, .restore_early = r,
#define SET_LATE_SYSTEM_SLEEP_PM_OPS LATE_SYSTEM_SLEEP_PM_OPS
#define NOIRQ_SYSTEM_SLEEP_PM_OPS(s, r) .suspend_noirq = s, .resume_noirq = r, .freeze_noirq = s, .thaw_noirq = r, \
	.poweroff_noirq = s, .restore_noirq = r,
#define SET_NOIRQ_SYSTEM_SLEEP_PM_OPS NOIRQ_SYSTEM_SLEEP_PM_OPS
#define DEFINE_NOIRQ_DEV_PM_OPS(n, s, r) const struct dev_pm_ops n = { NOIRQ_SYSTEM_SLEEP_PM_OPS(s, r) }
#define EXPORT_SIMPLE_DEV_PM_OPS(n, s, r) const struct dev_pm_ops n = { SYSTEM_SLEEP_PM_OPS(s, r) }
#define EXPORT_GPL_SIMPLE_DEV_PM_OPS EXPORT_SIMPLE_DEV_PM_OPS
#define UNIVERSAL_DEV_PM_OPS(n, s, r, i) const struct dev_pm_ops n = { SYSTEM_SLEEP_PM_OPS(s, r) RUNTIME_PM_OPS(s, r, i) }
#define DEFINE_RUNTIME_DEV_PM_OPS(n, s, r, i) const struct dev_pm_ops n = { SYSTEM_SLEEP_PM_OPS(s, r) RUNTIME_PM_OPS(s, r, i) }
#define PMSG_SUSPEND ((pm_message_t) { 2 })
#define PM_EVENT_SUSPEND 2
#define PM_EVENT_FREEZE 1
#define PM_EVENT_HIBERNATE 4
#define pm_runtime_allow(dev) ((void)(dev))
#define pm_runtime_forbid(dev) ((void)(dev))
#define pm_runtime_get(dev) ((void)(dev), 0)
#define pm_runtime_put_autosuspend(dev) ((void)(dev), 0)
#define pm_runtime_use_autosuspend(dev) ((void)(dev))
#define pm_runtime_dont_use_autosuspend(dev) ((void)(dev))
#define pm_runtime_set_autosuspend_delay(dev, ms) ((void)(dev))
#define pm_runtime_mark_last_busy(dev) ((void)(dev))
#define pm_runtime_set_suspended(dev) ((void)(dev), 0)
#define pm_runtime_no_callbacks(dev) ((void)(dev))
#define pm_runtime_suspended(dev) ((void)(dev), false)
#define pm_runtime_active(dev) ((void)(dev), true)
#define pm_runtime_force_suspend(dev) ((void)(dev), 0)
#define pm_runtime_force_resume(dev) ((void)(dev), 0)
#define devm_pm_runtime_enable(dev) ((void)(dev), 0)
#define device_set_wakeup_capable(dev, capable) ((void)(dev))
#define device_init_wakeup(dev, enable) ((void)(dev), 0)
#define device_disable_async_suspend(dev) ((void)(dev))
#define device_enable_async_suspend(dev) ((void)(dev))
#define dev_pm_set_driver_flags(dev, flags) ((void)(dev), (void)(flags))
#define DPM_FLAG_NO_DIRECT_COMPLETE 1
#define DPM_FLAG_SMART_PREPARE 2
#define DPM_FLAG_SMART_SUSPEND 4
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
#define device_trylock(dev) ((int)PVMKIT_CALL("device_trylock", dev))
#define device_lock_assert(dev) ((void)(dev))
#define device_lock_interruptible(dev) (device_lock(dev), 0)
#define dev_is_pci(dev) ((void)(dev), true)
#define dev_driver_string(dev) "pvmemcontrol"
#define dev_fwnode(dev) ((void *)0)
#define dev_set_uevent_suppress(dev, value) ((void)(dev))
#define dev_get_platdata(dev) ((dev)->platform_data)
#define device_is_registered(dev) ((void)(dev), true)
#define device_for_each_child(dev, data, f) ((void)(dev), (void)(data), (void)(f), 0)
#define device_create_with_groups(c, parent, devt, data, groups, format, ...) \
	((void)(groups), device_create(c, parent, devt, data, format, ##__VA_ARGS__))
#define DEVICE_ATTR_STRING_ATTR_RO(name, mode, text)
PVMKIT_INLINE void *dev_get_drvdata(const struct device *dev) { return dev->driver_data; }
PVMKIT_INLINE void dev_set_drvdata(struct device *dev, void *data) { dev->driver_data = data; }
PVMKIT_INLINE const char *dev_name(const struct device *dev) { return dev->kobj.name; }
PVMKIT_INLINE void device_initialize(struct device *dev)
{
	kref_init(&dev->kobj.kref);
	PVMKIT_CALL("device_initialize", dev);
}
extern int dev_set_name(struct device *dev, const char *format, ...);
extern int device_add(struct device *dev);
extern void device_del(struct device *dev);
extern int device_register(struct device *dev);
extern void device_unregister(struct device *dev);
extern void put_device(struct device *dev);
PVMKIT_INLINE struct device *get_device(struct device *dev)
{
	if (dev)
		kref_get(&dev->kobj.kref);
	return dev;
}
PVMKIT_INLINE void device_lock(struct device *dev) { PVMKIT_CALL("device_lock", dev); }
PVMKIT_INLINE void device_unlock(struct device *dev) { PVMKIT_CALL("device_unlock", dev); }
extern struct class *pvmkit_class_create(const char *name);
#define PVMKIT_LAST_(a, b, c, ...) c
#define pvmkit_class_create_1(name) pvmkit_class_create(name)
#define pvmkit_class_create_2(owner, name) pvmkit_class_create(name)
#define PVMKIT_PICK2_(a, b, name, ...) name
#define class_create(...) PVMKIT_PICK2_(__VA_ARGS__, pvmkit_class_create_2, pvmkit_class_create_1, 0)(__VA_ARGS__)
PVMKIT_INLINE void class_destroy(const struct class *c) { PVMKIT_CALL("class_destroy", c); }
PVMKIT_INLINE int class_register(const struct class *c) { return PVMKIT_CALL("class_register", c); }
PVMKIT_INLINE void class_unregister(const struct class *c) { PVMKIT_CALL("class_unregister", c); }
extern struct device *device_create(const struct class *c, struct device *parent, dev_t devt, void *data,
				    const char *format, ...);
extern void device_destroy(const struct class *c, dev_t devt);
#define CLASS_ATTR_RO(name)
#define class_create_file(c, attribute) ((void)(c), 0)
#define class_remove_file(c, attribute) ((void)(c))
struct platform_device;

/* Device-managed resources: released in reverse order after remove and after a probe that failed. */
PVMKIT_INLINE int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	return PVMKIT_CALL("devm_add_action", dev, action, data);
}
extern void *devres_alloc(void (*release)(struct device *, void *), size_t size, gfp_t gfp);
extern void devres_add(struct device *dev, void *res);
extern void devres_free(void *res);
#define devm_remove_action_nowarn(dev, action, data) (devm_remove_action(dev, action, data), 0)
#define devm_is_action_added(dev, action, data) ((void)(dev), (void)(action), (void)(data), true)
#define devm_kmemdup(dev, from, size, gfp) ({ void *d_ = devm_kmalloc(dev, size, gfp); d_ ? memcpy(d_, from, size) : NULL; })
#define devm_kstrdup_const devm_kstrdup
#define devm_krealloc(dev, p, size, gfp) ({ void *d_ = devm_kzalloc(dev, size, gfp); void *o_ = (p); \
	if (d_ && o_) memcpy(d_, o_, min((size_t)(size), ksize(o_))); d_; })
#define devm_get_free_pages(dev, gfp, order) \
	((unsigned long)PVMKIT_CALL("devm_kmalloc", dev, PAGE_SIZE << (order), gfp, PAGE_SIZE << (order)))
#define devm_free_pages(dev, address) ((void)PVMKIT_CALL("devm_kfree", dev, address))
#define __devm_alloc_percpu(dev, size, align) ((void __percpu *)PVMKIT_CALL("devm_alloc_percpu", dev, size, GFP_KERNEL, align))
#define devm_bitmap_zalloc(dev, bits, gfp) ((unsigned long *)devm_kzalloc(dev, BITS_TO_LONGS(bits) * 8, gfp))
#define devm_add_action_or_reset(dev, action, data) ({ \
	void *d_ = (data); \
	int e_ = devm_add_action(dev, action, d_); \
	if (e_) \
		(action)(d_); \
	e_; })
#define devm_remove_action(dev, action, data) ((void)PVMKIT_CALL("devm_remove_action", dev, action, data))
#define devm_release_action(dev, action, data) do { devm_remove_action(dev, action, data); (action)(data); } while (0)
PVMKIT_INLINE void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return (void *)PVMKIT_CALL("devm_kmalloc", dev, size, gfp);
}
PVMKIT_INLINE void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return (void *)PVMKIT_CALL("devm_kmalloc", dev, size, gfp | __GFP_ZERO);
}
PVMKIT_INLINE void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kzalloc(dev, n * size, gfp);
}
#define devm_kmalloc_array(dev, n, size, gfp) devm_kmalloc(dev, (n) * (size), gfp)
PVMKIT_INLINE void devm_kfree(struct device *dev, const void *p) { PVMKIT_CALL("devm_kfree", dev, p); }
#define devm_kasprintf(dev, gfp, ...) ((char *)devm_kzalloc(dev, 64, gfp))
#define devm_kstrdup(dev, s, gfp) ({ char *d_ = devm_kzalloc(dev, strlen(s) + 1, gfp); d_ ? strcpy(d_, s) : NULL; })
#define devm_alloc_percpu(dev, type) \
	((__typeof__(type) __percpu *)PVMKIT_CALL("devm_alloc_percpu", dev, sizeof(type), GFP_KERNEL, __alignof__(type)))
PVMKIT_INLINE void devm_free_percpu(struct device *dev, void __percpu *p) { PVMKIT_CALL("devm_free_percpu", dev, p); }

/* PCI. */
#define PCI_VENDOR_ID_GOOGLE 0x1ae0
#define PCI_VENDOR_ID_REDHAT 0x1b36
#define PCI_VENDOR_ID_REDHAT_QUMRANET 0x1af4
#define PCI_VENDOR_ID_INTEL 0x8086
#define PCI_CLASS_SYSTEM_OTHER 0x0880
#define PCI_CLASS_MEMORY_OTHER 0x0580
#define PCI_CLASS_OTHERS 0xff
#define PCI_CLASS_REVISION 8
#define PCI_SUBSYSTEM_VENDOR_ID 0x2c
#define PCI_SUBSYSTEM_ID 0x2e
#define PCI_STATUS 6
#define PCI_BASE_ADDRESS_0 0x10
#define PCI_DEVFN(slot, f) ((((slot) & 0x1f) << 3) | ((f) & 7))
#define PCI_SLOT(devfn) (((devfn) >> 3) & 0x1f)
#define PCI_FUNC(devfn) ((devfn) & 7)
#define pci_domain_nr(bus) ((void)(bus), 0)
#define pci_dev_id(p) ((p)->devfn)
#define PCI_DEVICE_CLASS(c, mask) .class = (c), .class_mask = (mask), .vendor = PCI_ANY_ID, .device = PCI_ANY_ID, \
	.subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
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
PVMKIT_INLINE int pci_register_driver(struct pci_driver *d) { return PVMKIT_CALL("pci_register_driver", d); }
PVMKIT_INLINE void pci_unregister_driver(struct pci_driver *d) { PVMKIT_CALL("pci_unregister_driver", d); }
#define module_driver(d, enter, leave) \
	static int pvmkit_driver_init(void) { return enter(&(d)); } \
	static void pvmkit_driver_exit(void) { leave(&(d)); } \
	module_init(pvmkit_driver_init); module_exit(pvmkit_driver_exit)
#define module_pci_driver(d) module_driver(d, pci_register_driver, pci_unregister_driver)
#define builtin_pci_driver(d) module_pci_driver(d)
PVMKIT_INLINE void *pci_get_drvdata(struct pci_dev *p) { return p->dev.driver_data; }
PVMKIT_INLINE void pci_set_drvdata(struct pci_dev *p, void *data) { p->dev.driver_data = data; }
PVMKIT_INLINE const char *pci_name(const struct pci_dev *p) { return p->dev.kobj.name; }
PVMKIT_INLINE struct pci_dev *pci_dev_get(struct pci_dev *p) { return p; }
PVMKIT_INLINE void pci_dev_put(struct pci_dev *p) { (void)p; }
#define PVMKIT_PCI(name) PVMKIT_INLINE int name(struct pci_dev *p) { return PVMKIT_CALL(#name, p); }
PVMKIT_PCI(pci_enable_device)
PVMKIT_PCI(pcim_enable_device)
#define pci_enable_device_mem pci_enable_device
#define pci_enable_device_io pci_enable_device
#define pci_reenable_device(p) ((void)(p), 0)
#define pcim_pin_device(p) ((void)PVMKIT_CALL("pcim_pin_device", p))
#define pcim_set_mwi(p) ((void)(p), 0)
#define pci_intx(p, enable) ((void)(p), (void)(enable))
#define pcim_intx(p, enable) ((void)(p), (void)(enable), 0)
#define pci_try_set_mwi(p) ((void)(p), 0)
#define pci_clear_mwi(p) ((void)(p))
#define pci_find_capability(p, cap) ((void)(p), 0)
#define pci_find_ext_capability(p, cap) ((void)(p), 0)
#define pci_is_pcie(p) ((void)(p), true)
#define pci_is_root_bus(bus) ((void)(bus), true)
#define pci_upstream_bridge(p) ((void)(p), (struct pci_dev *)NULL)
#define pci_enable_wake(p, state, enable) ((void)(p), 0)
#define pci_prepare_to_sleep(p) ((void)(p), 0)
#define pci_back_from_sleep(p) ((void)(p), 0)
#define pci_disable_pcie_error_reporting(p) ((void)(p))
#define pci_enable_pcie_error_reporting(p) ((void)(p), 0)
#define pci_stop_and_remove_bus_device_locked(p) ((void)(p))
#define pci_dev_trylock(p) device_trylock(&(p)->dev)
#define pci_dev_lock(p) device_lock(&(p)->dev)
#define pci_dev_unlock(p) device_unlock(&(p)->dev)
PVMKIT_INLINE void pci_disable_device(struct pci_dev *p) { PVMKIT_CALL("pci_disable_device", p); }
PVMKIT_INLINE bool pci_is_enabled(struct pci_dev *p) { return p->is_enabled; }
PVMKIT_INLINE void pci_set_master(struct pci_dev *p) { (void)p; }
PVMKIT_INLINE void pci_clear_master(struct pci_dev *p) { (void)p; }
PVMKIT_INLINE int pci_save_state(struct pci_dev *p) { (void)p; return 0; }
PVMKIT_INLINE void pci_restore_state(struct pci_dev *p) { (void)p; }
PVMKIT_INLINE int pci_set_power_state(struct pci_dev *p, int state) { (void)p; (void)state; return 0; }
PVMKIT_INLINE int pci_wake_from_d3(struct pci_dev *p, bool on) { (void)p; (void)on; return 0; }
#define pci_resource_start(p, bar) ((p)->resource[bar].start)
#define pci_resource_end(p, bar) ((p)->resource[bar].end)
#define pci_resource_flags(p, bar) ((p)->resource[bar].flags)
#define pci_resource_len(p, bar) \
	((p)->resource[bar].end ? (p)->resource[bar].end - (p)->resource[bar].start + 1 : 0)
#define resource_size(r) ((r)->end - (r)->start + 1)
PVMKIT_INLINE int pci_request_region(struct pci_dev *p, int bar, const char *name)
{
	return PVMKIT_CALL("pci_request_region", p, bar, name);
}
PVMKIT_INLINE int pci_request_regions(struct pci_dev *p, const char *name) { return PVMKIT_CALL("pci_request_region", p, 0, name); }
PVMKIT_INLINE int pcim_request_region(struct pci_dev *p, int bar, const char *name)
{
	return PVMKIT_CALL("pcim_request_region", p, bar, name);
}
#define pci_select_bars(p, flags) ((void)(p), (void)(flags), 1)
#define pci_request_selected_regions(p, bars, name) pci_request_region(p, 0, name)
#define pci_release_selected_regions(p, bars) pci_release_region(p, 0)
#define pci_request_mem_regions(p, name) pci_request_region(p, 0, name)
#define pci_release_mem_regions(p) pci_release_region(p, 0)
#define pci_request_regions_exclusive pci_request_regions
#define pci_request_region_exclusive pci_request_region
#define pcim_request_region_exclusive pcim_request_region
#define pcim_release_region(p, bar) pci_release_region(p, bar)
#define request_mem_region(at, n, name) ((struct resource *)(PVMKIT_CALL("request_mem_region", at, n) ? (at) : 0))
#define release_mem_region(at, n) ((void)(at), (void)(n))
#define devm_request_mem_region(dev, at, n, name) ((void)(dev), request_mem_region(at, n, name))
#define pci_resource_n(p, bar) (&(p)->resource[bar])
#define pcim_request_all_regions(p, name) pcim_request_region(p, 0, name)
PVMKIT_INLINE void pci_release_region(struct pci_dev *p, int bar) { PVMKIT_CALL("pci_release_region", p, bar); }
PVMKIT_INLINE void pci_release_regions(struct pci_dev *p) { PVMKIT_CALL("pci_release_region", p, 0); }
PVMKIT_INLINE void __iomem *pci_iomap(struct pci_dev *p, int bar, unsigned long n)
{
	return (void __iomem *)PVMKIT_CALL("pci_iomap", p, bar, n);
}
#define pci_iomap_range(p, bar, at, n) ({ char *m_ = pci_iomap(p, bar, n); m_ ? m_ + (at) : NULL; })
#define pci_iomap_wc(p, bar, n) pci_iomap(p, bar, n)
#define pci_ioremap_wc_bar(p, bar) pci_iomap(p, bar, 0)
#define pcim_iomap_regions_request_all(p, mask, name) pcim_iomap_regions(p, mask, name)
#define pcim_iounmap_regions(p, mask) ((void)PVMKIT_CALL("pcim_iounmap", p, PVMKIT_CALL("pcim_iomap_table_entry", p)))
#define pcim_iounmap_region(p, bar) pcim_iounmap_regions(p, 1 << (bar))
#define pcim_iomap_range(p, bar, at, n) ({ char *m_ = pcim_iomap(p, bar, n); m_ ? (void *)(m_ + (at)) : ERR_PTR(-ENOMEM); })
#define pci_ioremap_bar(p, bar) pci_iomap(p, bar, 0)
PVMKIT_INLINE void __iomem *pcim_iomap(struct pci_dev *p, int bar, unsigned long n)
{
	return (void __iomem *)PVMKIT_CALL("pcim_iomap", p, bar, n);
}
PVMKIT_INLINE void pci_iounmap(struct pci_dev *p, void __iomem *m) { PVMKIT_CALL("pci_iounmap", p, m); }
PVMKIT_INLINE void pcim_iounmap(struct pci_dev *p, void __iomem *m) { PVMKIT_CALL("pcim_iounmap", p, m); }
PVMKIT_INLINE int pcim_iomap_regions(struct pci_dev *p, int mask, const char *name)
{
	return PVMKIT_CALL("pcim_iomap_regions", p, mask, name);
}
PVMKIT_INLINE void __iomem *pcim_iomap_region(struct pci_dev *p, int bar, const char *name)
{
	int e = pcim_iomap_regions(p, 1 << bar, name);

	return e ? (void *)(long)e : (void __iomem *)PVMKIT_CALL("pcim_iomap_table_entry", p, bar);
}
PVMKIT_INLINE void __iomem *const *pcim_iomap_table(struct pci_dev *p)
{
	return (void __iomem *const *)PVMKIT_CALL("pcim_iomap_table", p);
}
PVMKIT_INLINE int pci_read_config_word(struct pci_dev *p, int at, u16 *v)
{
	*v = at == PCI_VENDOR_ID ? p->vendor : at == PCI_DEVICE_ID ? p->device : 0;
	return 0;
}
PVMKIT_INLINE int pci_read_config_byte(struct pci_dev *p, int at, u8 *v) { (void)p, (void)at; *v = 0; return 0; }
PVMKIT_INLINE int pci_read_config_dword(struct pci_dev *p, int at, u32 *v)
{
	*v = at == PCI_VENDOR_ID ? p->vendor | (u32)p->device << 16 : 0;
	return 0;
}
#define pci_write_config_word(p, at, v) ((void)(p), (void)(at), (void)(v), 0)
#define pci_write_config_dword(p, at, v) ((void)(p), (void)(at), (void)(v), 0)
PVMKIT_INLINE bool pci_device_is_present(struct pci_dev *p) { return PVMKIT_CALL("pci_device_is_present", p); }
PVMKIT_INLINE bool pci_dev_is_disconnected(const struct pci_dev *p) { return !PVMKIT_CALL("pci_device_is_present", p); }
PVMKIT_INLINE bool pci_channel_offline(struct pci_dev *p) { return !PVMKIT_CALL("pci_device_is_present", p); }
PVMKIT_INLINE const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *p)
{
	for (; ids && ids->vendor; ids++) {
		if (ids->vendor == p->vendor && ids->device == p->device)
			return ids;
	}
	return NULL;
}
#define pci_dev_present(ids) ((void)(ids), 1)
#define pci_get_device(vendor, device, from) ((struct pci_dev *)NULL)
#define for_each_pci_dev(p) for ((p) = NULL; (p); )
#define pci_reset_function(p) ((void)(p), 0)
#define pci_num_vf(p) ((void)(p), 0)
#define pci_nr_irq_vectors(p) ((void)(p), 1)
#define pci_enable_msix_range(p, entries, low, high) ((void)(p), (int)(low))
#define pci_alloc_irq_vectors(p, low, high, flags) ((void)(p), (int)(low))
#define pci_free_irq_vectors(p) ((void)(p))
#define pci_irq_vector(p, n) ((int)(p)->irq + (n))
#define pci_enable_msi(p) ((void)(p), 0)
#define pci_disable_msi(p) ((void)(p))

/* Registers. */
#define PVMKIT_READS(name, type, width) \
	PVMKIT_INLINE type name(const volatile void __iomem *p) { return (type)PVMKIT_CALL("ioread", p, width); }
#define PVMKIT_WRITES(name, type, width) \
	PVMKIT_INLINE void name(type v, volatile void __iomem *p) { PVMKIT_CALL("iowrite", p, width, v); }
PVMKIT_READS(ioread8, u8, 1) PVMKIT_READS(ioread16, u16, 2) PVMKIT_READS(ioread32, u32, 4) PVMKIT_READS(ioread64, u64, 8)
PVMKIT_READS(readb, u8, 1) PVMKIT_READS(readw, u16, 2) PVMKIT_READS(readl, u32, 4) PVMKIT_READS(readq, u64, 8)
PVMKIT_READS(readl_relaxed, u32, 4) PVMKIT_READS(readq_relaxed, u64, 8)
PVMKIT_READS(__raw_readl, u32, 4) PVMKIT_READS(__raw_readq, u64, 8)
PVMKIT_WRITES(iowrite8, u8, 1) PVMKIT_WRITES(iowrite16, u16, 2) PVMKIT_WRITES(iowrite32, u32, 4) PVMKIT_WRITES(iowrite64, u64, 8)
PVMKIT_WRITES(writeb, u8, 1) PVMKIT_WRITES(writew, u16, 2) PVMKIT_WRITES(writel, u32, 4) PVMKIT_WRITES(writeq, u64, 8)
PVMKIT_WRITES(writel_relaxed, u32, 4) PVMKIT_WRITES(writeq_relaxed, u64, 8)
PVMKIT_WRITES(__raw_writel, u32, 4) PVMKIT_WRITES(__raw_writeq, u64, 8)
/* On x86-64 one 8-byte access, as where readq and writeq exist. */
#define ioread64_lo_hi ioread64
#define ioread64_hi_lo ioread64
#define iowrite64_lo_hi iowrite64
#define iowrite64_hi_lo iowrite64
#define __raw_readb readb
#define __raw_readw readw
#define __raw_writeb writeb
#define __raw_writew writew
#define readb_relaxed readb
#define readw_relaxed readw
#define writeb_relaxed writeb
#define writew_relaxed writew
#define hi_lo_readq readq
#define lo_hi_readq_relaxed readq
#define lo_hi_writeq_relaxed writeq
#define hi_lo_writeq_relaxed writeq
#define hi_lo_readq_relaxed readq
#define ioread32be(p) __builtin_bswap32(ioread32(p))
#define iowrite32be(v, p) iowrite32(__builtin_bswap32(v), p)
#define lo_hi_readq readq
#define lo_hi_writeq writeq
#define hi_lo_writeq writeq
#define ioremap(at, n) ((void __iomem *)PVMKIT_CALL("ioremap", at, n))
#define ioremap_np ioremap
#define ioremap_uc ioremap
#define ioremap_wc ioremap
#define devm_ioremap(dev, at, n) ((void __iomem *)PVMKIT_CALL("devm_ioremap", at, n))
#define devm_ioremap_uc devm_ioremap
#define devm_ioremap_wc devm_ioremap
#define devm_ioremap_resource(dev, r) ({ \
	void __iomem *m_ = devm_ioremap(dev, (r)->start, resource_size(r)); \
	(void)(dev); \
	m_ ? m_ : (void __iomem *)ERR_PTR(-ENOMEM); })
#define devm_iounmap(dev, p) ((void)(dev), (void)PVMKIT_CALL("pcim_iounmap", 0, p))
#define memcpy_toio(to, from, n) do { \
	const u32 *f_ = (const void *)(from); \
	for (size_t i_ = 0; i_ < (n) / 4; i_++) \
		iowrite32(f_[i_], (char __iomem *)(to) + i_ * 4); \
} while (0)
#define memcpy_fromio(to, from, n) do { \
	u32 *t_ = (void *)(to); \
	for (size_t i_ = 0; i_ < (n) / 4; i_++) \
		t_[i_] = ioread32((const char __iomem *)(from) + i_ * 4); \
} while (0)
#define iounmap(p) ((void)PVMKIT_CALL("pci_iounmap", 0, p))

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
#define NOTIFY_STOP_MASK 0x8000
#define NOTIFY_BAD (NOTIFY_STOP_MASK | 2)
#define NOTIFY_STOP (NOTIFY_STOP_MASK | NOTIFY_OK)
typedef int (*notifier_fn_t)(struct notifier_block *, unsigned long, void *);
#define notifier_from_errno(error) ((error) ? NOTIFY_STOP_MASK | (NOTIFY_OK - (error)) : NOTIFY_OK)
#define notifier_to_errno(r) (((r) & ~NOTIFY_STOP_MASK) > NOTIFY_OK ? NOTIFY_OK - ((r) & ~NOTIFY_STOP_MASK) : 0)
#define SYS_DOWN 1
#define SYS_RESTART SYS_DOWN
#define SYS_HALT 2
#define SYS_POWER_OFF 3
#define PM_HIBERNATION_PREPARE 1
#define PM_POST_HIBERNATION 2
#define PM_SUSPEND_PREPARE 3
#define PM_POST_SUSPEND 4
#define PM_RESTORE_PREPARE 5
#define PM_POST_RESTORE 6
#define register_reboot_notifier(n) ((int)PVMKIT_CALL("register_reboot_notifier", n))
#define unregister_reboot_notifier(n) ((int)PVMKIT_CALL("unregister_reboot_notifier", n))
#define devm_register_reboot_notifier(dev, n) ({ int e_ = register_reboot_notifier(n); \
	e_ ? e_ : devm_add_action_or_reset(dev, pvmkit_unregister_reboot, n); })
PVMKIT_INLINE void pvmkit_unregister_reboot(void *n) { unregister_reboot_notifier(n); }
#define register_pm_notifier(n) ((int)PVMKIT_CALL("register_pm_notifier", n))
#define unregister_pm_notifier(n) ((int)PVMKIT_CALL("unregister_pm_notifier", n))
struct syscore_ops { struct list_head node; int (*suspend)(void); void (*resume)(void); void (*shutdown)(void); };
#define register_syscore_ops(ops) ((void)PVMKIT_CALL("register_syscore_ops", ops))
#define unregister_syscore_ops(ops) ((void)PVMKIT_CALL("unregister_syscore_ops", ops))
/* Nobody crashes, no memory is plugged. */
struct atomic_notifier_head { struct notifier_block *head; };
struct blocking_notifier_head { struct notifier_block *head; };
extern struct atomic_notifier_head panic_notifier_list;
#define atomic_notifier_chain_register(chain, n) ((void)(chain), (void)(n), 0)
#define atomic_notifier_chain_unregister(chain, n) ((void)(chain), (void)(n), 0)
#define register_memory_notifier(n) ((void)(n), 0)
#define unregister_memory_notifier(n) ((void)(n))
#define register_cpu_notifier(n) ((void)(n), 0)
#define is_kdump_kernel() false
#define system_state 1
#define SYSTEM_RUNNING 1
#define SYSTEM_HALT 4
#define SYSTEM_RESTART 6
#define kexec_in_progress false
#define cc_platform_has(attribute) false
#define CC_ATTR_MEM_ENCRYPT 1
#define CC_ATTR_GUEST_MEM_ENCRYPT 2

#endif
