/* SPDX-License-Identifier: Apache-2.0 */
/* Files, character devices, misc devices, user memory, numbers for objects, debugfs, sysfs, seq_file. */
#ifndef PVMKIT_FS_H
#define PVMKIT_FS_H

/* ioctl numbers. */
#define _IOC_NRBITS 8
#define _IOC_TYPEBITS 8
#define _IOC_SIZEBITS 14
#define _IOC_NONE 0u
#define _IOC_WRITE 1u
#define _IOC_READ 2u
#define _IOC(dir, type, nr, size) (((dir) << 30) | ((unsigned int)(size) << 16) | ((type) << 8) | (nr))
#define _IO(type, nr) _IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, t) _IOC(_IOC_READ, type, nr, sizeof(t))
#define _IOW(type, nr, t) _IOC(_IOC_WRITE, type, nr, sizeof(t))
#define _IOWR(type, nr, t) _IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(t))
#define _IOC_NRSHIFT 0
#define _IOC_TYPESHIFT 8
#define _IOC_SIZESHIFT 16
#define _IOC_DIRSHIFT 30
#define _IOC_DIRBITS 2
#define _IOC_NRMASK 0xff
#define _IOC_TYPEMASK 0xff
#define _IOC_SIZEMASK 0x3fff
#define IOC_IN (_IOC_WRITE << 30)
#define IOC_OUT (_IOC_READ << 30)
#define IOC_INOUT (IOC_IN | IOC_OUT)
#define _IOC_DIR(n) ((n) >> 30 & 3)
#define _IOC_TYPE(n) ((n) >> 8 & 0xff)
#define _IOC_NR(n) ((n) & 0xff)
#define _IOC_SIZE(n) ((n) >> 16 & 0x3fff)

#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NONBLOCK 04000
#define O_CLOEXEC 02000000
#define FMODE_READ 1u
#define FMODE_WRITE 2u
#define FMODE_LSEEK 4u
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IRUGO 0444
#define S_IWUGO 0222
#define S_IRWXU 0700
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define EPOLLIN 1u
#define EPOLLOUT 4u
#define EPOLLERR 8u
#define EPOLLHUP 16u
#define EPOLLRDNORM 64u
#define EPOLLWRNORM 256u
#define POLLIN EPOLLIN
#define POLLHUP EPOLLHUP
#define POLLERR EPOLLERR
#define VM_READ 1ul
#define VM_WRITE 2ul
#define VM_SHARED 8ul
#define VM_IO 0x4000ul
#define VM_DONTEXPAND 0x40000ul
#define VM_DONTDUMP 0x4000000ul

struct file;
struct inode;
struct dentry { const char *name; };
struct kiocb;
struct iov_iter;
struct poll_table_struct;
typedef struct poll_table_struct poll_table;
typedef struct { unsigned long pgprot; } pgprot_t;
typedef void *fl_owner_t;
struct vm_operations_struct;
struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_pgoff, vm_flags;
	pgprot_t vm_page_prot;
	const struct vm_operations_struct *vm_ops;
	void *vm_private_data;
};
struct seq_file { void *private; };

struct file_operations {
	struct module *owner;
	unsigned int fop_flags;
	loff_t (*llseek)(struct file *, loff_t, int);
	ssize_t (*read)(struct file *, char __user *, size_t, loff_t *);
	ssize_t (*write)(struct file *, const char __user *, size_t, loff_t *);
	ssize_t (*read_iter)(struct kiocb *, struct iov_iter *);
	ssize_t (*write_iter)(struct kiocb *, struct iov_iter *);
	__poll_t (*poll)(struct file *, struct poll_table_struct *);
	long (*unlocked_ioctl)(struct file *, unsigned int, unsigned long);
	long (*compat_ioctl)(struct file *, unsigned int, unsigned long);
	int (*mmap)(struct file *, struct vm_area_struct *);
	int (*open)(struct inode *, struct file *);
	int (*flush)(struct file *, fl_owner_t);
	int (*release)(struct inode *, struct file *);
	int (*fsync)(struct file *, loff_t, loff_t, int);
	int (*fasync)(int, struct file *, int);
	void (*show_fdinfo)(struct seq_file *, struct file *);
	unsigned long (*get_unmapped_area)(struct file *, unsigned long, unsigned long, unsigned long, unsigned long);
	long (*fallocate)(struct file *, int, loff_t, loff_t);
	void *splice_read, *splice_write, *mmap_prepare, *uring_cmd;
};
struct cdev;
struct inode {
	umode_t i_mode;
	dev_t i_rdev;
	struct cdev *i_cdev;
	void *i_private;
	loff_t i_size;
};
struct path { struct dentry *dentry; };
struct file {
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
	const struct file_operations *f_op;
	struct inode *f_inode;
	struct path f_path;
};
PVMKIT_INLINE struct inode *file_inode(const struct file *file) { return file->f_inode; }
PVMKIT_INLINE unsigned int iminor(const struct inode *inode) { return inode->i_rdev & 0xfffff; }
PVMKIT_INLINE unsigned int imajor(const struct inode *inode) { return inode->i_rdev >> 20; }
extern loff_t noop_llseek(struct file *file, loff_t offset, int whence);
extern loff_t no_llseek(struct file *file, loff_t offset, int whence);
extern loff_t default_llseek(struct file *file, loff_t offset, int whence);
extern int nonseekable_open(struct inode *inode, struct file *file);
extern int stream_open(struct inode *inode, struct file *file);
extern int simple_open(struct inode *inode, struct file *file);
extern long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
PVMKIT_INLINE void poll_wait(struct file *file, wait_queue_head_t *queue, poll_table *table) { (void)file, (void)queue, (void)table; }
PVMKIT_INLINE void *compat_ptr(u32 p) { return (void *)(unsigned long)p; }

/* User memory. */
PVMKIT_INLINE unsigned long copy_from_user(void *to, const void __user *from, unsigned long n)
{
	pvmkit_touch(to, n, 1);
	return PVMKIT_CALL("copy_from_user", to, from, n);
}
PVMKIT_INLINE unsigned long copy_to_user(void __user *to, const void *from, unsigned long n)
{
	pvmkit_touch(from, n, 0);
	return PVMKIT_CALL("copy_to_user", to, from, n);
}
#define __copy_from_user copy_from_user
#define __copy_to_user copy_to_user
PVMKIT_INLINE unsigned long clear_user(void __user *to, unsigned long n) { return PVMKIT_CALL("clear_user", to, 0, n); }
#define get_user(x, p) ({ __typeof__(*(p)) v_; int e_ = copy_from_user(&v_, p, sizeof(v_)) ? -EFAULT : 0; \
	(x) = e_ ? (__typeof__(x))0 : (__typeof__(x))v_; e_; })
#define put_user(x, p) ({ __typeof__(*(p)) v_ = (x); copy_to_user(p, &v_, sizeof(v_)) ? -EFAULT : 0; })
#define __get_user get_user
#define __put_user put_user
#define access_ok(p, n) ((void)(p), (void)(n), true)
PVMKIT_INLINE void *memdup_user(const void __user *from, size_t n)
{
	void *p = (void *)PVMKIT_CALL("memdup_user", n, GFP_KERNEL);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, from, n)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	return p;
}
#define vmemdup_user memdup_user
PVMKIT_INLINE int copy_struct_from_user(void *to, size_t size, const void __user *from, size_t usize)
{
	if (usize > size)
		return -E2BIG;
	memset(to, 0, size);
	return copy_from_user(to, from, usize) ? -EFAULT : 0;
}
PVMKIT_INLINE ssize_t simple_read_from_buffer(void __user *to, size_t n, loff_t *at, const void *from, size_t have)
{
	if (*at < 0)
		return -EINVAL;
	if ((size_t)*at >= have || !n)
		return 0;
	n = min(n, have - (size_t)*at);
	if (copy_to_user(to, (const char *)from + *at, n))
		return -EFAULT;
	*at += n;
	return n;
}
#define copy_from_user_nofault(to, from, n) ((long)copy_from_user(to, from, n))
#define copy_struct_to_user(to, usize, from, size, ignored) \
	(copy_to_user(to, from, min((size_t)(usize), (size_t)(size))) ? -EFAULT : 0)
#define check_zeroed_user(from, n) ((void)(from), (void)(n), 1)
#define strncpy_from_user(to, from, n) ((long)(copy_from_user(to, from, n) ? -EFAULT : strnlen(to, n)))
#define memdup_user_nul memdup_user
#define memdup_array_user(from, n, size) memdup_user(from, (n) * (size))
#define vmemdup_array_user memdup_array_user
#define untagged_addr(a) (a)
#define file_dentry(file) ((file)->f_path.dentry)
#define fops_get(fops) (fops)
#define fops_put(fops) ((void)(fops))
#define replace_fops(file, fops) ((file)->f_op = (fops))
#define get_file(file) (file)
#define fput(file) ((void)(file))
#define FOP_UNSIGNED_OFFSET 32u
#define FMODE_PREAD 8u
#define FMODE_PWRITE 16u
#define FMODE_NOWAIT 0x8000000u
#define FMODE_EXCL 128u
#define O_NOFOLLOW 0400000
#define O_DIRECT 040000
#define O_SYNC 04010000
#define perfmon_capable() capable(CAP_SYS_ADMIN)
#define capable_noaudit(cap) capable(cap)
#define ns_capable_noaudit(ns, cap) ns_capable(ns, cap)
#define has_capability(task, cap) capable(cap)
#define CAP_SYS_BOOT 22
#define CAP_SYS_MODULE 16
#define CAP_PERFMON 38
#define CAP_BPF 39
#define CAP_SYS_ADMIN 21
#define CAP_SYS_RAWIO 17
#define CAP_NET_ADMIN 12
#define CAP_SYS_RESOURCE 24
#define CAP_IPC_LOCK 14
PVMKIT_INLINE bool capable(int cap) { return PVMKIT_CALL("capable", cap); }
PVMKIT_INLINE bool ns_capable(void *ns, int cap) { (void)ns; return capable(cap); }
PVMKIT_INLINE bool file_ns_capable(const struct file *file, void *ns, int cap) { (void)file, (void)ns; return capable(cap); }
extern char init_user_ns[];
#define LOCKDOWN_DEV_MEM 1
#define LOCKDOWN_PCI_ACCESS 2
#define LOCKDOWN_IOPORT 3
#define LOCKDOWN_MSR 4
#define security_locked_down(what) ((void)(what), 0)

/* Device numbers, cdev, misc. */
#define MINORBITS 20
#define MINORMASK ((1u << MINORBITS) - 1)
#define MAJOR(dev) ((dev) >> MINORBITS)
#define MINOR(dev) ((dev) & MINORMASK)
#define MKDEV(major, minor) (((major) << MINORBITS) | (minor))
struct kobject { const char *name; struct kobject *parent; struct kref kref; };
struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	dev_t dev;
	unsigned int count;
};
PVMKIT_INLINE int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name)
{
	long r = PVMKIT_CALL("alloc_chrdev_region", first, count, name);

	if (r < 0)
		return r;
	*dev = r;
	return 0;
}
PVMKIT_INLINE int register_chrdev_region(dev_t dev, unsigned int count, const char *name)
{
	return PVMKIT_CALL("register_chrdev_region", dev, count, name);
}
PVMKIT_INLINE void unregister_chrdev_region(dev_t dev, unsigned int count) { PVMKIT_CALL("unregister_chrdev_region", dev, count); }
PVMKIT_INLINE void cdev_init(struct cdev *c, const struct file_operations *ops)
{
	memset(c, 0, sizeof(*c));
	c->ops = ops;
	PVMKIT_CALL("cdev_init", c);
}
PVMKIT_INLINE struct cdev *cdev_alloc(void) { return (struct cdev *)PVMKIT_CALL("cdev_alloc", sizeof(struct cdev)); }
PVMKIT_INLINE int cdev_add(struct cdev *c, dev_t dev, unsigned int count)
{
	c->dev = dev;
	c->count = count;
	return PVMKIT_CALL("cdev_add", c, dev, count);
}
PVMKIT_INLINE void cdev_del(struct cdev *c) { PVMKIT_CALL("cdev_del", c); }
PVMKIT_INLINE void cdev_set_parent(struct cdev *c, struct kobject *parent) { c->kobj.parent = parent; }
struct device;
extern int cdev_device_add(struct cdev *c, struct device *dev);
extern void cdev_device_del(struct cdev *c, struct device *dev);

#define MISC_DYNAMIC_MINOR 255
struct attribute_group;
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	umode_t mode;
};
PVMKIT_INLINE int misc_register(struct miscdevice *m) { return PVMKIT_CALL("misc_register", m); }
PVMKIT_INLINE void misc_deregister(struct miscdevice *m) { PVMKIT_CALL("misc_deregister", m); }
#define builtin_misc_device(device) module_misc_device(device)
#define module_misc_device(device) \
	static int pvmkit_misc_init(void) { return misc_register(&(device)); } \
	static void pvmkit_misc_exit(void) { misc_deregister(&(device)); } \
	module_init(pvmkit_misc_init); module_exit(pvmkit_misc_exit)

/* Numbers for objects. */
struct ida { struct pvmkit_object object; };
struct idr { struct pvmkit_object object; };
struct xarray { struct pvmkit_object object; };
#define IDA_INIT(name) { PVMKIT_OBJECT }
#define DEFINE_IDA(name) struct ida name = { PVMKIT_OBJECT }
#define DEFINE_IDR(name) struct idr name = { PVMKIT_OBJECT }
#define DEFINE_XARRAY(name) struct xarray name = { PVMKIT_OBJECT }
#define DEFINE_XARRAY_ALLOC(name) struct xarray name = { PVMKIT_OBJECT }
#define ida_init(ida) PVMKIT_INIT(&(ida)->object)
#define idr_init(idr) PVMKIT_INIT(&(idr)->object)
#define xa_init(xa) PVMKIT_INIT(&(xa)->object)
PVMKIT_INLINE int ida_alloc_range(struct ida *ida, unsigned int low, unsigned int high, gfp_t gfp)
{
	return PVMKIT_CALL("idr_alloc", ida, 0, low, high, gfp);
}
#define ida_alloc(ida, gfp) ida_alloc_range(ida, 0, INT_MAX, gfp)
#define ida_alloc_max(ida, high, gfp) ida_alloc_range(ida, 0, high, gfp)
#define ida_alloc_min(ida, low, gfp) ida_alloc_range(ida, low, INT_MAX, gfp)
#define ida_simple_get(ida, low, high, gfp) ida_alloc_range(ida, low, (high) ? (high) - 1 : INT_MAX, gfp)
PVMKIT_INLINE void ida_free(struct ida *ida, unsigned int n) { PVMKIT_CALL("idr_remove", ida, n); }
#define ida_simple_remove ida_free
PVMKIT_INLINE void ida_destroy(struct ida *ida) { PVMKIT_CALL("idr_destroy", ida); }
PVMKIT_INLINE int idr_alloc(struct idr *idr, void *p, int low, int end, gfp_t gfp)
{
	return PVMKIT_CALL("idr_alloc", idr, p, low, end > 0 ? end - 1 : INT_MAX, gfp);
}
PVMKIT_INLINE void *idr_find(const struct idr *idr, unsigned long n) { return (void *)PVMKIT_CALL("idr_find", idr, n); }
PVMKIT_INLINE void *idr_remove(struct idr *idr, unsigned long n) { return (void *)PVMKIT_CALL("idr_remove", idr, n); }
PVMKIT_INLINE void idr_destroy(struct idr *idr) { PVMKIT_CALL("idr_destroy", idr); }
PVMKIT_INLINE void *xa_load(struct xarray *xa, unsigned long n) { return (void *)PVMKIT_CALL("idr_find", xa, n); }
PVMKIT_INLINE void *xa_erase(struct xarray *xa, unsigned long n) { return (void *)PVMKIT_CALL("idr_remove", xa, n); }
PVMKIT_INLINE void *xa_store(struct xarray *xa, unsigned long n, void *p, gfp_t gfp)
{
	return (void *)PVMKIT_CALL("xa_store", xa, n, p, gfp);
}
PVMKIT_INLINE void xa_destroy(struct xarray *xa) { PVMKIT_CALL("idr_destroy", xa); }
struct xa_limit { u32 max, min; };
#define XA_LIMIT(low, high) (struct xa_limit) { .min = (low), .max = (high) }
#define xa_limit_32b XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b XA_LIMIT(0, INT_MAX)
#define xa_limit_16b XA_LIMIT(0, U16_MAX)
#define XA_FLAGS_ALLOC 1u
#define XA_FLAGS_ALLOC1 2u
#define XARRAY_INIT(name, flags) { PVMKIT_OBJECT }
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name = { PVMKIT_OBJECT }
#define DEFINE_XARRAY_ALLOC1(name) struct xarray name = { PVMKIT_OBJECT }
#define xa_init_flags(xa, flags) xa_init(xa)
PVMKIT_INLINE int xa_alloc(struct xarray *xa, u32 *n, void *p, struct xa_limit limit, gfp_t gfp)
{
	long r = (int)PVMKIT_CALL("idr_alloc", xa, p, limit.min, min(limit.max, (u32)INT_MAX), gfp);

	if (r < 0)
		return r == -ENOSPC ? -EBUSY : r;
	*n = r;
	return 0;
}
#define xa_alloc_irq xa_alloc
#define xa_alloc_cyclic(xa, n, p, limit, next, gfp) xa_alloc(xa, n, p, limit, gfp)
PVMKIT_INLINE int xa_insert(struct xarray *xa, unsigned long n, void *p, gfp_t gfp)
{
	if (PVMKIT_CALL("idr_find", xa, n))
		return -EBUSY;
	PVMKIT_CALL("xa_store", xa, n, p, gfp);
	return 0;
}
PVMKIT_INLINE void *xa_find(struct xarray *xa, unsigned long *n, unsigned long last, int filter)
{
	unsigned long found = PVMKIT_CALL("xa_next", xa, *n);

	(void)filter;
	if (found > last)
		return NULL;
	*n = found;
	return xa_load(xa, found);
}
#define xa_find_after(xa, n, last, filter) ({ unsigned long a_ = *(n) + 1; void *f_ = xa_find(xa, &a_, last, filter); \
	if (f_) *(n) = a_; f_; })
#define XA_PRESENT 8
#define xa_for_each_range(xa, n, p, low, high) \
	for ((n) = (low), (p) = xa_find(xa, &(n), high, XA_PRESENT); p; (p) = xa_find_after(xa, &(n), high, XA_PRESENT))
#define xa_for_each(xa, n, p) xa_for_each_range(xa, n, p, 0, ULONG_MAX)
#define xa_for_each_start(xa, n, p, low) xa_for_each_range(xa, n, p, low, ULONG_MAX)
#define xa_empty(xa) (PVMKIT_CALL("xa_next", xa, 0) == ULONG_MAX)
#define xa_lock(xa) ((void)(xa), rcu_read_lock())
#define xa_unlock(xa) ((void)(xa), rcu_read_unlock())
#define __xa_erase xa_erase
#define __xa_store xa_store
#define xa_mk_value(v) ((void *)((v) << 1 | 1))
#define xa_to_value(p) ((unsigned long)(p) >> 1)
#define xa_is_value(p) ((unsigned long)(p) & 1)
#define idr_alloc_cyclic idr_alloc
#define idr_replace(idr, p, n) ((void *)PVMKIT_CALL("xa_store", idr, n, p, 0))
#define idr_is_empty(idr) (PVMKIT_CALL("xa_next", idr, 0) == ULONG_MAX)
#define idr_preload(gfp) ((void)(gfp))
#define idr_preload_end() ((void)0)
#define idr_for_each_entry(idr, p, n) \
	for ((n) = 0; ({ long k_ = PVMKIT_CALL("xa_next", idr, n); (n) = k_; \
			 (p) = k_ < 0 ? NULL : idr_find(idr, k_); }); (n)++)
#define ida_is_empty(ida) (PVMKIT_CALL("xa_next", ida, 0) == ULONG_MAX)
#define xa_is_err(p) IS_ERR(p)
#define xa_err(p) PTR_ERR_OR_ZERO(p)

/* debugfs, sysfs, seq_file: they exist, and nobody reads them. */
struct attribute { const char *name; umode_t mode; };
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *, struct device_attribute *, char *);
	ssize_t (*store)(struct device *, struct device_attribute *, const char *, size_t);
};
struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *, struct attribute *, int);
	struct attribute **attrs;
};
struct bin_attribute { struct attribute attr; size_t size; void *private; };
struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *, struct kobj_attribute *, char *);
	ssize_t (*store)(struct kobject *, struct kobj_attribute *, const char *, size_t);
};
#define __ATTR_WO(n) __ATTR(n, 0200, NULL, n##_store)
#define __ATTR_NULL { .attr = { .name = NULL } }
#define DEVICE_ATTR_ADMIN_RO(n) struct device_attribute dev_attr_##n = __ATTR(n, 0400, n##_show, NULL)
#define DEVICE_ATTR_ADMIN_RW(n) struct device_attribute dev_attr_##n = __ATTR(n, 0600, n##_show, n##_store)
#define sysfs_create_file(kobj, attribute) ((void)(kobj), (void)(attribute), 0)
#define sysfs_remove_file(kobj, attribute) ((void)(kobj), (void)(attribute))
#define sysfs_create_groups(kobj, groups) ((void)(kobj), (void)(groups), 0)
#define sysfs_remove_groups(kobj, groups) ((void)(kobj), (void)(groups))
#define sysfs_notify(kobj, dir, name) ((void)(kobj))
#define sysfs_attr_init(attribute) ((void)(attribute))
#define device_add_groups(dev, groups) ((void)(dev), (void)(groups), 0)
#define device_remove_groups(dev, groups) ((void)(dev), (void)(groups))
#define devm_device_add_groups(dev, groups) ((void)(dev), (void)(groups), 0)
#define kobject_uevent(kobj, action) ((void)(kobj), 0)
#define kobject_uevent_env(kobj, action, env) ((void)(kobj), (void)(env), 0)
#define kobject_name(kobj) ((kobj)->name)
enum kobject_action { KOBJ_ADD, KOBJ_REMOVE, KOBJ_CHANGE };
#define seq_write(file, data, n) ((void)(file), 0)
#define seq_open(file, ops) ((void)(file), (void)(ops), 0)
#define single_open(file, show, data) ((void)(file), (void)(show), (void)(data), 0)
#define single_release(inode, file) ((void)(inode), (void)(file), 0)
extern loff_t seq_lseek(struct file *file, loff_t offset, int whence);
extern ssize_t seq_read(struct file *file, char *to, size_t n, loff_t *at);
#define DEFINE_SHOW_ATTRIBUTE(n) \
	static int n##_open(struct inode *inode, struct file *file) \
	{ return single_open(file, n##_show, inode->i_private); } \
	static const struct file_operations n##_fops __maybe_unused = { .owner = THIS_MODULE, .open = n##_open, .read = seq_read }
#define DEFINE_DEBUGFS_ATTRIBUTE(n, get, set, format) \
	static const void *const n##_both[] __maybe_unused = { get, set }; \
	static const struct file_operations n __maybe_unused = { .owner = THIS_MODULE }
#define debugfs_create_file_unsafe debugfs_create_file
#define debugfs_create_ulong(name, mode, parent, p) ((void)(p))
#define debugfs_create_size_t(name, mode, parent, p) ((void)(p))
#define debugfs_create_x32(name, mode, parent, p) ((void)(p))
#define debugfs_create_x64(name, mode, parent, p) ((void)(p))
#define debugfs_create_u8(name, mode, parent, p) ((void)(p))
#define debugfs_create_u16(name, mode, parent, p) ((void)(p))
#define debugfs_create_devm_seqfile(dev, name, parent, show) ((void)(dev), (void)(show))
#define debugfs_create_symlink(name, parent, target) (&pvmkit_dentry)
#define debugfs_lookup_and_remove(name, parent) ((void)(parent))
#define __ATTR(n, m, s, t) { .attr = { .name = #n, .mode = m }, .show = s, .store = t }
#define __ATTR_RO(n) __ATTR(n, 0444, n##_show, NULL)
#define __ATTR_RW(n) __ATTR(n, 0644, n##_show, n##_store)
#define DEVICE_ATTR(n, m, s, t) struct device_attribute dev_attr_##n = __ATTR(n, m, s, t)
#define DEVICE_ATTR_RO(n) struct device_attribute dev_attr_##n = __ATTR_RO(n)
#define DEVICE_ATTR_RW(n) struct device_attribute dev_attr_##n = __ATTR_RW(n)
#define DEVICE_ATTR_WO(n) struct device_attribute dev_attr_##n = __ATTR(n, 0200, NULL, n##_store)
#define ATTRIBUTE_GROUPS(n) \
	static const struct attribute_group n##_group = { .attrs = n##_attrs }; \
	static const struct attribute_group *n##_groups[] __maybe_unused = { &n##_group, NULL }
#define sysfs_create_group(kobj, group) ((void)(kobj), (void)(group), 0)
#define sysfs_remove_group(kobj, group) ((void)(kobj), (void)(group))
#define device_create_file(dev, attribute) ((void)(dev), (void)(attribute), 0)
#define device_remove_file(dev, attribute) ((void)(dev), (void)(attribute))
#define device_add_group(dev, group) ((void)(dev), (void)(group), 0)
#define devm_device_add_group(dev, group) ((void)(dev), (void)(group), 0)
#define sysfs_emit_at(to, at, format, ...) sysfs_emit((to) + (at), format, ##__VA_ARGS__)
extern struct dentry pvmkit_dentry;
#define debugfs_create_dir(name, parent) ((void)(name), (void)(parent), &pvmkit_dentry)
#define debugfs_create_file(name, mode, parent, data, fops) ((void)(data), (void)(fops), &pvmkit_dentry)
#define debugfs_create_u32(name, mode, parent, p) ((void)(p))
#define debugfs_create_u64(name, mode, parent, p) ((void)(p))
#define debugfs_create_bool(name, mode, parent, p) ((void)(p))
#define debugfs_create_atomic_t(name, mode, parent, p) ((void)(p))
#define debugfs_remove_recursive(dentry) ((void)(dentry))
#define debugfs_remove debugfs_remove_recursive
#define debugfs_initialized() true
#define seq_printf(file, format, ...) ((void)(file), pvmkit_ignore(0, ##__VA_ARGS__))
#define seq_puts(file, text) ((void)(file))
#define seq_putc(file, c) ((void)(file))
#define proc_create(name, mode, parent, ops) ((void)(ops), (void *)&pvmkit_dentry)
#define remove_proc_entry(name, parent) ((void)0)
extern int kstrtoul(const char *s, unsigned int base, unsigned long *to);
extern int kstrtouint(const char *s, unsigned int base, unsigned int *to);
extern int kstrtoint(const char *s, unsigned int base, int *to);
extern int kstrtobool(const char *s, bool *to);
extern int kstrtou64(const char *s, unsigned int base, u64 *to);

#endif
