// SPDX-License-Identifier: Apache-2.0
/* devm_ and pcim_, guard() and __free(), kref, a mutex for each channel, one misc device for each PCI device. */
#include <linux/bits.h>
#include <linux/capability.h>
#include <linux/cleanup.h>
#include <linux/dev_printk.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <uapi/linux/pvmemcontrol.h>

enum pvmc_cmd {
	PVMC_RESET = 0x060fe6d2,
	PVMC_REGISTER = 0x0e359539,
	PVMC_READY = 0x0ca8d227,
	PVMC_DISCONNECT = 0x030f5da0,
	PVMC_ACK = 0x03cf5196,
	PVMC_ERROR = 0x01fba249,
};

struct pvmc_chan {
	struct mutex lock;
	u32 cmd;
	bool lost;
	struct pvmemcontrol_buf *buf;
};

struct pvmc {
	struct kref kref;
	struct rw_semaphore rwsem;
	bool dead;
	void __iomem *regs;
	struct device *dev;
	unsigned long pages;
	struct pvmc_chan *chans;
	struct pvmemcontrol_vmm_ret info;
	struct miscdevice misc;
	int id;
	char name[32];
};

static DEFINE_IDA(pvmc_ida);

static void pvmc_kref_release(struct kref *kref)
{
	struct pvmc *pvmc = container_of(kref, struct pvmc, kref);

	kfree(pvmc->chans);
	kfree(pvmc);
}

static void pvmc_put(struct pvmc *pvmc)
{
	kref_put(&pvmc->kref, pvmc_kref_release);
}
DEFINE_FREE(pvmc_put, struct pvmc *, if (_T) pvmc_put(_T))

static u32 pvmc_cmd(struct pvmc *pvmc, u32 cmd)
{
	writel(cmd, pvmc->regs + 8);
	return readl(pvmc->regs + 8);
}

static bool pvmc_quiesce(struct pvmc *pvmc)
{
	if (pvmc_cmd(pvmc, PVMC_DISCONNECT) == PVMC_ERROR)
		return true;
	return pvmc_cmd(pvmc, PVMC_RESET) == PVMC_ACK;
}

static int pvmc_call(struct pvmc *pvmc, struct pvmemcontrol_buf *buf)
{
	struct pvmemcontrol_buf sent = *buf;

	guard(migrate)();
	struct pvmc_chan *chan = &pvmc->chans[raw_smp_processor_id()];

	guard(mutex)(&chan->lock);
	if (chan->lost)
		return -EIO;
	*chan->buf = *buf;
	writel(chan->cmd, pvmc->regs + 8);
	*buf = *chan->buf;
	if (!memcmp(buf, &sent, sizeof(sent))) {
		chan->lost = true;
		return -EIO;
	}
	return 0;
}

static int pvmc_info(struct pvmc *pvmc)
{
	struct pvmemcontrol_buf buf = { .call = { .func_code = PVMEMCONTROL_INFO, .arg = U64_MAX } };
	int ret = pvmc_call(pvmc, &buf);

	if (ret)
		return ret;
	if (buf.ret.ret_errno || buf.ret.ret_code || !is_power_of_2(buf.ret.ret_value) ||
	    buf.ret.ret_value < PAGE_SIZE)
		return -EPROTO;
	pvmc->info = buf.ret;
	return 0;
}

static int pvmc_handshake(struct pvmc *pvmc)
{
	unsigned int cpu;

	if (pvmc_cmd(pvmc, PVMC_RESET) != PVMC_ACK)
		return -EIO;
	for_each_possible_cpu(cpu) {
		struct pvmc_chan *chan = &pvmc->chans[cpu];

		lo_hi_writeq(virt_to_phys(chan->buf), pvmc->regs);
		if (pvmc_cmd(pvmc, PVMC_REGISTER) != PVMC_ACK)
			return -EIO;
		chan->cmd = readl(pvmc->regs);
		chan->lost = false;
	}
	if (pvmc_cmd(pvmc, PVMC_READY) != PVMC_ACK)
		return -EIO;
	return pvmc_info(pvmc);
}

static int pvmc_open(struct inode *inode, struct file *file)
{
	struct pvmc *pvmc = container_of(file->private_data, struct pvmc, misc);

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (file->f_flags & O_EXCL)
		return -EBUSY;
	kref_get(&pvmc->kref);
	file->private_data = pvmc;
	return nonseekable_open(inode, file);
}

static int pvmc_release(struct inode *inode, struct file *file)
{
	pvmc_put(file->private_data);
	return 0;
}

static bool pvmc_lasts(u64 code)
{
	switch (code) {
	case PVMEMCONTROL_MLOCK ... PVMEMCONTROL_MPROTECT_RW:
	case PVMEMCONTROL_DONTDUMP:
		return true;
	}
	return false;
}

static long pvmc_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pvmc *pvmc = file->private_data;
	struct pvmemcontrol_buf __user *uptr = u64_to_user_ptr(arg);

	if (cmd != PVMEMCONTROL_IOCTL_VMM)
		return -ENOTTY;
	struct pvmemcontrol_buf *buf __free(kfree) = memdup_user(uptr, sizeof(*buf));
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (pvmc_lasts(buf->call.func_code))
		return -EOPNOTSUPP;

	scoped_guard(rwsem_read, &pvmc->rwsem) {
		if (pvmc->dead)
			return -ENODEV;
		if (buf->call.func_code == PVMEMCONTROL_INFO) {
			buf->ret = pvmc->info;
			break;
		}
		int ret = pvmc_call(pvmc, buf);

		if (ret)
			return ret;
	}
	return copy_to_user(uptr, buf, sizeof(*buf)) ? -EFAULT : 0;
}

static const struct file_operations pvmc_fops = {
	.owner = THIS_MODULE,
	.open = pvmc_open,
	.release = pvmc_release,
	.unlocked_ioctl = pvmc_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static size_t pvmc_order(void)
{
	return get_order(nr_cpu_ids * 64);
}

/* devm action: last but one to run. */
static void pvmc_teardown(void *data)
{
	struct pvmc *pvmc = data;

	if (pvmc_quiesce(pvmc))
		free_pages(pvmc->pages, pvmc_order());
	else
		dev_crit(pvmc->dev, "device keeps %lu\n", PAGE_SIZE << pvmc_order());
	pvmc_put(pvmc);
}

static void pvmc_mark_dead(void *data)
{
	struct pvmc *pvmc = data;

	guard(rwsem_write)(&pvmc->rwsem);
	pvmc->dead = true;
}

static void pvmc_unregister(void *data)
{
	struct pvmc *pvmc = data;

	misc_deregister(&pvmc->misc);
}

static void pvmc_free_id(void *data)
{
	ida_free(&pvmc_ida, (unsigned long)data);
}

static int pvmc_probe(struct pci_dev *pdev, const struct pci_device_id *ent)
{
	struct device *dev = &pdev->dev;
	unsigned int cpu;
	int ret;

	struct pvmc *pvmc __free(pvmc_put) = kzalloc(sizeof(*pvmc), GFP_KERNEL);
	if (!pvmc)
		return -ENOMEM;
	kref_init(&pvmc->kref);
	init_rwsem(&pvmc->rwsem);
	pvmc->dev = dev;

	ret = ida_alloc(&pvmc_ida, GFP_KERNEL);
	if (ret < 0)
		return ret;
	pvmc->id = ret;
	ret = devm_add_action_or_reset(dev, pvmc_free_id, (void *)(long)pvmc->id);
	if (ret)
		return ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return dev_err_probe(dev, ret, "cannot enable\n");
	ret = pcim_iomap_regions(pdev, BIT(0), KBUILD_MODNAME);
	if (ret)
		return ret;
	pvmc->regs = pcim_iomap_table(pdev)[0];

	pvmc->chans = kcalloc(nr_cpu_ids, sizeof(*pvmc->chans), GFP_KERNEL);
	if (!pvmc->chans)
		return -ENOMEM;
	pvmc->pages = __get_free_pages(GFP_KERNEL | __GFP_ZERO, pvmc_order());
	if (!pvmc->pages)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		mutex_init(&pvmc->chans[cpu].lock);
		pvmc->chans[cpu].buf = (void *)(pvmc->pages + 64 * cpu);
	}
	kref_get(&pvmc->kref);
	ret = devm_add_action_or_reset(dev, pvmc_teardown, pvmc);
	if (ret)
		return ret;
	ret = pvmc_handshake(pvmc);
	if (ret)
		return dev_err_probe(dev, ret, "handshake\n");
	ret = devm_add_action_or_reset(dev, pvmc_mark_dead, pvmc);
	if (ret)
		return ret;

	pvmc->misc.minor = MISC_DYNAMIC_MINOR;
	snprintf(pvmc->name, sizeof(pvmc->name), "pvmemcontrol%d", pvmc->id);
	pvmc->misc.name = pvmc->name;
	pvmc->misc.parent = dev;
	pvmc->misc.fops = &pvmc_fops;
	pvmc->misc.mode = 0600;
	ret = misc_register(&pvmc->misc);
	if (ret)
		return ret;
	ret = devm_add_action_or_reset(dev, pvmc_unregister, pvmc);
	if (ret)
		return ret;
	pci_set_drvdata(pdev, pvmc);
	return 0;
}

static void pvmc_shutdown(struct pci_dev *pdev)
{
	struct pvmc *pvmc = pci_get_drvdata(pdev);

	guard(rwsem_write)(&pvmc->rwsem);
	pvmc->dead = true;
	pvmc_quiesce(pvmc);
}

static int pvmc_suspend(struct device *dev)
{
	struct pvmc *pvmc = dev_get_drvdata(dev);

	guard(rwsem_write)(&pvmc->rwsem);
	pvmc->dead = true;
	return pvmc_quiesce(pvmc) ? 0 : -EIO;
}

static int pvmc_resume(struct device *dev)
{
	struct pvmc *pvmc = dev_get_drvdata(dev);

	guard(rwsem_write)(&pvmc->rwsem);
	int ret = pvmc_handshake(pvmc);

	pvmc->dead = !!ret;
	return ret;
}

static DEFINE_SIMPLE_DEV_PM_OPS(pvmc_pm, pvmc_suspend, pvmc_resume);

static const struct pci_device_id pvmc_ids[] = {
	{ PCI_DEVICE(0x1ae0, 0x0087) },
	{ 0 }
};
MODULE_DEVICE_TABLE(pci, pvmc_ids);

static struct pci_driver pvmc_driver = {
	.name = "pvmemcontrol",
	.id_table = pvmc_ids,
	.probe = pvmc_probe,
	.shutdown = pvmc_shutdown,
	.driver = { .pm = pm_sleep_ptr(&pvmc_pm), .probe_type = PROBE_PREFER_ASYNCHRONOUS },
};
module_pci_driver(pvmc_driver);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memory control");
MODULE_AUTHOR("A");
