/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * /dev/pvmemcontrol: how the host backs the memory of this guest. One ioctl takes a request and returns the reply in the
 * same 32 bytes.
 */
#ifndef _UAPI_LINUX_PVMEMCONTROL_H
#define _UAPI_LINUX_PVMEMCONTROL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* A request. addr and length describe guest physical memory in bytes. */
struct pvmemcontrol_vmm_call {
	__u64 func_code;
	__u64 addr;
	__u64 length;
	__u64 arg;
};

/* A reply. A call has failed if ret_errno or ret_code is not 0. */
struct pvmemcontrol_vmm_ret {
	__u32 ret_errno;
	__u32 ret_code;
	__u64 ret_value;
	__u64 arg0;
	__u64 arg1;
};

struct pvmemcontrol_buf {
	union {
		struct pvmemcontrol_vmm_call call;
		struct pvmemcontrol_vmm_ret ret;
	};
};

#define PVMEMCONTROL_IOCTL_TYPE	0xDA
#define PVMEMCONTROL_IOCTL_VMM	_IOWR(PVMEMCONTROL_IOCTL_TYPE, 0x00, struct pvmemcontrol_buf)

/* ret_value: the host's page size; arg0 and arg1: major and minor version of the interface. */
#define PVMEMCONTROL_INFO		0

/* madvise(2) with the advice of this name */
#define PVMEMCONTROL_DONTNEED		1
#define PVMEMCONTROL_REMOVE		2
#define PVMEMCONTROL_FREE		3
#define PVMEMCONTROL_PAGEOUT		4
#define PVMEMCONTROL_DONTDUMP		5

/* prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME); arg names the range */
#define PVMEMCONTROL_SET_VMA_ANON_NAME	6

#define PVMEMCONTROL_MLOCK		7
#define PVMEMCONTROL_MUNLOCK		8

/* mprotect(2) with PROT_NONE, PROT_READ, PROT_WRITE, PROT_READ | PROT_WRITE */
#define PVMEMCONTROL_MPROTECT_NONE	9
#define PVMEMCONTROL_MPROTECT_R		10
#define PVMEMCONTROL_MPROTECT_W		11
#define PVMEMCONTROL_MPROTECT_RW	12

/* madvise(2) again */
#define PVMEMCONTROL_MERGEABLE		13
#define PVMEMCONTROL_UNMERGEABLE	14

#endif
