// SPDX-License-Identifier: GPL-2.0-only
/*
 * pvmemcontrol: ask the host to change how it backs ranges of this guest's memory.
 *
 * Lifetimes. The PCI core binds one struct pvmemcontrol to a device; open files hold references to
 * it, so that it lives until the last of them is closed. What belongs to the device itself
 * (registers, channels) lives only while it is bound: ioctls use it under the read side of
 * @lifetime, and remove takes the write side before it gives anything back.
 *
 * Channels. Each possible CPU has one: 32 bytes in which the driver stores a request and finds the
 * reply when the write of the channel's command has returned. The mutex of a channel is held from
 * the first byte of a request until its reply has been read, so that on PREEMPT_RT too no other
 * task uses the channel meanwhile.
 *
 * Pages that a request has revoked stay so, and nobody but this driver knows of them: the driver
 * keeps their ranges, and those of pages that are locked or left out of dumps. It does not let the
 * guest hibernate over them, and gives revoked pages back before it leaves its device or the
 * kernel its memory (see struct pvmemcontrol_ranges).
 *
 * The device stores replies into channels until it has acknowledged that it has dropped them. If
 * it acknowledges neither DISCONNECT nor RESET, their memory is never given back (see
 * pvmemcontrol_quarantine()).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/pci.h>
#include <linux/pm.h>
#include <linux/preempt.h>
#include <linux/rwsem.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <uapi/linux/pvmemcontrol.h>

#define PVMEMCONTROL_VENDOR_ID		0x1ae0
#define PVMEMCONTROL_DEVICE_ID		0x0087
#define PVMEMCONTROL_BAR		0

/*
 * Registers, little-endian. Written: the address of a buffer to register; read: the channel that
 * REGISTER made of it.
 */
#define PVMEMCONTROL_REG_ADDRESS_LOW	0x00
#define PVMEMCONTROL_REG_ADDRESS_HIGH	0x04
#define PVMEMCONTROL_REG_CHANNEL	0x00
/* Written: one of the values below or the command of a channel; read: the answer. */
#define PVMEMCONTROL_REG_COMMAND	0x08

#define PVMEMCONTROL_CMD_RESET		0x060fe6d2
#define PVMEMCONTROL_CMD_REGISTER	0x0e359539
#define PVMEMCONTROL_CMD_READY		0x0ca8d227
#define PVMEMCONTROL_CMD_DISCONNECT	0x030f5da0
#define PVMEMCONTROL_ACK		0x03cf5196
#define PVMEMCONTROL_ERROR		0x01fba249

/* Buffers lie this far apart: none crosses a page, and no two CPUs share a cache line. */
#define PVMEMCONTROL_BUFFER_STRIDE	SZ_64

struct pvmemcontrol_request_le {
	__le64 func_code;
	__le64 addr;
	__le64 length;
	__le64 arg;
};

struct pvmemcontrol_reply_le {
	__le32 ret_errno;
	__le32 ret_code;
	__le64 ret_value;
	__le64 arg0;
	__le64 arg1;
};

union pvmemcontrol_buffer {
	struct pvmemcontrol_request_le request;
	struct pvmemcontrol_reply_le reply;
};

struct pvmemcontrol_channel {
	struct mutex lock;	/* one request at a time */
	bool unanswered;	/* a reply may still come: not to be used again */
	union pvmemcontrol_buffer *buffer;
	u32 command;
};

/* Guest physical addresses; @end is not one of them. */
struct pvmemcontrol_range {
	struct list_head entry;
	u64 start;
	u64 end;
	bool failed;
};

/* What requests changed until another one ends that. Ranges that did not fail do not touch. */
struct pvmemcontrol_ranges {
	struct list_head revoked;
	struct list_head locked;
	struct list_head undumped;
};

struct pvmemcontrol {
	struct kref references;
	struct miscdevice misc;
	struct device *device;
	struct rw_semaphore lifetime;
	bool serving;			/* under @lifetime: channels may be used */
	bool connected;			/* under @lifetime: the device has the channels */
	void __iomem *registers;
	struct pvmemcontrol_vmm_ret info;
	struct pvmemcontrol_ranges ranges;
	struct pvmemcontrol_channel *channels;
	void *buffers;
};

/* Held for a request that lasts, so that the ranges are what the host has. */
static DEFINE_MUTEX(pvmemcontrol_lasting);

/* There is one node in /dev, and so one device. */
static atomic_t pvmemcontrol_bound = ATOMIC_INIT(0);

/* Bytes that were left to devices that did not answer. */
static atomic_long_t pvmemcontrol_quarantined = ATOMIC_LONG_INIT(0);

static size_t pvmemcontrol_buffers_size(void)
{
	return (size_t)nr_cpu_ids * PVMEMCONTROL_BUFFER_STRIDE;
}

static u32 pvmemcontrol_command(struct pvmemcontrol *pvm, u32 command)
{
	iowrite32(command, pvm->registers + PVMEMCONTROL_REG_COMMAND);
	return ioread32(pvm->registers + PVMEMCONTROL_REG_COMMAND);
}

/*
 * One request on one channel, whose lock is held. The write of the command returns when the device
 * has stored the reply; a device that is gone or broken leaves the request where it was, which is
 * an error.
 */
static int pvmemcontrol_exchange(struct pvmemcontrol *pvm, struct pvmemcontrol_channel *channel,
				 struct pvmemcontrol_buf *buf)
{
	const union pvmemcontrol_buffer sent = {
		.request = {
			.func_code = cpu_to_le64(buf->call.func_code),
			.addr = cpu_to_le64(buf->call.addr),
			.length = cpu_to_le64(buf->call.length),
			.arg = cpu_to_le64(buf->call.arg),
		},
	};
	union pvmemcontrol_buffer received;

	if (channel->unanswered)
		return -EIO;
	memcpy(channel->buffer, &sent, sizeof(sent));
	iowrite32(channel->command, pvm->registers + PVMEMCONTROL_REG_COMMAND);
	memcpy(&received, channel->buffer, sizeof(received));
	if (!memcmp(&received, &sent, sizeof(sent))) {
		channel->unanswered = true;
		return -EIO;
	}

	buf->ret.ret_errno = le32_to_cpu(received.reply.ret_errno);
	buf->ret.ret_code = le32_to_cpu(received.reply.ret_code);
	buf->ret.ret_value = le64_to_cpu(received.reply.ret_value);
	buf->ret.arg0 = le64_to_cpu(received.reply.arg0);
	buf->ret.arg1 = le64_to_cpu(received.reply.arg1);
	return 0;
}

static int pvmemcontrol_request(struct pvmemcontrol *pvm, struct pvmemcontrol_buf *buf)
{
	struct pvmemcontrol_channel *channel;
	int err;

	migrate_disable();
	channel = &pvm->channels[raw_smp_processor_id()];
	mutex_lock(&channel->lock);
	err = pvmemcontrol_exchange(pvm, channel, buf);
	mutex_unlock(&channel->lock);
	migrate_enable();
	return err;
}

static void pvmemcontrol_add_range(struct list_head *ranges, struct pvmemcontrol_range *new)
{
	struct pvmemcontrol_range *range, *next;

	list_for_each_entry_safe(range, next, ranges, entry) {
		if (range->failed || range->end < new->start || range->start > new->end)
			continue;
		new->start = min(new->start, range->start);
		new->end = max(new->end, range->end);
		list_del(&range->entry);
		kfree(range);
	}
	list_add(&new->entry, ranges);
}

/*
 * A request that failed may have changed some of its range. It is not joined to others: it may name
 * anything, and be of any length.
 */
static void pvmemcontrol_add_failed_range(struct list_head *ranges, struct pvmemcontrol_range *new)
{
	struct pvmemcontrol_range *range;

	list_for_each_entry(range, ranges, entry) {
		if (range->failed && range->start == new->start && range->end == new->end) {
			kfree(new);
			return;
		}
	}
	new->failed = true;
	list_add(&new->entry, ranges);
}

/*
 * Takes @cut out of the ranges. At most one of them falls into two, for which @cut itself is used;
 * else it is freed. A range whose request failed stays as it is, or goes as a whole.
 */
static void pvmemcontrol_cut_range(struct list_head *ranges, struct pvmemcontrol_range *cut)
{
	const u64 start = cut->start, end = cut->end;
	struct pvmemcontrol_range *range, *next;

	list_for_each_entry_safe(range, next, ranges, entry) {
		if (range->end <= start || range->start >= end)
			continue;
		if (range->failed && (range->start < start || range->end > end))
			continue;
		if (range->start < start && range->end > end) {
			cut->start = end;
			cut->end = range->end;
			range->end = start;
			list_add(&cut->entry, ranges);
			cut = NULL;
		} else if (range->start < start) {
			range->end = start;
		} else if (range->end > end) {
			range->start = end;
		} else {
			list_del(&range->entry);
			kfree(range);
		}
	}
	kfree(cut);
}

static void pvmemcontrol_forget_ranges(struct list_head *ranges)
{
	struct pvmemcontrol_range *range, *next;

	list_for_each_entry_safe(range, next, ranges, entry) {
		list_del(&range->entry);
		kfree(range);
	}
}

/*
 * The list that a request adds its range to, or takes it out of; NULL if it changes nothing that
 * lasts.
 */
static struct list_head *pvmemcontrol_ranges_of(struct pvmemcontrol *pvm, u64 func_code, bool *begins)
{
	*begins = true;
	switch (func_code) {
	case PVMEMCONTROL_MPROTECT_RW:
		*begins = false;
		return &pvm->ranges.revoked;
	case PVMEMCONTROL_MPROTECT_NONE:
	case PVMEMCONTROL_MPROTECT_R:
	case PVMEMCONTROL_MPROTECT_W:
		return &pvm->ranges.revoked;
	case PVMEMCONTROL_MUNLOCK:
		*begins = false;
		return &pvm->ranges.locked;
	case PVMEMCONTROL_MLOCK:
		return &pvm->ranges.locked;
	case PVMEMCONTROL_DONTDUMP:
		return &pvm->ranges.undumped;
	default:
		return NULL;
	}
}

/* A request that changes a range until another one ends that. */
static int pvmemcontrol_lasting_request(struct pvmemcontrol *pvm, struct pvmemcontrol_buf *buf,
					struct list_head *ranges, bool begins)
{
	struct pvmemcontrol_range *range;
	int err;

	range = kzalloc(sizeof(*range), GFP_KERNEL);
	if (!range)
		return -ENOMEM;
	range->start = buf->call.addr;
	if (!buf->call.length || check_add_overflow(buf->call.addr, buf->call.length, &range->end)) {
		/* No memory is named. */
		kfree(range);
		return pvmemcontrol_request(pvm, buf);
	}

	mutex_lock(&pvmemcontrol_lasting);
	err = pvmemcontrol_request(pvm, buf);
	if (err || buf->ret.ret_errno || buf->ret.ret_code) {
		if (begins)
			pvmemcontrol_add_failed_range(ranges, range);
		else
			kfree(range);
	} else if (begins) {
		pvmemcontrol_add_range(ranges, range);
	} else {
		pvmemcontrol_cut_range(ranges, range);
	}
	mutex_unlock(&pvmemcontrol_lasting);
	return err;
}

/* -EINVAL when the device refuses. */
static int pvmemcontrol_unrevoke(struct pvmemcontrol *pvm, u64 start, u64 length)
{
	struct pvmemcontrol_buf buf = {
		.call = { .func_code = PVMEMCONTROL_MPROTECT_RW, .addr = start, .length = length },
	};
	int err;

	err = pvmemcontrol_request(pvm, &buf);
	if (!err && (buf.ret.ret_errno || buf.ret.ret_code))
		err = -EINVAL;
	return err;
}

/*
 * Pages that were revoked in several requests may be too many for one: a device may refuse what
 * spans two regions of memory. Fewer pages then; more again after those.
 */
static bool pvmemcontrol_unrevoke_range(struct pvmemcontrol *pvm, u64 start, u64 end)
{
	const u64 page = pvm->info.ret_value;
	u64 length = end - start;
	bool all = true;
	int err;

	while (start < end) {
		length = min(length, end - start);
		err = pvmemcontrol_unrevoke(pvm, start, length);
		if (err == -EINVAL && length > page) {
			length = round_up(length / 2, page);
			continue;
		}
		if (err && err != -EINVAL)
			return false;
		all = all && !err;
		start += length;
		if (!err)
			length *= 2;
	}
	return all;
}

/*
 * Nobody could give revoked pages back later. No ioctl runs any more. In a range whose request
 * failed, the device goes as far as it did then, which undoes what was done.
 */
static void pvmemcontrol_give_back(struct pvmemcontrol *pvm)
{
	struct pvmemcontrol_range *range;

	if (!pvm->connected)
		return;
	list_for_each_entry(range, &pvm->ranges.revoked, entry) {
		if (range->failed)
			pvmemcontrol_unrevoke(pvm, range->start, range->end - range->start);
		else if (!pvmemcontrol_unrevoke_range(pvm, range->start, range->end))
			dev_err(pvm->device, "pages from 0x%llx on stay revoked\n",
				(unsigned long long)range->start);
	}
}

/* Makes the device forget every channel; false if it may still use them. */
static bool pvmemcontrol_disconnect(struct pvmemcontrol *pvm)
{
	pvm->connected = false;
	if (pvmemcontrol_command(pvm, PVMEMCONTROL_CMD_DISCONNECT) == PVMEMCONTROL_ERROR)
		return true;
	return pvmemcontrol_command(pvm, PVMEMCONTROL_CMD_RESET) == PVMEMCONTROL_ACK;
}

static int pvmemcontrol_register(struct pvmemcontrol *pvm, struct pvmemcontrol_channel *channel)
{
	u64 address = virt_to_phys(channel->buffer);

	iowrite32(lower_32_bits(address), pvm->registers + PVMEMCONTROL_REG_ADDRESS_LOW);
	iowrite32(upper_32_bits(address), pvm->registers + PVMEMCONTROL_REG_ADDRESS_HIGH);
	if (pvmemcontrol_command(pvm, PVMEMCONTROL_CMD_REGISTER) != PVMEMCONTROL_ACK)
		return -EIO;
	channel->command = ioread32(pvm->registers + PVMEMCONTROL_REG_CHANNEL);
	channel->unanswered = false;
	return 0;
}

static int pvmemcontrol_read_info(struct pvmemcontrol *pvm)
{
	/* An answer of zeros is no answer: the request has another argument. */
	struct pvmemcontrol_buf buf = {
		.call = { .func_code = PVMEMCONTROL_INFO, .arg = ~0ULL },
	};
	int err;

	err = pvmemcontrol_request(pvm, &buf);
	if (err)
		return err;
	if (buf.ret.ret_errno || buf.ret.ret_code)
		return -EIO;
	if (buf.ret.ret_value < SZ_4K || !is_power_of_2(buf.ret.ret_value))
		return -EPROTO;
	pvm->info = buf.ret;
	return 0;
}

/* From RESET to INFO. After an error the device may have channels. */
static int pvmemcontrol_connect(struct pvmemcontrol *pvm)
{
	int cpu, err;

	if (pvmemcontrol_command(pvm, PVMEMCONTROL_CMD_RESET) != PVMEMCONTROL_ACK)
		return -EIO;
	for_each_possible_cpu(cpu) {
		err = pvmemcontrol_register(pvm, &pvm->channels[cpu]);
		if (err)
			return err;
	}
	if (pvmemcontrol_command(pvm, PVMEMCONTROL_CMD_READY) != PVMEMCONTROL_ACK)
		return -EIO;
	pvm->connected = true;
	return pvmemcontrol_read_info(pvm);
}

static int pvmemcontrol_alloc_channels(struct pvmemcontrol *pvm)
{
	int cpu;

	pvm->channels = kcalloc(nr_cpu_ids, sizeof(*pvm->channels), GFP_KERNEL);
	if (!pvm->channels)
		return -ENOMEM;

	/* Physically contiguous, unlike per-CPU memory, so that a buffer has one address. */
	pvm->buffers = alloc_pages_exact(pvmemcontrol_buffers_size(), GFP_KERNEL | __GFP_ZERO);
	if (!pvm->buffers) {
		kfree(pvm->channels);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		mutex_init(&pvm->channels[cpu].lock);
		pvm->channels[cpu].buffer = pvm->buffers + (size_t)cpu * PVMEMCONTROL_BUFFER_STRIDE;
	}
	return 0;
}

static void pvmemcontrol_free_channels(struct pvmemcontrol *pvm)
{
	free_pages_exact(pvm->buffers, pvmemcontrol_buffers_size());
	kfree(pvm->channels);
}

/*
 * A device that has not dropped its channels may still store replies there: nobody else may get
 * that memory.
 */
static void pvmemcontrol_quarantine(struct pvmemcontrol *pvm)
{
	long all = atomic_long_add_return(pvmemcontrol_buffers_size(), &pvmemcontrol_quarantined);

	dev_err(pvm->device, "the device did not drop its channels; %ld bytes are kept for good\n", all);
	kfree(pvm->channels);
}

static void pvmemcontrol_drop_channels(struct pvmemcontrol *pvm, bool dropped)
{
	if (dropped)
		pvmemcontrol_free_channels(pvm);
	else
		pvmemcontrol_quarantine(pvm);
}

static void pvmemcontrol_free(struct kref *references)
{
	kfree(container_of(references, struct pvmemcontrol, references));
}

static int pvmemcontrol_open(struct inode *inode, struct file *file)
{
	/* The misc class keeps the node registered while it opens it. */
	struct pvmemcontrol *pvm = container_of(file->private_data, struct pvmemcontrol, misc);

	if (!capable(CAP_SYS_ADMIN))
		return -EACCES;
	if (file->f_flags & O_EXCL)
		return -EINVAL;
	kref_get(&pvm->references);
	file->private_data = pvm;
	return 0;
}

static int pvmemcontrol_release(struct inode *inode, struct file *file)
{
	struct pvmemcontrol *pvm = file->private_data;

	kref_put(&pvm->references, pvmemcontrol_free);
	return 0;
}

static long pvmemcontrol_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pvmemcontrol *pvm = file->private_data;
	void __user *user = (void __user *)arg;
	struct list_head *ranges;
	bool begins;
	struct pvmemcontrol_buf buf;
	int err = 0;

	if (cmd != PVMEMCONTROL_IOCTL_VMM)
		return -EINVAL;
	if (copy_from_user(&buf, user, sizeof(buf)))
		return -EFAULT;

	ranges = pvmemcontrol_ranges_of(pvm, buf.call.func_code, &begins);
	down_read(&pvm->lifetime);
	if (!pvm->serving)
		err = -ENODEV;
	else if (buf.call.func_code == PVMEMCONTROL_INFO)
		buf.ret = pvm->info;
	else if (ranges)
		err = pvmemcontrol_lasting_request(pvm, &buf, ranges, begins);
	else
		err = pvmemcontrol_request(pvm, &buf);
	up_read(&pvm->lifetime);

	if (err)
		return err;
	if (copy_to_user(user, &buf, sizeof(buf)))
		return -EFAULT;
	return 0;
}

static const struct file_operations pvmemcontrol_fops = {
	.owner = THIS_MODULE,
	.open = pvmemcontrol_open,
	.release = pvmemcontrol_release,
	.unlocked_ioctl = pvmemcontrol_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static int pvmemcontrol_map(struct pvmemcontrol *pvm, struct pci_dev *pdev)
{
	int err;

	err = pci_enable_device_mem(pdev);
	if (err)
		return err;
	err = pci_request_region(pdev, PVMEMCONTROL_BAR, KBUILD_MODNAME);
	if (err)
		goto disable;
	pvm->registers = pci_iomap(pdev, PVMEMCONTROL_BAR, 0);
	if (!pvm->registers) {
		err = -ENOMEM;
		goto release;
	}
	return 0;

release:
	pci_release_region(pdev, PVMEMCONTROL_BAR);
disable:
	pci_disable_device(pdev);
	return err;
}

static void pvmemcontrol_unmap(struct pvmemcontrol *pvm, struct pci_dev *pdev)
{
	pci_iounmap(pdev, pvm->registers);
	pci_release_region(pdev, PVMEMCONTROL_BAR);
	pci_disable_device(pdev);
}

static struct pvmemcontrol *pvmemcontrol_alloc(struct pci_dev *pdev)
{
	struct pvmemcontrol *pvm = kzalloc(sizeof(*pvm), GFP_KERNEL);

	if (!pvm)
		return NULL;
	kref_init(&pvm->references);
	init_rwsem(&pvm->lifetime);
	INIT_LIST_HEAD(&pvm->ranges.revoked);
	INIT_LIST_HEAD(&pvm->ranges.locked);
	INIT_LIST_HEAD(&pvm->ranges.undumped);
	pvm->device = &pdev->dev;
	pvm->misc.minor = MISC_DYNAMIC_MINOR;
	pvm->misc.name = KBUILD_MODNAME;
	pvm->misc.fops = &pvmemcontrol_fops;
	pvm->misc.parent = &pdev->dev;
	return pvm;
}

static int pvmemcontrol_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pvmemcontrol *pvm;
	int err;

	if (atomic_cmpxchg(&pvmemcontrol_bound, 0, 1)) {
		dev_warn(&pdev->dev, "only one device is supported\n");
		return -EBUSY;
	}
	pvm = pvmemcontrol_alloc(pdev);
	if (!pvm) {
		err = -ENOMEM;
		goto unbind;
	}
	err = pvmemcontrol_map(pvm, pdev);
	if (err)
		goto put;
	err = pvmemcontrol_alloc_channels(pvm);
	if (err)
		goto unmap;
	err = pvmemcontrol_connect(pvm);
	if (err) {
		dev_err(&pdev->dev, "the device does not answer as it should: %d\n", err);
		goto disconnect;
	}
	pvm->serving = true;
	pci_set_drvdata(pdev, pvm);

	/* Last: from here on there are users. */
	err = misc_register(&pvm->misc);
	if (err)
		goto disconnect;
	return 0;

disconnect:
	pvmemcontrol_drop_channels(pvm, pvmemcontrol_disconnect(pvm));
unmap:
	pvmemcontrol_unmap(pvm, pdev);
put:
	kref_put(&pvm->references, pvmemcontrol_free);
unbind:
	atomic_set(&pvmemcontrol_bound, 0);
	return err;
}

static void pvmemcontrol_remove(struct pci_dev *pdev)
{
	struct pvmemcontrol *pvm = pci_get_drvdata(pdev);

	misc_deregister(&pvm->misc);

	/* Waits for ioctls; those that come later find that nothing is served. */
	down_write(&pvm->lifetime);
	pvm->serving = false;
	pvmemcontrol_give_back(pvm);
	pvmemcontrol_forget_ranges(&pvm->ranges.revoked);
	pvmemcontrol_forget_ranges(&pvm->ranges.locked);
	pvmemcontrol_forget_ranges(&pvm->ranges.undumped);
	pvmemcontrol_drop_channels(pvm, pvmemcontrol_disconnect(pvm));
	up_write(&pvm->lifetime);

	pvmemcontrol_unmap(pvm, pdev);
	kref_put(&pvm->references, pvmemcontrol_free);
	atomic_set(&pvmemcontrol_bound, 0);
}

/* Before kexec or power-off: the next kernel's memory is none of this device's business. */
static void pvmemcontrol_shutdown(struct pci_dev *pdev)
{
	struct pvmemcontrol *pvm = pci_get_drvdata(pdev);

	down_write(&pvm->lifetime);
	pvm->serving = false;
	pvmemcontrol_give_back(pvm);
	if (!pvmemcontrol_disconnect(pvm))
		dev_err(&pdev->dev, "the device did not drop its channels\n");
	up_write(&pvm->lifetime);
}

static int pvmemcontrol_suspend(struct device *device)
{
	struct pvmemcontrol *pvm = dev_get_drvdata(device);
	bool dropped;

	down_write(&pvm->lifetime);
	dropped = pvmemcontrol_disconnect(pvm);
	pvm->serving = pvm->serving && !dropped;
	up_write(&pvm->lifetime);
	return dropped ? 0 : -EIO;
}

/*
 * Before hibernation. The kernel reads every page for its image, and one that is revoked stops the
 * VM; what is locked or left out of dumps would not be so in the VM that resumes this guest, and
 * its owner would not know.
 */
static int pvmemcontrol_freeze(struct device *device)
{
	struct pvmemcontrol *pvm = dev_get_drvdata(device);

	/* Tasks are frozen outside of ioctls. */
	if (!list_empty(&pvm->ranges.revoked) || !list_empty(&pvm->ranges.locked)
	    || !list_empty(&pvm->ranges.undumped)) {
		dev_warn(device, "pages are revoked, locked or left out of dumps: not now\n");
		return -EBUSY;
	}
	return pvmemcontrol_suspend(device);
}

/* The device may have lost its state: the commands of all channels are new. */
static int pvmemcontrol_resume(struct device *device)
{
	struct pvmemcontrol *pvm = dev_get_drvdata(device);
	int err;

	down_write(&pvm->lifetime);
	err = pvmemcontrol_connect(pvm);
	pvm->serving = !err;
	up_write(&pvm->lifetime);
	return err;
}

static const struct dev_pm_ops pvmemcontrol_pm_ops = {
	.suspend = pm_sleep_ptr(pvmemcontrol_suspend),
	.resume = pm_sleep_ptr(pvmemcontrol_resume),
	.freeze = pm_sleep_ptr(pvmemcontrol_freeze),
	.thaw = pm_sleep_ptr(pvmemcontrol_resume),
	.poweroff = pm_sleep_ptr(pvmemcontrol_suspend),
	.restore = pm_sleep_ptr(pvmemcontrol_resume),
};

static const struct pci_device_id pvmemcontrol_ids[] = {
	{ PCI_DEVICE(PVMEMCONTROL_VENDOR_ID, PVMEMCONTROL_DEVICE_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, pvmemcontrol_ids);

static struct pci_driver pvmemcontrol_driver = {
	.name = KBUILD_MODNAME,
	.id_table = pvmemcontrol_ids,
	.probe = pvmemcontrol_probe,
	.remove = pvmemcontrol_remove,
	.shutdown = pvmemcontrol_shutdown,
	.driver.pm = pm_sleep_ptr(&pvmemcontrol_pm_ops),
};
module_pci_driver(pvmemcontrol_driver);

MODULE_DESCRIPTION("Control over how the host backs guest memory");
MODULE_LICENSE("GPL");
