// SPDX-License-Identifier: Apache-2.0
/* Requests are performed by work on an ordered queue; bit flags, percpu_ref-less counting with wait_var/atomics. */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/iopoll.h>
#include <linux/miscdevice.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "hw.h"

enum { PVM_LIVE, PVM_STUCK };
struct pvm {
	unsigned long flags;
	atomic_t users;
	refcount_t refs;
	wait_queue_head_t idle;
	struct workqueue_struct *wq;
	void __iomem *regs;
	dma_addr_t dma;
	void *bufs;
	struct pci_dev *pdev;
	u32 *cmds;
	struct pvmemcontrol_vmm_ret info;
	struct miscdevice misc;
};

struct job {
	struct work_struct work;
	struct completion done;
	struct pvm *pvm;
	struct pvmemcontrol_buf buf;
	int ret;
};

static void pvm_put(struct pvm *pvm)
{
	if (refcount_dec_and_test(&pvm->refs))
		kfree(pvm);
}

static int pvm_cmd(struct pvm *pvm, u32 cmd, u32 want)
{
	u32 val;

	writel(cmd, pvm->regs + 8);
	return readl_poll_timeout(pvm->regs + 8, val, val == want, 10, 1000);
}

static void pvm_job(struct work_struct *work)
{
	struct job *job = container_of(work, struct job, work);
	struct pvm *pvm = job->pvm;
	struct pvmemcontrol_buf *b = pvm->bufs;

	/* The queue is ordered: only this work uses channel 0. */
	if (test_bit(PVM_STUCK, &pvm->flags)) {
		job->ret = -EIO;
	} else {
		*b = job->buf;
		writel(pvm->cmds[0], pvm->regs + 8);
		if (!memcmp(b, &job->buf, sizeof(*b))) {
			set_bit(PVM_STUCK, &pvm->flags);
			job->ret = -EIO;
		}
		job->buf = *b;
	}
	complete(&job->done);
}

static int pvm_send(struct pvm *pvm, struct pvmemcontrol_buf *buf)
{
	struct job job = { .pvm = pvm, .buf = *buf };

	INIT_WORK_ONSTACK(&job.work, pvm_job);
	init_completion(&job.done);
	queue_work(pvm->wq, &job.work);
	wait_for_completion(&job.done);
	destroy_work_on_stack(&job.work);
	*buf = job.buf;
	return job.ret;
}

static bool pvm_get(struct pvm *pvm)
{
	atomic_inc(&pvm->users);
	smp_mb__after_atomic();
	if (test_bit(PVM_LIVE, &pvm->flags))
		return true;
	if (atomic_dec_and_test(&pvm->users))
		wake_up_all(&pvm->idle);
	return false;
}
static void pvm_unget(struct pvm *pvm)
{
	if (atomic_dec_and_test(&pvm->users))
		wake_up_all(&pvm->idle);
}

static int pvm_open(struct inode *inode, struct file *file)
{
	struct pvm *pvm = container_of(file->private_data, struct pvm, misc);

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (file->f_flags & O_EXCL)
		return -EINVAL;
	refcount_inc(&pvm->refs);
	file->private_data = pvm;
	return 0;
}
static int pvm_release(struct inode *inode, struct file *file)
{
	pvm_put(file->private_data);
	return 0;
}
static long pvm_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pvm *pvm = file->private_data;
	void __user *u = (void __user *)arg;
	struct pvmemcontrol_buf b;
	int ret = 0;

	if (_IOC_TYPE(cmd) != PVMEMCONTROL_IOCTL_TYPE || cmd != PVMEMCONTROL_IOCTL_VMM)
		return -ENOTTY;
	if (copy_from_user(&b, u, sizeof(b)))
		return -EFAULT;
	if (hw_lasting(b.call.func_code))
		return -EOPNOTSUPP;
	if (!pvm_get(pvm))
		return -ENODEV;
	if (b.call.func_code == PVMEMCONTROL_INFO)
		b.ret = pvm->info;
	else
		ret = pvm_send(pvm, &b);
	pvm_unget(pvm);
	if (ret)
		return ret;
	if (copy_to_user(u, &b, sizeof(b)))
		return -EFAULT;
	return 0;
}
static const struct file_operations pvm_fops = {
	.owner = THIS_MODULE, .open = pvm_open, .release = pvm_release, .unlocked_ioctl = pvm_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static int pvm_up(struct pvm *pvm)
{
	struct pvmemcontrol_buf b = { .call = { .func_code = PVMEMCONTROL_INFO, .length = 77 } };
	int cpu, ret;

	clear_bit(PVM_STUCK, &pvm->flags);
	ret = pvm_cmd(pvm, CMD_RESET, ANS_ACK);
	if (ret)
		return ret;
	for_each_possible_cpu(cpu) {
		writeq(pvm->dma + cpu * 32, pvm->regs);
		ret = pvm_cmd(pvm, CMD_REGISTER, ANS_ACK);
		if (ret)
			return ret;
		pvm->cmds[cpu] = readl(pvm->regs);
	}
	ret = pvm_cmd(pvm, CMD_READY, ANS_ACK);
	if (ret)
		return ret;
	ret = pvm_send(pvm, &b);
	if (ret)
		return ret;
	if (b.ret.ret_errno || b.ret.ret_code || !b.ret.ret_value)
		return -EIO;
	pvm->info = b.ret;
	return 0;
}

static bool pvm_stopped(struct pvm *pvm)
{
	return !pvm_cmd(pvm, CMD_DISCONNECT, ANS_ERROR) || !pvm_cmd(pvm, CMD_RESET, ANS_ACK);
}

static void pvm_drop(struct pvm *pvm)
{
	if (pvm_stopped(pvm))
		dma_free_coherent(&pvm->pdev->dev, 32 * nr_cpu_ids, pvm->bufs, pvm->dma);
}

static void pvm_kill(struct pvm *pvm)
{
	clear_bit(PVM_LIVE, &pvm->flags);
	smp_mb__after_atomic();
	wait_event(pvm->idle, !atomic_read(&pvm->users));
}

static int pvm_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	static atomic_t number = ATOMIC_INIT(-1);
	struct pvm *pvm = kzalloc(sizeof(*pvm), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!pvm)
		return ret;
	refcount_set(&pvm->refs, 1);
	init_waitqueue_head(&pvm->idle);
	pvm->pdev = pdev;
	pvm->cmds = devm_kcalloc(&pdev->dev, nr_cpu_ids, sizeof(u32), GFP_KERNEL);
	if (!pvm->cmds)
		goto put;
	pvm->wq = alloc_ordered_workqueue("pvmemcontrol", WQ_MEM_RECLAIM);
	if (!pvm->wq)
		goto put;
	ret = pci_enable_device_mem(pdev);
	if (ret)
		goto wq;
	ret = pci_request_region(pdev, 0, "pvmemcontrol");
	if (ret)
		goto disable;
	ret = -ENOMEM;
	pvm->regs = pci_ioremap_bar(pdev, 0);
	if (!pvm->regs)
		goto region;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (ret)
		goto unmap;
	ret = -ENOMEM;
	pvm->bufs = dma_alloc_coherent(&pdev->dev, 32 * nr_cpu_ids, &pvm->dma, GFP_KERNEL);
	if (!pvm->bufs)
		goto unmap;
	ret = pvm_up(pvm);
	if (ret)
		goto drop;
	set_bit(PVM_LIVE, &pvm->flags);
	pvm->misc.minor = MISC_DYNAMIC_MINOR;
	pvm->misc.name = devm_kasprintf(&pdev->dev, GFP_KERNEL, "pvmemcontrol%d", atomic_inc_return(&number));
	ret = -ENOMEM;
	if (!pvm->misc.name)
		goto drop;
	pvm->misc.fops = &pvm_fops;
	ret = misc_register(&pvm->misc);
	if (ret)
		goto drop;
	pci_set_drvdata(pdev, pvm);
	return 0;
drop:
	pvm_drop(pvm);
unmap:
	iounmap(pvm->regs);
region:
	pci_release_region(pdev, 0);
disable:
	pci_disable_device(pdev);
wq:
	destroy_workqueue(pvm->wq);
put:
	pvm_put(pvm);
	return ret;
}

static void pvm_remove(struct pci_dev *pdev)
{
	struct pvm *pvm = pci_get_drvdata(pdev);

	misc_deregister(&pvm->misc);
	pvm_kill(pvm);
	flush_workqueue(pvm->wq);
	pvm_drop(pvm);
	destroy_workqueue(pvm->wq);
	iounmap(pvm->regs);
	pci_release_region(pdev, 0);
	pci_disable_device(pdev);
	pvm_put(pvm);
}
static void pvm_shutdown(struct pci_dev *pdev)
{
	struct pvm *pvm = pci_get_drvdata(pdev);

	pvm_kill(pvm);
	pvm_stopped(pvm);
}
static int pvm_suspend(struct device *dev)
{
	struct pvm *pvm = pci_get_drvdata(to_pci_dev(dev));

	pvm_kill(pvm);
	pvm_stopped(pvm);
	return 0;
}
static int pvm_resume(struct device *dev)
{
	struct pvm *pvm = pci_get_drvdata(to_pci_dev(dev));
	int ret = pvm_up(pvm);

	if (!ret)
		set_bit(PVM_LIVE, &pvm->flags);
	return ret;
}
static DEFINE_SIMPLE_DEV_PM_OPS(pvm_pm, pvm_suspend, pvm_resume);
static const struct pci_device_id pvm_ids[] = { { PCI_DEVICE(0x1AE0, 0x0087) }, {} };
static struct pci_driver pvm_driver = {
	.name = "pvmemcontrol", .id_table = pvm_ids, .probe = pvm_probe, .remove = pvm_remove,
	.shutdown = pvm_shutdown, .driver = { .pm = pm_sleep_ptr(&pvm_pm) },
};
module_pci_driver(pvm_driver);
MODULE_LICENSE("GPL");
