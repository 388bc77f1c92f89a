/* SPDX-License-Identifier: Apache-2.0 */
/* The user interface of the driver: the names and layouts of the published patch. --include comes before it. */
#ifndef PVMKIT_UAPI_PVMEMCONTROL_H
#define PVMKIT_UAPI_PVMEMCONTROL_H
#include <pvmc/all.h>

struct pvmemcontrol_vmm_call {
	__u64 func_code;
	__u64 addr;
	__u64 length;
	__u64 arg;
};

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

#define PVMEMCONTROL_IOCTL_TYPE 0xDA
#define PVMEMCONTROL_IOCTL_VMM _IOWR(PVMEMCONTROL_IOCTL_TYPE, 0x00, struct pvmemcontrol_buf)

enum {
	PVMEMCONTROL_INFO,
	PVMEMCONTROL_DONTNEED,
	PVMEMCONTROL_REMOVE,
	PVMEMCONTROL_FREE,
	PVMEMCONTROL_PAGEOUT,
	PVMEMCONTROL_DONTDUMP,
	PVMEMCONTROL_SET_VMA_ANON_NAME,
	PVMEMCONTROL_MLOCK,
	PVMEMCONTROL_MUNLOCK,
	PVMEMCONTROL_MPROTECT_NONE,
	PVMEMCONTROL_MPROTECT_R,
	PVMEMCONTROL_MPROTECT_W,
	PVMEMCONTROL_MPROTECT_RW,
	PVMEMCONTROL_MERGEABLE,
	PVMEMCONTROL_UNMERGEABLE,
};

#endif
