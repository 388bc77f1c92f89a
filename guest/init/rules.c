/* SPDX-License-Identifier: Apache-2.0 */
/* Requirements that only the guest sees: return values of open and ioctl. */
#define _GNU_SOURCE
#include "init.h"
#include "requests.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void found(int requirement, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    say("PVMC-DRV-%03d: %s", requirement, text);
    mark(in_use, MARK_FOUND, (uint32_t)requirement);
}

static void checked(int requirement) { mark(in_use, MARK_CHECKED, (uint32_t)requirement); }

/* True when a task without any capability can open the node, whose permissions let it. */
static bool opens_without_capability(void)
{
    char path[280];
    if (!node_path(path, sizeof(path)) || chmod(path, 0666) != 0)
        return false;
    pid_t child = fork();
    if (child == 0) {
        if (setuid(65534) != 0)
            _exit(2);
        _exit(open(path, O_RDWR) >= 0 ? 1 : 0);
    }
    int result = 0;
    waitpid(child, &result, 0);
    chmod(path, 0600);
    return WIFEXITED(result) && WEXITSTATUS(result) == 1;
}

void try_open_rules(void)
{
    checked(1);
    if (opens_without_capability())
        found(1, "a task without capabilities has opened the node");
    int fd = open_node(O_RDWR | O_EXCL);
    checked(2);
    if (fd >= 0)
        found(2, "open with O_EXCL has succeeded");
    close(fd);
}

void try_ioctl_rules(void)
{
    union buffer buffer = { .call = { .func_code = 0 } };
    int fd = open_node(O_RDWR);
    if (fd < 0) {
        say("the node cannot be opened: %s", strerror(errno));
        return;
    }
    checked(4);
    if (ioctl(fd, IOCTL_VMM + 1, &buffer) == 0 || ioctl(fd, IOCTL_VMM & 0xffff, &buffer) == 0)
        found(4, "an ioctl with another number has succeeded");
    checked(5);
    void *readable = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (ioctl(fd, IOCTL_VMM, (void *)16) == 0)
        found(5, "an ioctl with a pointer to nothing has succeeded");
    if (ioctl(fd, IOCTL_VMM, readable) == 0)
        found(5, "an ioctl whose reply cannot be written has succeeded");
    munmap(readable, 4096);
    checked(6);
    for (int i = 0; i < 3; i++) {
        memset(&buffer, 0, sizeof(buffer));
        if (ioctl(fd, IOCTL_VMM, &buffer) != 0 || buffer.ret.ret_errno || buffer.ret.ret_code ||
            buffer.ret.ret_value < 4096 || (buffer.ret.ret_value & (buffer.ret.ret_value - 1)))
            found(26, "INFO gives a user errno %u, code %u, page size %llu", buffer.ret.ret_errno,
                buffer.ret.ret_code, (unsigned long long)buffer.ret.ret_value);
    }
    close(fd);
}

/* A file that is open while its device goes and comes back. INFO is answered without asking the device. */
void try_old_file(const struct device *device)
{
    union buffer buffer = { .call = { .func_code = 0 } };
    int fd = open_node(O_RDWR);
    unbind_device(device);
    checked(31);
    if (fd >= 0 && ioctl(fd, IOCTL_VMM, &buffer) == 0)
        found(31, "an ioctl has succeeded after the device was unbound");
    int late = open_node(O_RDWR);
    if (late >= 0 && ioctl(late, IOCTL_VMM, &buffer) == 0)
        found(31, "an ioctl has succeeded on a file opened after the device was unbound");
    close(late);
    bind_device(device);
    memset(&buffer, 0, sizeof(buffer));
    if (fd >= 0 && ioctl(fd, IOCTL_VMM, &buffer) == 0 && buffer.ret.ret_value < 4096)
        found(31, "INFO on the old file gives page size %llu", (unsigned long long)buffer.ret.ret_value);
    close(fd);
}
