// SPDX-License-Identifier: Apache-2.0
/* local_lock around per-CPU channels, percpu_ref for lifetime with kill_and_confirm, static list of devices, rbtree of
 * lasting ranges, pm notifier in place of freeze, reboot notifier in place of shutdown. */
#include <linux/local_lock.h>
#include <linux/percpu-refcount.h>
#include <linux/miscdevice.h>
#include <linux/notifier.h>
#include <linux/rbtree.h>
#include <linux/reboot.h>
#include <linux/suspend.h>
#include "hw.h"

struct range { struct rb_node node; u64 start, len; };
struct lchan {
	local_lock_t lock;
	u32 cmd;
	bool broken;
	struct pvmemcontrol_buf *buf;
};
struct pvm {
	struct percpu_ref ref;
	struct completion dead;
	struct kref kref;
	void __iomem *regs;
	struct lchan __percpu *chan;
	void *bufs;
	struct mutex ranges_lock;
	struct rb_root ranges;
	struct pvmemcontrol_vmm_ret info;
	struct miscdevice misc;
	struct notifier_block pm, reboot;
	bool listening;
};

static void pvm_release_kref(struct kref *kref)
{
	struct pvm *p = container_of(kref, struct pvm, kref);
	struct range *r, *n;

	rbtree_postorder_for_each_entry_safe(r, n, &p->ranges, node)
		kfree(r);
	percpu_ref_exit(&p->ref);
	free_percpu(p->chan);
	kfree(p);
}
static void pvm_ref_release(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct pvm, ref)->dead);
}

static int pvm_send(struct pvm *p, struct pvmemcontrol_buf *b)
{
	struct pvmemcontrol_buf sent = *b;
	struct lchan *c;
	int ret = 0;

	local_lock(&p->chan->lock);
	c = this_cpu_ptr(p->chan);
	if (c->broken) {
		ret = -EIO;
	} else {
		*c->buf = *b;
		iowrite32(c->cmd, p->regs + 8);
		*b = *c->buf;
		if (!memcmp(b, &sent, sizeof(sent))) {
			c->broken = true;
			ret = -EIO;
		}
	}
	local_unlock(&p->chan->lock);
	return ret;
}

static bool range_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct range, node)->start < rb_entry(b, struct range, node)->start;
}
/* Lock held. */
static void range_forget(struct pvm *p, u64 start, u64 len)
{
	struct rb_node *n = rb_first(&p->ranges);

	while (n) {
		struct range *r = rb_entry(n, struct range, node);

		n = rb_next(n);
		if (r->start >= start && r->start + r->len <= start + len) {
			rb_erase(&r->node, &p->ranges);
			kfree(r);
		}
	}
}

static int pvm_lasting(struct pvm *p, struct pvmemcontrol_buf *b)
{
	struct range *r = kzalloc(sizeof(*r), GFP_KERNEL);
	bool ends = b->call.func_code == PVMEMCONTROL_MPROTECT_RW;
	u64 start = b->call.addr, len = b->call.length;
	int ret;

	if (!r)
		return -ENOMEM;
	r->start = start;
	r->len = len;
	mutex_lock(&p->ranges_lock);
	if (!ends) {
		rb_add(&r->node, &p->ranges, range_less);
		r = NULL;
	}
	ret = pvm_send(p, b);
	if (ends && !ret && !b->ret.ret_errno)
		range_forget(p, start, len);
	mutex_unlock(&p->ranges_lock);
	kfree(r);
	return ret;
}

static void pvm_give_back(struct pvm *p)
{
	struct rb_node *n;

	mutex_lock(&p->ranges_lock);
	for (n = rb_first(&p->ranges); n; n = rb_next(n)) {
		struct range *r = rb_entry(n, struct range, node);
		struct pvmemcontrol_buf b = { .call = { PVMEMCONTROL_MPROTECT_RW, r->start, r->len, 0 } };

		if (pvm_send(p, &b))
			pr_err("lost\n");
	}
	mutex_unlock(&p->ranges_lock);
}

static int pvm_open(struct inode *inode, struct file *f)
{
	struct pvm *p = container_of(f->private_data, struct pvm, misc);

	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (f->f_flags & O_EXCL)
		return -EINVAL;
	kref_get(&p->kref);
	f->private_data = p;
	return 0;
}
static int pvm_close(struct inode *inode, struct file *f)
{
	struct pvm *p = f->private_data;

	kref_put(&p->kref, pvm_release_kref);
	return 0;
}
static long pvm_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct pvm *p = f->private_data;
	struct pvmemcontrol_buf b;
	int ret = 0;

	if (cmd != PVMEMCONTROL_IOCTL_VMM)
		return -ENOTTY;
	if (copy_from_user(&b, (void __user *)arg, sizeof(b)))
		return -EFAULT;
	if (!percpu_ref_tryget_live(&p->ref))
		return -ENODEV;
	switch (b.call.func_code) {
	case PVMEMCONTROL_INFO:
		b.ret = p->info;
		break;
	case PVMEMCONTROL_MPROTECT_NONE ... PVMEMCONTROL_MPROTECT_RW:
		ret = pvm_lasting(p, &b);
		break;
	case PVMEMCONTROL_MLOCK:
	case PVMEMCONTROL_MUNLOCK:
	case PVMEMCONTROL_DONTDUMP:
		ret = -EOPNOTSUPP;
		break;
	default:
		ret = pvm_send(p, &b);
	}
	percpu_ref_put(&p->ref);
	if (!ret && copy_to_user((void __user *)arg, &b, sizeof(b)))
		ret = -EFAULT;
	return ret;
}
static const struct file_operations pvm_fops = {
	.owner = THIS_MODULE, .open = pvm_open, .release = pvm_close, .unlocked_ioctl = pvm_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/* The machine does not sleep over a device that would forget its channels. */
static int pvm_pm(struct notifier_block *nb, unsigned long action, void *data)
{
	return action == PM_HIBERNATION_PREPARE || action == PM_SUSPEND_PREPARE ? NOTIFY_BAD : NOTIFY_DONE;
}
static int pvm_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	struct pvm *p = container_of(nb, struct pvm, reboot);

	percpu_ref_kill(&p->ref);
	wait_for_completion(&p->dead);
	pvm_give_back(p);
	hw_stop(p->regs);
	return NOTIFY_DONE;
}

static int pvm_start(struct pvm *p)
{
	struct pvmemcontrol_buf b = { .call = { .func_code = PVMEMCONTROL_INFO, .arg = get_random_u64() } };
	int cpu, ret;

	if (hw_cmd(p->regs, CMD_RESET) != ANS_ACK)
		return -EIO;
	for_each_possible_cpu(cpu) {
		struct lchan *c = per_cpu_ptr(p->chan, cpu);

		local_lock_init(&c->lock);
		c->buf = p->bufs + 64 * cpu;
		ret = hw_register(p->regs, virt_to_phys(c->buf), &c->cmd);
		if (ret)
			return ret;
	}
	if (hw_cmd(p->regs, CMD_READY) != ANS_ACK)
		return -EIO;
	ret = pvm_send(p, &b);
	if (ret)
		return ret;
	if (b.ret.ret_errno || b.ret.ret_code)
		return -EIO;
	p->info = b.ret;
	return 0;
}

static void pvm_stop(struct pvm *p)
{
	if (hw_stop(p->regs))
		free_pages_exact(p->bufs, PAGE_ALIGN(64 * nr_cpu_ids));
}

static atomic_t number = ATOMIC_INIT(0);
static int pvm_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pvm *p;
	int ret;

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	kref_init(&p->kref);
	mutex_init(&p->ranges_lock);
	init_completion(&p->dead);
	p->ranges = RB_ROOT;
	ret = percpu_ref_init(&p->ref, pvm_ref_release, 0, GFP_KERNEL);
	if (ret) {
		kfree(p);
		return ret;
	}
	ret = -ENOMEM;
	p->chan = alloc_percpu(struct lchan);
	if (!p->chan)
		goto put;
	ret = pcim_enable_device(pdev);
	if (ret)
		goto put;
	p->regs = pcim_iomap_region(pdev, 0, "pvmemcontrol");
	if (IS_ERR(p->regs)) {
		ret = PTR_ERR(p->regs);
		goto put;
	}
	ret = -ENOMEM;
	p->bufs = alloc_pages_exact(PAGE_ALIGN(64 * nr_cpu_ids), GFP_KERNEL | __GFP_ZERO);
	if (!p->bufs)
		goto put;
	ret = pvm_start(p);
	if (ret)
		goto stop;
	p->pm.notifier_call = pvm_pm;
	ret = register_pm_notifier(&p->pm);
	if (ret)
		goto stop;
	p->reboot.notifier_call = pvm_reboot;
	ret = register_reboot_notifier(&p->reboot);
	if (ret)
		goto pm;
	p->misc.minor = MISC_DYNAMIC_MINOR;
	p->misc.name = kasprintf(GFP_KERNEL, "pvmemcontrol%d", atomic_fetch_inc(&number));
	ret = -ENOMEM;
	if (!p->misc.name)
		goto reboot;
	p->misc.fops = &pvm_fops;
	p->misc.parent = &pdev->dev;
	ret = misc_register(&p->misc);
	if (ret)
		goto name;
	pci_set_drvdata(pdev, p);
	return 0;
name:
	kfree(p->misc.name);
reboot:
	unregister_reboot_notifier(&p->reboot);
pm:
	unregister_pm_notifier(&p->pm);
stop:
	pvm_stop(p);
put:
	kref_put(&p->kref, pvm_release_kref);
	return ret;
}

static void pvm_remove(struct pci_dev *pdev)
{
	struct pvm *p = pci_get_drvdata(pdev);

	misc_deregister(&p->misc);
	unregister_reboot_notifier(&p->reboot);
	percpu_ref_kill(&p->ref);
	wait_for_completion(&p->dead);
	pvm_give_back(p);
	pvm_stop(p);
	unregister_pm_notifier(&p->pm);
	kfree(p->misc.name);
	kref_put(&p->kref, pvm_release_kref);
}
static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1ae0, 0x0087) }, { } };
static struct pci_driver drv = { .name = "pvmemcontrol", .id_table = ids, .probe = pvm_probe, .remove = pvm_remove };
module_pci_driver(drv);
MODULE_LICENSE("GPL");
