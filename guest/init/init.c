/* SPDX-License-Identifier: Apache-2.0 */
/* The only program of the guest: it tries the driver in a fixed order and tells the judge where it is. */
#include "init.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

enum { MANY = 5000, TORN = 20, SOME = 200, FEW = 25, REBINDS = 10 };

void say(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof(line) - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof(line) - 2)
        length = sizeof(line) - 2;
    printf("@ %.*s\n", length, line);
    fflush(stdout);
}

static unsigned possible_cpus(void)
{
    unsigned first = 0, last = 0;
    FILE *file = fopen("/sys/devices/system/cpu/possible", "re");
    if (file) {
        if (fscanf(file, "%u-%u", &first, &last) < 2)
            last = first;
        fclose(file);
    }
    return last + 1;
}

static void under_load(const struct device *device)
{
    struct load *load = start_requests(OWN_FILES, 0);
    for (int i = 0; i < REBINDS; i++) {
        unbind_device(device);
        bind_device(device);
        usleep(50000);
    }
    end_requests(load, true);
}

static void with_faults(const struct device *device)
{
    for (int number = 1; faults_left(device) > 0; number++) {
        mark(device, MARK_NEXT_FAULT, 0);
        say("fault %d", number);
        if (bind_device(device)) {
            run_requests(OWN_FILES, FEW);
            unbind_device(device);
        }
        churn();
    }
    mark(device, MARK_FAULT, 0);
}

/* The probe of the first device fails, the second device is healthy, and the first one is unbound. */
static void with_a_failed_neighbour(const struct device *failing, const struct device *healthy)
{
    mark(failing, MARK_FAULT, 5);
    bool bound = bind_device(failing);
    bool works = bind_device(healthy);
    if (bound)
        unbind_device(failing);
    if (works) {
        run_requests(OWN_FILES, FEW);
        unbind_device(healthy);
    }
    mark(failing, MARK_FAULT, 0);
}

/* A second probe may fail. Some drivers damage the kernel's lists then: nothing comes after this but kexec. */
static void with_a_second(const struct device *first, const struct device *second)
{
    bind_device(first);
    mark(first, MARK_CHECKED, 29);
    bind_device(second);
    run_requests(OWN_FILES, FEW);
}

static void whole_test(void)
{
    const struct device *device = &devices[0];
    bind_device(device);
    try_open_rules();
    try_ioctl_rules();
    run_requests(OWN_FILES, MANY);
    run_requests(ONE_FILE, MANY);
    run_torn_requests(TORN);
    under_load(device);
    try_old_file(device);
    struct load *load = start_requests(OWN_FILES, 0);
    wait_for_memory();
    end_requests(load, true);
    sleep_in_s3();
    run_requests(OWN_FILES, SOME);
    unbind_device(device);
    churn();
    with_faults(device);
    bind_device(device);
    run_requests(OWN_FILES, SOME);
    unbind_device(device);
    if (device_count > 1) {
        with_a_failed_neighbour(device, &devices[1]);
        with_a_second(device, &devices[1]);
    } else {
        bind_device(device);
    }
    restart_in_kexec();
}

static void short_test(void)
{
    bind_device(&devices[0]);
    run_requests(OWN_FILES, SOME);
}

int main(void)
{
    mount("none", "/proc", "proc", 0, NULL);
    mount("none", "/sys", "sysfs", 0, NULL);
    mount("none", "/dev", "devtmpfs", 0, NULL);
    const char *stage = getenv("pvmc_stage");
    find_devices();
    say("%d devices%s", device_count, device_count > 0 && devices[0].mark_at ? "" : ", and nobody judges");
    mark_all(MARK_BOOT, possible_cpus());
    int boots = boots_seen();
    if (device_count > 0 && load_driver()) {
        if (!stage && boots <= 1)
            whole_test();
        else
            short_test();
        if (stage) {
            mark_all(MARK_REBOOT, 0);
            say("reset");
            reboot(RB_AUTOBOOT);
        }
    }
    mark_all(MARK_DONE, 0);
    say("done");
    sync();
    reboot(RB_POWER_OFF);
    return 0;
}
