// SPDX-License-Identifier: Apache-2.0
/* cdev and class, a minor for each device, an embedded struct device, SRCU, a mutex for all requests. */
#include <linux/cdev.h>
#include <linux/device/class.h>
#include <linux/idr.h>
#include <linux/srcu.h>
#include <linux/xarray.h>
#include "hw.h"

#define MAX_DEVS 16
static dev_t first;
static DEFINE_XARRAY_ALLOC(devs);
static const struct class pvm_class = { .name = "pvmemcontrol" };

struct chan { u32 cmd; void *buf; bool stuck; };
struct pvm {
	struct device dev;
	struct cdev cdev;
	struct srcu_struct srcu;
	struct mutex lock;
	void __iomem *regs;
	struct page *page;
	u32 minor;
	bool gone;
	u64 page_size, major, version;
	struct chan chan[] __counted_by(minor);
};
#define to_pvm(d) container_of(d, struct pvm, dev)

static void pvm_dev_release(struct device *dev)
{
	struct pvm *pvm = to_pvm(dev);

	xa_erase(&devs, pvm->minor);
	cleanup_srcu_struct(&pvm->srcu);
	mutex_destroy(&pvm->lock);
	kvfree(pvm);
}

static int pvm_send(struct pvm *pvm, struct pvmemcontrol_buf *b)
{
	struct pvmemcontrol_buf before = *b, after;
	struct chan *c;
	int ret = 0;

	mutex_lock(&pvm->lock);
	migrate_disable();
	c = &pvm->chan[smp_processor_id()];
	if (c->stuck) {
		ret = -EIO;
		goto out;
	}
	memcpy(c->buf, b, sizeof(*b));
	wmb();
	iowrite32(c->cmd, pvm->regs + 8);
	rmb();
	memcpy(&after, c->buf, sizeof(after));
	if (memcmp(&after, &before, sizeof(after)) == 0) {
		c->stuck = true;
		ret = -ETIMEDOUT;
		goto out;
	}
	*b = after;
out:
	migrate_enable();
	mutex_unlock(&pvm->lock);
	return ret;
}

static int pvm_up(struct pvm *pvm)
{
	struct pvmemcontrol_buf info = { .call.func_code = PVMEMCONTROL_INFO, .call.arg = 0x1234567890ull };
	int cpu, ret;

	if (hw_cmd(pvm->regs, CMD_RESET) != ANS_ACK)
		return -ENXIO;
	for_each_possible_cpu(cpu) {
		pvm->chan[cpu].buf = page_address(pvm->page) + cpu * sizeof(struct pvmemcontrol_buf);
		ret = hw_register(pvm->regs, page_to_phys(pvm->page) + cpu * sizeof(struct pvmemcontrol_buf),
				  &pvm->chan[cpu].cmd);
		if (ret)
			return ret;
		pvm->chan[cpu].stuck = false;
	}
	if (hw_cmd(pvm->regs, CMD_READY) != ANS_ACK)
		return -ENXIO;
	ret = pvm_send(pvm, &info);
	if (ret)
		return ret;
	if (info.ret.ret_errno || info.ret.ret_code)
		return -EIO;
	pvm->page_size = info.ret.ret_value;
	pvm->major = info.ret.arg0;
	pvm->version = info.ret.arg1;
	return 0;
}

static int pvm_open(struct inode *inode, struct file *filp)
{
	struct pvm *pvm = container_of(inode->i_cdev, struct pvm, cdev);

	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (filp->f_flags & O_EXCL)
		return -EINVAL;
	get_device(&pvm->dev);
	filp->private_data = pvm;
	return 0;
}

static int pvm_close(struct inode *inode, struct file *filp)
{
	struct pvm *pvm = filp->private_data;

	put_device(&pvm->dev);
	return 0;
}

static long pvm_do(struct pvm *pvm, struct pvmemcontrol_buf *b)
{
	if (READ_ONCE(pvm->gone))
		return -ENODEV;
	switch (b->call.func_code) {
	case PVMEMCONTROL_INFO:
		memset(b, 0, sizeof(*b));
		b->ret.ret_value = pvm->page_size;
		b->ret.arg0 = pvm->major;
		b->ret.arg1 = pvm->version;
		return 0;
	default:
		return hw_lasting(b->call.func_code) ? -EOPNOTSUPP : pvm_send(pvm, b);
	}
}

static long pvm_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct pvm *pvm = filp->private_data;
	struct pvmemcontrol_buf b;
	long ret;
	int idx;

	switch (cmd) {
	case PVMEMCONTROL_IOCTL_VMM:
		break;
	default:
		return -ENOIOCTLCMD;
	}
	if (copy_from_user(&b, (void __user *)arg, sizeof(b)))
		return -EFAULT;
	idx = srcu_read_lock(&pvm->srcu);
	ret = pvm_do(pvm, &b);
	srcu_read_unlock(&pvm->srcu, idx);
	if (!ret && copy_to_user((void __user *)arg, &b, sizeof(b)))
		ret = -EFAULT;
	return ret;
}

static const struct file_operations pvm_fops = {
	.owner		= THIS_MODULE,
	.open		= pvm_open,
	.release	= pvm_close,
	.unlocked_ioctl	= pvm_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.llseek		= no_llseek,
};

static void pvm_down(struct pvm *pvm)
{
	if (hw_stop(pvm->regs))
		__free_page(pvm->page);
	else
		pr_emerg("a page is lost\n");
}

static int pvm_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pvm *pvm;
	int ret;

	pvm = kvzalloc(struct_size(pvm, chan, nr_cpu_ids), GFP_KERNEL);
	if (!pvm)
		return -ENOMEM;
	ret = init_srcu_struct(&pvm->srcu);
	if (ret) {
		kvfree(pvm);
		return ret;
	}
	mutex_init(&pvm->lock);
	ret = xa_alloc(&devs, &pvm->minor, pvm, XA_LIMIT(0, MAX_DEVS - 1), GFP_KERNEL);
	if (ret) {
		cleanup_srcu_struct(&pvm->srcu);
		kvfree(pvm);
		return ret;
	}
	device_initialize(&pvm->dev);
	pvm->dev.class = &pvm_class;
	pvm->dev.parent = &pdev->dev;
	pvm->dev.devt = MKDEV(MAJOR(first), pvm->minor);
	pvm->dev.release = pvm_dev_release;
	ret = dev_set_name(&pvm->dev, "pvmemcontrol%u", pvm->minor);
	if (ret)
		goto put;

	ret = pci_enable_device(pdev);
	if (ret)
		goto put;
	ret = pci_request_regions(pdev, "pvmemcontrol");
	if (ret)
		goto disable;
	pvm->regs = pci_iomap(pdev, 0, 0);
	if (!pvm->regs) {
		ret = -EIO;
		goto release;
	}
	pvm->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!pvm->page) {
		ret = -ENOMEM;
		goto unmap;
	}
	ret = pvm_up(pvm);
	if (ret)
		goto down;
	pci_set_drvdata(pdev, pvm);
	cdev_init(&pvm->cdev, &pvm_fops);
	pvm->cdev.owner = THIS_MODULE;
	ret = cdev_device_add(&pvm->cdev, &pvm->dev);
	if (ret)
		goto down;
	return 0;
down:
	pvm_down(pvm);
unmap:
	pci_iounmap(pdev, pvm->regs);
release:
	pci_release_regions(pdev);
disable:
	pci_disable_device(pdev);
put:
	put_device(&pvm->dev);
	return ret;
}

static void pvm_remove(struct pci_dev *pdev)
{
	struct pvm *pvm = pci_get_drvdata(pdev);

	cdev_device_del(&pvm->cdev, &pvm->dev);
	WRITE_ONCE(pvm->gone, true);
	synchronize_srcu(&pvm->srcu);
	pvm_down(pvm);
	pci_iounmap(pdev, pvm->regs);
	pci_release_regions(pdev);
	pci_disable_device(pdev);
	put_device(&pvm->dev);
}

static void pvm_shutdown(struct pci_dev *pdev)
{
	struct pvm *pvm = pci_get_drvdata(pdev);

	WRITE_ONCE(pvm->gone, true);
	synchronize_srcu(&pvm->srcu);
	hw_stop(pvm->regs);
}

static int __maybe_unused pvm_suspend(struct device *dev)
{
	pvm_shutdown(to_pci_dev(dev));
	return 0;
}

static int __maybe_unused pvm_resume(struct device *dev)
{
	struct pvm *pvm = dev_get_drvdata(dev);
	int ret = pvm_up(pvm);

	WRITE_ONCE(pvm->gone, ret != 0);
	return ret;
}
static SIMPLE_DEV_PM_OPS(pvm_pm, pvm_suspend, pvm_resume);

static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1ae0, 0x87) }, { } };
MODULE_DEVICE_TABLE(pci, ids);
static struct pci_driver drv = {
	.name = "pvmemcontrol", .id_table = ids, .probe = pvm_probe, .remove = pvm_remove,
	.shutdown = pvm_shutdown, .driver.pm = &pvm_pm,
};

static int __init pvm_init(void)
{
	int ret = class_register(&pvm_class);

	if (ret)
		return ret;
	ret = alloc_chrdev_region(&first, 0, MAX_DEVS, "pvmemcontrol");
	if (ret)
		goto class;
	ret = pci_register_driver(&drv);
	if (ret)
		goto region;
	return 0;
region:
	unregister_chrdev_region(first, MAX_DEVS);
class:
	class_unregister(&pvm_class);
	return ret;
}
static void __exit pvm_exit(void)
{
	pci_unregister_driver(&drv);
	unregister_chrdev_region(first, MAX_DEVS);
	class_unregister(&pvm_class);
	xa_destroy(&devs);
}
module_init(pvm_init);
module_exit(pvm_exit);
MODULE_LICENSE("GPL v2");
