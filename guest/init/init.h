/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INIT_H
#define INIT_H

#include <stdbool.h>
#include <stdint.h>

#include "marks.h"

struct device {
    char address[32]; /* as sysfs has it */
    int config;       /* its configuration space */
    long mark_at;     /* the mark register there; 0: nobody judges */
};

enum { MOST_DEVICES = 2, MOST_THREADS = 8 };

extern struct device devices[MOST_DEVICES];
extern int device_count;
extern const struct device *in_use; /* the one that was bound last */

/* A line on the console; the judge's side shows it with the findings between the same marks. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* device.c */
void find_devices(void);
void mark(const struct device *device, enum mark kind, uint32_t value);
void mark_all(enum mark kind, uint32_t value);
int boots_seen(void);
int faults_left(const struct device *device);
int write_file(const char *path, const char *text); /* errno, or 0 */
bool load_driver(void);
bool bind_device(const struct device *device);
void unbind_device(const struct device *device);
int open_node(int flags);
bool node_path(char *path, unsigned long size);

/* requests.c: tagged requests */
struct load;
enum sharing { OWN_FILES, ONE_FILE };
struct load *start_requests(enum sharing sharing, int each); /* each 0: until stopped */
void end_requests(struct load *load, bool stop);
void run_requests(enum sharing sharing, int each);

/* torn.c: copies from and to user memory that sleep in the middle */
void run_torn_requests(int each);

/* rules.c: what the guest sees itself */
void try_open_rules(void);
void try_ioctl_rules(void);
void try_old_file(const struct device *device);
void found(int requirement, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* memory.c */
void churn(void);
void wait_for_memory(void);
void sleep_in_s3(void);
void restart_in_kexec(void);

#endif
