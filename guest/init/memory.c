/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that changes hands: to others in this kernel, to more of it, to another kernel. */
#define _GNU_SOURCE
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOUNTS = 128, MOST_BYTES = 48 << 20 };

/* Whatever the driver has freed is given to others: per-CPU memory to mounts, pages to a mapping. */
void churn(void)
{
    static int number;
    char path[64];
    int first = number;
    for (; number < first + MOUNTS; number++) {
        snprintf(path, sizeof(path), "/tmp/%d", number);
        mkdir(path, 0700);
        mount("none", path, "tmpfs", 0, NULL);
    }
    struct sysinfo info;
    sysinfo(&info);
    /* Pages that were freed last are given out first. */
    size_t size = (size_t)info.freeram * info.mem_unit / 2;
    if (size > MOST_BYTES)
        size = MOST_BYTES;
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages != MAP_FAILED) {
        memset(pages, 0xa5, size);
        munmap(pages, size);
    }
    mark_all(MARK_CHURNED, 0);
    for (int i = first; i < number; i++) {
        snprintf(path, sizeof(path), "/tmp/%d", i);
        umount2(path, MNT_DETACH);
    }
}

void wait_for_memory(void)
{
    struct sysinfo before, now;
    sysinfo(&before);
    mark(&devices[0], MARK_HOTPLUG, 0);
    say("waiting for memory");
    for (int i = 0; i < 60; i++) {
        nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
        sysinfo(&now);
        if (now.totalram > before.totalram) {
            say("memory has come: %lu MiB more", (now.totalram - before.totalram) * now.mem_unit >> 20);
            return;
        }
    }
    say("no memory has come");
}

static void write_word(const char *path, const char *word)
{
    int error = write_file(path, word);
    if (error)
        say("%s is not written: %s", path, strerror(error));
}

/* In S3 only memory has power: the VMM resets every device before the guest wakes. */
void sleep_in_s3(void)
{
    write_word("/sys/power/mem_sleep", "deep");
    /* Who judges wakes the guest; without that somebody must. */
    write_word("/sys/class/rtc/rtc0/wakealarm", "+20");
    mark_all(MARK_SUSPEND, 0);
    write_word("/sys/power/state", "mem");
    mark_all(MARK_RESUMED, 0);
    write_word("/sys/class/rtc/rtc0/wakealarm", "0");
}

void restart_in_kexec(void)
{
    char line[1024] = "";
    int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = read(fd, line, sizeof(line) - 32);
    close(fd);
    if (length <= 0)
        return;
    line[strcspn(line, "\n")] = '\0';
    strcat(line, " pvmc_stage=kexec");
    int kernel = open("/vmlinuz", O_RDONLY | O_CLOEXEC), next = open("/next.cpio", O_RDONLY | O_CLOEXEC);
    if (syscall(SYS_kexec_file_load, kernel, next, strlen(line) + 1, line, 0UL) != 0) {
        say("kexec is not possible: %s", strerror(errno));
        return;
    }
    mark_all(MARK_KEXEC, 0);
    reboot(RB_KEXEC);
    say("kexec has failed: %s", strerror(errno));
}
