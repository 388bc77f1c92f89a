/* SPDX-License-Identifier: Apache-2.0 */
/* Two tasks on one file, one of which sleeps in the middle of each copy of the driver: its buffer ends in a page that is
   missing when the request is copied, and write-protected when the reply is. Whoever resolves the fault lets the other
   task make a request first, or waits a moment if the driver does not let it. */
#define _GNU_SOURCE
#include "init.h"
#include "requests.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, HALF = 16, SLEEPER = 0, OTHER = 1, PATIENCE_MS = 20 };

struct torn {
    int file, faults;
    char *pages;      /* two; faults are on the second */
    char *second;     /* what the second is to hold */
    sem_t go, done;
    bool other_is_busy;
    atomic_bool stop;
    struct tally tally;
};

static void *make_other_requests(void *argument)
{
    struct torn *torn = argument;
    while (sem_wait(&torn->go) == 0 && !atomic_load(&torn->stop)) {
        union buffer sent = tagged_request(OTHER), got = sent;
        if (ioctl(torn->file, IOCTL_VMM, &got) == 0)
            judge_reply(&torn->tally, &sent, &got);
        sem_post(&torn->done);
    }
    return NULL;
}

/* A driver may let the other task wait until this fault is resolved. */
static void let_other_request(struct torn *torn)
{
    struct timespec until;
    if (!torn->other_is_busy)
        sem_post(&torn->go);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PATIENCE_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    torn->other_is_busy = sem_timedwait(&torn->done, &until) != 0;
}

static void *resolve_faults(void *argument)
{
    struct torn *torn = argument;
    struct pollfd ready = { .fd = torn->faults, .events = POLLIN };
    uint64_t page = (uintptr_t)torn->pages + PAGE;
    while (!atomic_load(&torn->stop)) {
        struct uffd_msg message;
        if (poll(&ready, 1, PATIENCE_MS) <= 0 || read(torn->faults, &message, sizeof(message)) <= 0)
            continue;
        let_other_request(torn);
        if (message.arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP)
            ioctl(torn->faults, UFFDIO_WRITEPROTECT,
                &(struct uffdio_writeprotect){ .range = { page, PAGE }, .mode = 0 });
        else
            ioctl(torn->faults, UFFDIO_COPY, &(struct uffdio_copy){ .dst = page, .src = (uintptr_t)torn->second,
                .len = PAGE, .mode = UFFDIO_COPY_MODE_WP });
    }
    return NULL;
}

static bool watch_faults(struct torn *torn)
{
    struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP };
    char *memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct uffdio_register range = { .range = { (uintptr_t)memory + PAGE, PAGE },
        .mode = UFFDIO_REGISTER_MODE_MISSING | UFFDIO_REGISTER_MODE_WP };
    torn->pages = memory;
    torn->second = memory + 2 * PAGE;
    torn->faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
    return torn->faults >= 0 && ioctl(torn->faults, UFFDIO_API, &api) == 0 &&
        ioctl(torn->faults, UFFDIO_REGISTER, &range) == 0;
}

static void request_that_sleeps(struct torn *torn)
{
    union buffer sent = tagged_request(SLEEPER), got;
    char *buffer = torn->pages + PAGE - HALF;
    madvise(torn->pages + PAGE, PAGE, MADV_DONTNEED);
    memcpy(buffer, &sent, HALF);
    memcpy(torn->second, (char *)&sent + HALF, HALF);
    if (ioctl(torn->file, IOCTL_VMM, buffer) == 0) {
        memcpy(&got, buffer, sizeof(got));
        judge_reply(&torn->tally, &sent, &got);
    }
}

void run_torn_requests(int each)
{
    static struct torn torn;
    pthread_t other, resolver;
    torn.file = open_node(O_RDWR);
    if (!watch_faults(&torn)) {
        say("this kernel lets nobody resolve faults: %s", strerror(errno));
        return;
    }
    sem_init(&torn.go, 0, 0);
    sem_init(&torn.done, 0, 0);
    mark(in_use, MARK_REQUESTS_BEGIN, 1);
    pthread_create(&other, NULL, make_other_requests, &torn);
    pthread_create(&resolver, NULL, resolve_faults, &torn);
    for (int i = 0; i < each; i++)
        request_that_sleeps(&torn);
    atomic_store(&torn.stop, true);
    sem_post(&torn.go);
    pthread_join(other, NULL);
    pthread_join(resolver, NULL);
    close(torn.faults);
    close(torn.file);
    report(&torn.tally);
}
