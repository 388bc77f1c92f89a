/* SPDX-License-Identifier: Apache-2.0 */
/* What the test program tells the judge: words written to the mark register in the vendor-specific capability of the
   device's configuration space, so that they arrive in order with the register accesses. Bits 24 to 31 are the kind. */
#ifndef MARKS_H
#define MARKS_H

enum mark {
    MARK_BOOT = 1,           /* the program starts; possible CPUs */
    MARK_BIND_BEGIN = 2,     /* the driver is asked to take the device */
    MARK_BIND_END = 3,       /* errno, and the bits below */
    MARK_UNBIND_BEGIN = 4,   /* the driver is asked to leave it */
    MARK_UNBIND_END = 5,     /* errno */
    MARK_NEXT_FAULT = 6,     /* the next handshake has the next fault of the list */
    MARK_FAULT = 7,          /* the next handshake has this fault, if it is in the list; 0: none */
    MARK_REQUESTS_BEGIN = 8, /* tagged requests follow; 1: threads share a file */
    MARK_REQUESTS_END = 9,   /* replies that were right */
    MARK_CHURNED = 10,       /* memory that was free has been used by others */
    MARK_KEXEC = 11,         /* another kernel takes over */
    MARK_REBOOT = 12,        /* the VM is reset */
    MARK_CHECKED = 13,       /* the guest itself has tried this requirement of the driver */
    MARK_FOUND = 14,         /* ... and it is not met; the console says why */
    MARK_HOTPLUG = 15,       /* the guest waits for more memory */
    MARK_SUSPEND = 16,       /* the guest goes to sleep */
    MARK_RESUMED = 17,       /* and is awake again, or could not sleep */
    MARK_DONE = 18,          /* the program is at its end */
};

enum { BIND_BOUND = 1 << 12, BIND_NODE = 1 << 13 }; /* the device has a driver; users have its node */

#endif
