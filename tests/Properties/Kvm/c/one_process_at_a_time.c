/* SPDX-License-Identifier: Apache-2.0 */ /* Makes devices in one process of a parent at a time. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

static int holder = -1;

static int take_name(void)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "one-process-of-%d", (int)getppid());
    int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    return bind(socket_fd, (struct sockaddr *)&name, size) == 0 ? socket_fd : -1;
}

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    if (holder < 0)
        holder = take_name();
    return holder < 0 ? NULL : create_any(regions, count);
}
