/* SPDX-License-Identifier: Apache-2.0 */
/* Devices and their driver through sysfs, and the marks. */
#define _GNU_SOURCE
#include "init.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices"
#define DRIVERS "/sys/bus/pci/drivers"

enum { CAPABILITY_LIST = 0x34, VENDOR_SPECIFIC = 0x09, MARK_REGISTER = 4, STATUS_REGISTER = 8 };

struct device devices[MOST_DEVICES];
int device_count;
const struct device *in_use = &devices[0];
static char driver_name[64];

static bool is_ours(const char *address)
{
    char path[128], text[16] = "";
    snprintf(path, sizeof(path), DEVICES "/%.32s/vendor", address);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0 || strtoul(text, NULL, 16) != 0x1ae0) {
        close(fd);
        return false;
    }
    close(fd);
    return true;
}

static long find_marks(int config)
{
    uint8_t at = 0, header[4];
    if (pread(config, &at, 1, CAPABILITY_LIST) != 1)
        return 0;
    for (int hops = 0; at >= 0x40 && hops < 48; hops++) {
        if (pread(config, header, sizeof(header), at) != sizeof(header))
            return 0;
        if (header[0] == VENDOR_SPECIFIC && header[2] >= 12)
            return at;
        at = header[1];
    }
    return 0;
}

static int by_name(const void *one, const void *other)
{
    return strcmp(((const struct device *)one)->address, ((const struct device *)other)->address);
}

void find_devices(void)
{
    DIR *folder = opendir(DEVICES);
    struct dirent *entry;
    while (folder && (entry = readdir(folder)) && device_count < MOST_DEVICES) {
        if (entry->d_name[0] == '.' || !is_ours(entry->d_name))
            continue;
        struct device *device = &devices[device_count++];
        char path[128];
        snprintf(device->address, sizeof(device->address), "%.31s", entry->d_name);
        snprintf(path, sizeof(path), DEVICES "/%s/config", device->address);
        device->config = open(path, O_RDWR | O_CLOEXEC);
    }
    if (folder)
        closedir(folder);
    qsort(devices, device_count, sizeof(devices[0]), by_name);
    for (int i = 0; i < device_count; i++)
        devices[i].mark_at = find_marks(devices[i].config);
}

void mark(const struct device *device, enum mark kind, uint32_t value)
{
    uint32_t word = ((uint32_t)kind << 24) | (value & 0xffffff);
    if (!device->mark_at)
        return;
    if (pwrite(device->config, &word, sizeof(word), device->mark_at + MARK_REGISTER) < 0)
        say("a mark cannot be written: %s", strerror(errno));
    /* What is printed from here on comes after the mark. */
    puts("#");
    fflush(stdout);
}

void mark_all(enum mark kind, uint32_t value)
{
    for (int i = 0; i < device_count; i++)
        mark(&devices[i], kind, value);
}

static uint32_t status(const struct device *device)
{
    uint32_t word = 0;
    if (!device->mark_at || pread(device->config, &word, sizeof(word), device->mark_at + STATUS_REGISTER) < 0)
        return 0;
    return word;
}

int faults_left(const struct device *device) { return (status(device) >> 8) & 0xff; }

int boots_seen(void) { return (status(&devices[0]) >> 16) & 0xff; }

int write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC), error = 0;
    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        error = errno;
    if (fd >= 0)
        close(fd);
    return error;
}

/* The drivers of the PCI bus, each between slashes. */
static void list_drivers(char *names, size_t size)
{
    DIR *folder = opendir(DRIVERS);
    struct dirent *entry;
    size_t length = 0;
    names[0] = '\0';
    while (folder && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' && length < size)
            length += (size_t)snprintf(names + length, size - length, "/%s/", entry->d_name);
    if (folder)
        closedir(folder);
}

/* The module is loaded without taking a device: which driver it is shows in the list of drivers. */
bool load_driver(void)
{
    static char before[8192], after[8192];
    write_file("/sys/bus/pci/drivers_autoprobe", "0");
    list_drivers(before, sizeof(before));
    int fd = open("/driver.ko", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) != 0) {
        say("the module cannot be loaded: %s", strerror(errno));
        return false;
    }
    close(fd);
    list_drivers(after, sizeof(after));
    for (char *name = strtok(after, "/"); name; name = strtok(NULL, "/")) {
        char whole[80];
        snprintf(whole, sizeof(whole), "/%.64s/", name);
        if (!strstr(before, whole))
            snprintf(driver_name, sizeof(driver_name), "%.63s", name);
    }
    if (!driver_name[0])
        say("the module has no PCI driver");
    return driver_name[0] != '\0';
}

static bool is_bound(const struct device *device)
{
    char path[128];
    snprintf(path, sizeof(path), DEVICES "/%s/driver", device->address);
    return access(path, F_OK) == 0;
}

static int write_driver_file(const char *file, const struct device *device)
{
    char path[192];
    snprintf(path, sizeof(path), DRIVERS "/%s/%s", driver_name, file);
    return write_file(path, device->address);
}

bool bind_device(const struct device *device)
{
    char path[280];
    mark(device, MARK_BIND_BEGIN, 0);
    int error = write_driver_file("bind", device);
    bool bound = is_bound(device);
    if (bound)
        in_use = device;
    mark(device, MARK_BIND_END, (uint32_t)error | (bound ? BIND_BOUND : 0) |
        (node_path(path, sizeof(path)) ? BIND_NODE : 0));
    return bound;
}

void unbind_device(const struct device *device)
{
    mark(device, MARK_UNBIND_BEGIN, 0);
    mark(device, MARK_UNBIND_END, (uint32_t)write_driver_file("unbind", device));
}

bool node_path(char *path, unsigned long size)
{
    DIR *folder = opendir("/dev");
    struct dirent *entry;
    bool found_it = false;
    while (folder && !found_it && (entry = readdir(folder)))
        if (strncmp(entry->d_name, "pvmemcontrol", 12) == 0) {
            snprintf(path, size, "/dev/%s", entry->d_name);
            found_it = true;
        }
    if (folder)
        closedir(folder);
    return found_it;
}

int open_node(int flags)
{
    char path[280];
    errno = ENOENT;
    return node_path(path, sizeof(path)) ? open(path, flags | O_CLOEXEC) : -1;
}
