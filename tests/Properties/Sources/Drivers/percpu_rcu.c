// SPDX-License-Identifier: Apache-2.0
/* One global device behind an RCU pointer, per-CPU channels aligned to their size, get_cpu_ptr, rcu. Static misc. */
#include <linux/miscdevice.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include "hw.h"

struct chan {
	struct pvmemcontrol_buf buf;
	u32 cmd;
	bool dead;
} __aligned(64);

struct pvm {
	struct rcu_head rcu;
	void __iomem *regs;
	struct chan __percpu *chan;
	struct pvmemcontrol_vmm_ret info;
};
static struct pvm __rcu *the_pvm;
static DEFINE_MUTEX(bind_lock);
static struct pci_dev *bound;

/* Under RCU or before anybody else sees it. The request and its reply are one preempt-off region. */
static int pvm_exchange(struct pvm *pvm, struct pvmemcontrol_buf *b)
{
	struct chan *c = get_cpu_ptr(pvm->chan);
	struct pvmemcontrol_buf out;
	int ret = 0;

	if (c->dead) {
		ret = -EIO;
	} else {
		c->buf = *b;
		iowrite32(c->cmd, pvm->regs + 8);
		out = c->buf;
		if (!memcmp(&out, b, sizeof(out))) {
			c->dead = true;
			ret = -EIO;
		}
		*b = out;
	}
	put_cpu_ptr(pvm->chan);
	return ret;
}

static int pvm_open(struct inode *inode, struct file *file)
{
	return !capable(CAP_SYS_ADMIN) ? -EPERM : file->f_flags & O_EXCL ? -EINVAL : 0;
}

static long pvm_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pvmemcontrol_buf __user *u = (void __user *)arg;
	struct pvmemcontrol_buf b;
	struct pvm *pvm;
	long ret = 0;

	if (cmd != PVMEMCONTROL_IOCTL_VMM)
		return -ENOTTY;
	if (copy_from_user(&b, u, sizeof(b)))
		return -EFAULT;
	if (hw_lasting(b.call.func_code))
		return -EOPNOTSUPP;
	rcu_read_lock();
	pvm = rcu_dereference(the_pvm);
	if (!pvm)
		ret = -ENODEV;
	else if (b.call.func_code == PVMEMCONTROL_INFO)
		b.ret = pvm->info;
	else
		ret = pvm_exchange(pvm, &b);
	rcu_read_unlock();
	if (ret)
		return ret;
	return copy_to_user(u, &b, sizeof(b)) ? -EFAULT : 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE, .open = pvm_open, .unlocked_ioctl = pvm_ioctl, .compat_ioctl = compat_ptr_ioctl,
};
static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "pvmemcontrol", .fops = &fops };

static int pvm_start(struct pvm *pvm)
{
	struct pvmemcontrol_buf b = { .call = { .func_code = PVMEMCONTROL_INFO, .arg = ~0ull } };
	int cpu, ret;

	if (hw_cmd(pvm->regs, CMD_RESET) != ANS_ACK)
		return -EIO;
	for_each_possible_cpu(cpu) {
		struct chan *c = per_cpu_ptr(pvm->chan, cpu);

		c->dead = false;
		ret = hw_register(pvm->regs, per_cpu_ptr_to_phys(&c->buf), &c->cmd);
		if (ret)
			return ret;
	}
	if (hw_cmd(pvm->regs, CMD_READY) != ANS_ACK)
		return -EIO;
	ret = pvm_exchange(pvm, &b);
	if (!ret && (b.ret.ret_errno || b.ret.ret_code || b.ret.ret_value < 4096))
		ret = -EIO;
	pvm->info = b.ret;
	return ret;
}

static void pvm_stop(struct pvm *pvm)
{
	if (hw_stop(pvm->regs))
		free_percpu(pvm->chan);
	else
		pr_warn("channels are kept\n");
}

static int pvm_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pvm *pvm;
	int ret;

	mutex_lock(&bind_lock);
	if (bound) {
		mutex_unlock(&bind_lock);
		return -EBUSY;
	}
	bound = pdev;
	mutex_unlock(&bind_lock);

	ret = -ENOMEM;
	pvm = kzalloc(sizeof(*pvm), GFP_KERNEL);
	if (!pvm)
		goto unbind;
	ret = pcim_enable_device(pdev);
	if (ret)
		goto free;
	pvm->regs = pcim_iomap(pdev, 0, 0);
	ret = -ENOMEM;
	if (!pvm->regs)
		goto free;
	pvm->chan = alloc_percpu(struct chan);
	if (!pvm->chan)
		goto free;
	ret = pvm_start(pvm);
	if (ret)
		goto stop;
	rcu_assign_pointer(the_pvm, pvm);
	ret = misc_register(&misc);
	if (ret)
		goto hide;
	return 0;
hide:
	rcu_assign_pointer(the_pvm, NULL);
	synchronize_rcu();
stop:
	pvm_stop(pvm);
free:
	kfree(pvm);
unbind:
	WRITE_ONCE(bound, NULL);
	return ret;
}

static void pvm_quiet(struct pci_dev *pdev, bool and_free)
{
	struct pvm *pvm = rcu_replace_pointer(the_pvm, NULL, true);

	synchronize_rcu();
	if (and_free) {
		pvm_stop(pvm);
		kfree_rcu(pvm, rcu);
	} else {
		hw_stop(pvm->regs);
	}
}
static void pvm_remove(struct pci_dev *pdev)
{
	misc_deregister(&misc);
	pvm_quiet(pdev, true);
	WRITE_ONCE(bound, NULL);
}
static void pvm_shutdown(struct pci_dev *pdev) { pvm_quiet(pdev, false); }

/* The device would lose its channels. */
static int pvm_freeze(struct device *dev) { return -EBUSY; }
static const struct dev_pm_ops pm = { .freeze = pvm_freeze, .suspend = pvm_freeze };

static const struct pci_device_id ids[] = { { PCI_VDEVICE(GOOGLE, 0x0087) }, { } };
static struct pci_driver drv = {
	.name = KBUILD_MODNAME, .id_table = ids, .probe = pvm_probe, .remove = pvm_remove, .shutdown = pvm_shutdown,
	.driver = { .pm = &pm },
};
static int __init c_init(void) { return pci_register_driver(&drv); }
module_init(c_init);
static void __exit c_exit(void) { pci_unregister_driver(&drv); rcu_barrier(); }
module_exit(c_exit);
MODULE_LICENSE("GPL");
