/* SPDX-License-Identifier: Apache-2.0 */
/* What a driver shares an image with: the kernel's variables, and functions that are too long to be inlined. */
#include <pvmc/all.h>

#undef current
struct module __this_module = { KBUILD_MODNAME };
unsigned int nr_cpu_ids = 2;
unsigned long volatile jiffies = 4294667296ul;
struct task_struct pvmkit_current = { 42, 42, "task", NULL };
struct dentry pvmkit_dentry = { "debugfs" };
char init_user_ns[1];
struct atomic_notifier_head panic_notifier_list;
struct workqueue_struct *system_wq = (void *)8, *system_unbound_wq = (void *)16, *system_highpri_wq = (void *)24,
	*system_long_wq = (void *)32;
PVMKIT_PERCPU static char pvmkit_percpu_unused;
extern char __start_pvmkit_percpu[], __stop_pvmkit_percpu[];

extern pvmkit_init_function pvmkit_module_init __attribute__((weak));
extern pvmkit_exit_function pvmkit_module_exit __attribute__((weak));

struct pci_dev pvmkit_pci_devices[2];

/* Where the tool finds what it must know of the image. */
__attribute__((visibility("default"))) const struct { const char *name; const void *address; } pvmkit_addresses[] = {
	{ "init", &pvmkit_module_init },
	{ "exit", &pvmkit_module_exit },
	{ "nr_cpu_ids", &nr_cpu_ids },
	{ "pci_devices", pvmkit_pci_devices },
	{ "percpu", __start_pvmkit_percpu },
	{ "percpu_end", __stop_pvmkit_percpu },
	{ "put_device", put_device },
	{ "jiffies", (const void *)&jiffies },
	{ NULL, NULL }
};

/* For each structure that the explorer reads: where its members are. */
#define AT(type, member) { #type "." #member, offsetof(struct type, member) }
__attribute__((visibility("default"))) const struct { const char *name; unsigned long offset; } pvmkit_offsets[] = {
	AT(file_operations, open), AT(file_operations, release), AT(file_operations, unlocked_ioctl),
	AT(file_operations, compat_ioctl), AT(file_operations, owner),
	AT(file, f_flags), AT(file, f_mode), AT(file, private_data), AT(file, f_op), AT(file, f_inode),
	AT(inode, i_rdev), AT(inode, i_cdev),
	AT(miscdevice, minor), AT(miscdevice, name), AT(miscdevice, fops), AT(miscdevice, this_device),
	AT(miscdevice, parent), AT(miscdevice, list),
	AT(cdev, ops), AT(cdev, dev), AT(cdev, count), AT(cdev, kobj),
	AT(kobject, parent), AT(kobject, kref),
	AT(pci_driver, name), AT(pci_driver, id_table), AT(pci_driver, probe), AT(pci_driver, remove),
	AT(pci_driver, shutdown), AT(pci_driver, suspend), AT(pci_driver, resume), AT(pci_driver, driver),
	AT(device_driver, pm), AT(dev_pm_ops, suspend), AT(dev_pm_ops, resume), AT(dev_pm_ops, freeze),
	AT(dev_pm_ops, restore), AT(dev_pm_ops, thaw), AT(dev_pm_ops, thaw_early), AT(dev_pm_ops, freeze_late),
	AT(dev_pm_ops, freeze_noirq), AT(dev_pm_ops, restore_noirq), AT(dev_pm_ops, restore_early), AT(dev_pm_ops, prepare), AT(dev_pm_ops, complete),
	AT(notifier_block, notifier_call), AT(syscore_ops, shutdown), AT(syscore_ops, suspend), AT(syscore_ops, resume),
	AT(device, kobj), AT(device, parent), AT(device, driver_data), AT(device, class), AT(device, release),
	AT(device, devt), AT(pci_dev, dev), AT(pci_dev, vendor), AT(pci_dev, device), AT(pci_dev, resource),
	AT(pci_dev, is_enabled), AT(pci_dev, irq),
	{ "file", sizeof(struct file) }, { "inode", sizeof(struct inode) }, { "pci_dev", sizeof(struct pci_dev) },
	{ "pci_device_id", sizeof(struct pci_device_id) },
	{ NULL, 0 }
};

PVMKIT_INLINE void pvmkit_zero(void *p, size_t n) { memset(p, 0, n); }

loff_t noop_llseek(struct file *file, loff_t offset, int whence) { (void)offset, (void)whence; return file->f_pos; }
loff_t no_llseek(struct file *file, loff_t offset, int whence) { (void)file, (void)offset, (void)whence; return -ESPIPE; }
loff_t default_llseek(struct file *file, loff_t offset, int whence) { (void)whence; return file->f_pos = offset; }
int nonseekable_open(struct inode *inode, struct file *file) { (void)inode; file->f_mode &= ~FMODE_LSEEK; return 0; }
int stream_open(struct inode *inode, struct file *file) { return nonseekable_open(inode, file); }
int simple_open(struct inode *inode, struct file *file) { file->private_data = inode->i_private; return 0; }
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (!file->f_op->unlocked_ioctl)
		return -ENOIOCTLCMD;
	return file->f_op->unlocked_ioctl(file, cmd, (u32)arg);
}

loff_t seq_lseek(struct file *file, loff_t offset, int whence) { return default_llseek(file, offset, whence); }
ssize_t seq_read(struct file *file, char *to, size_t n, loff_t *at) { (void)file, (void)to, (void)n, (void)at; return 0; }

/* Devices of the driver's own. */
void put_device(struct device *dev)
{
	struct device *parent;

	if (!dev || !refcount_dec_and_test(&dev->kobj.kref.refcount))
		return;
	parent = dev->parent;
	PVMKIT_CALL("device_release", dev);
	if (dev->release)
		dev->release(dev);
	else if (dev->type && dev->type->release)
		dev->type->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else
		PVMKIT_CALL("warn", "a device has no release function");
	(void)parent;
}
int dev_set_name(struct device *dev, const char *format, ...) { dev->kobj.name = format; return 0; }
int device_add(struct device *dev)
{
	int error = PVMKIT_CALL("device_add", dev, dev->devt, 0);

	if (!error)
		kref_get(&dev->kobj.kref);
	return error;
}
void device_del(struct device *dev)
{
	PVMKIT_CALL("device_del", dev, dev->devt);
	put_device(dev);
}
int device_register(struct device *dev) { device_initialize(dev); return device_add(dev); }
void device_unregister(struct device *dev) { device_del(dev); put_device(dev); }
static void pvmkit_device_release(struct device *dev) { kfree(dev); }
struct device *device_create(const struct class *c, struct device *parent, dev_t devt, void *data,
			     const char *format, ...)
{
	struct device *dev = (struct device *)PVMKIT_CALL("device_create", sizeof(*dev), GFP_KERNEL | __GFP_ZERO);
	int error;

	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->class = c;
	dev->parent = parent;
	dev->devt = devt;
	dev->driver_data = data;
	dev->release = pvmkit_device_release;
	dev->kobj.name = format;
	error = device_register(dev);
	if (error) {
		put_device(dev);
		return ERR_PTR(error);
	}
	return dev;
}
void device_destroy(const struct class *c, dev_t devt)
{
	struct device *dev = (struct device *)PVMKIT_CALL("class_find_device", c, devt);

	if (dev)
		device_unregister(dev);
}
int cdev_device_add(struct cdev *c, struct device *dev)
{
	int error;

	if (dev->devt) {
		cdev_set_parent(c, &dev->kobj);
		error = cdev_add(c, dev->devt, 1);
		if (error)
			return error;
	}
	error = device_add(dev);
	if (error && dev->devt)
		cdev_del(c);
	return error;
}
void cdev_device_del(struct cdev *c, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(c);
}
struct class *pvmkit_class_create(const char *name)
{
	struct class *c = (struct class *)PVMKIT_CALL("class_create", sizeof(*c), GFP_KERNEL | __GFP_ZERO);

	if (!c)
		return ERR_PTR(-ENOMEM);
	c->name = name;
	return c;
}

/* Text. What is printed is the format itself: no output of a driver is judged. */
int snprintf(char *to, size_t size, const char *format, ...) { return strscpy(to, format, size); }
int scnprintf(char *to, size_t size, const char *format, ...) { return strscpy(to, format, size); }
int sprintf(char *to, const char *format, ...) { strcpy(to, format); return strlen(format); }
int sysfs_emit(char *to, const char *format, ...) { return strscpy(to, format, PAGE_SIZE); }
char *kasprintf(gfp_t gfp, const char *format, ...) { return kstrdup(format, gfp); }
int kstrtoul(const char *s, unsigned int base, unsigned long *to)
{
	unsigned long n = 0;

	if (base == 16 && s[0] == '0' && s[1] == 'x')
		s += 2;
	for (; *s && *s != '\n'; s++) {
		if (*s < '0' || *s > '9')
			return -EINVAL;
		n = n * (base ? base : 10) + (*s - '0');
	}
	*to = n;
	return 0;
}
#define PVMKIT_NUMBER(name, type) \
	int name(const char *s, unsigned int base, type *to) \
	{ unsigned long n; int e = kstrtoul(s, base, &n); if (!e) *to = n; return e; }
PVMKIT_NUMBER(kstrtouint, unsigned int)
PVMKIT_NUMBER(kstrtoint, int)
PVMKIT_NUMBER(kstrtou64, u64)
int kstrtobool(const char *s, bool *to) { *to = *s == '1' || *s == 'y'; return 0; }

/* The compiler's own copies of structures. */
#undef memcpy
#undef memmove
#undef memset
void *memcpy(void *to, const void *from, size_t size) { return pvmkit_copy(to, from, size); }
void *memmove(void *to, const void *from, size_t size) { return pvmkit_copy(to, from, size); }
void *memset(void *to, int value, size_t size) { return pvmkit_fill(to, value, size); }

/* Trees. */
struct cpumask pvmkit_all_cpus;
static struct rb_node *pvmkit_leftmost(struct rb_node *node)
{
	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}
struct rb_node *rb_first(const struct rb_root *root) { return pvmkit_leftmost(root->rb_node); }
struct rb_node *rb_last(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_right)
		node = node->rb_right;
	return node;
}
struct rb_node *rb_next(const struct rb_node *node)
{
	if (node->rb_right)
		return pvmkit_leftmost(node->rb_right);
	while (node->parent && node == node->parent->rb_right)
		node = node->parent;
	return node->parent;
}
struct rb_node *rb_prev(const struct rb_node *node)
{
	struct rb_node *at = node->rb_left;

	if (at) {
		while (at->rb_right)
			at = at->rb_right;
		return at;
	}
	while (node->parent && node == node->parent->rb_left)
		node = node->parent;
	return node->parent;
}
static struct rb_node *pvmkit_deepest(struct rb_node *node)
{
	while (node && (node->rb_left || node->rb_right))
		node = node->rb_left ? node->rb_left : node->rb_right;
	return node;
}
struct rb_node *rb_first_postorder(const struct rb_root *root) { return pvmkit_deepest(root->rb_node); }
struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent = node ? node->parent : NULL;

	return parent && node == parent->rb_left && parent->rb_right ? pvmkit_deepest(parent->rb_right) : parent;
}
/* Puts @by, which has lost its own place, where @node was. */
static void pvmkit_lift(struct rb_node *node, struct rb_node *by, struct rb_root *root)
{
	if (!node->parent)
		root->rb_node = by;
	else if (node->parent->rb_left == node)
		node->parent->rb_left = by;
	else
		node->parent->rb_right = by;
	if (by)
		by->parent = node->parent;
}
void rb_replace_node(struct rb_node *victim, struct rb_node *node, struct rb_root *root)
{
	*node = *victim;
	pvmkit_lift(victim, node, root);
	if (node->rb_left)
		node->rb_left->parent = node;
	if (node->rb_right)
		node->rb_right->parent = node;
}
void rb_erase(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *next;

	if (!node->rb_left || !node->rb_right) {
		pvmkit_lift(node, node->rb_left ? node->rb_left : node->rb_right, root);
		return;
	}
	next = pvmkit_leftmost(node->rb_right);
	pvmkit_lift(next, next->rb_right, root);
	pvmkit_lift(node, next, root);
	next->rb_left = node->rb_left;
	next->rb_right = node->rb_right;
	if (next->rb_left)
		next->rb_left->parent = next;
	if (next->rb_right)
		next->rb_right->parent = next;
}
void interval_tree_insert(struct interval_tree_node *node, struct rb_root_cached *root)
{
	struct rb_node **link = &root->rb_root.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = node->start < rb_entry(parent, struct interval_tree_node, rb)->start ? &parent->rb_left
			: &parent->rb_right;
	}
	rb_link_node(&node->rb, parent, link);
}
struct interval_tree_node *pvmkit_interval(struct rb_node *from, unsigned long start, unsigned long last)
{
	for (; from; from = rb_next(from)) {
		struct interval_tree_node *node = rb_entry(from, struct interval_tree_node, rb);

		if (node->start <= last && node->last >= start)
			return node;
	}
	return NULL;
}

/* Resources with a release function of their own, in front of which stands what it needs. */
struct pvmkit_devres {
	struct device *dev;
	void (*release)(struct device *, void *);
	u64 data[];
};
static void pvmkit_devres_release(void *p)
{
	struct pvmkit_devres *r = p;

	r->release(r->dev, r->data);
	kfree(r);
}
void *devres_alloc(void (*release)(struct device *, void *), size_t size, gfp_t gfp)
{
	struct pvmkit_devres *r = kzalloc(sizeof(*r) + size, gfp);

	if (!r)
		return NULL;
	r->release = release;
	return r->data;
}
void devres_add(struct device *dev, void *res)
{
	struct pvmkit_devres *r = container_of(res, struct pvmkit_devres, data);

	r->dev = dev;
	PVMKIT_CALL("devres_add", dev, pvmkit_devres_release, r);
}
void devres_free(void *res)
{
	if (res)
		kfree(container_of(res, struct pvmkit_devres, data));
}
