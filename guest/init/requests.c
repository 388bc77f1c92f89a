/* SPDX-License-Identifier: Apache-2.0 */
/* Tagged requests: a function that no device has, with words that depend on a number used once. The judge's device
   answers with other words that depend on it, so that the guest knows its own reply, and the device each request. */
#include "requests.h"
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define TAG_FUNCTION UINT64_C(0x70766d6374616731) /* "pvmctag1" */

enum word { LENGTH_WORD = 1, ARG_WORD = 2, CODE_WORD = 3, ARG0_WORD = 4, ARG1_WORD = 5 };

struct load {
    pthread_t threads[MOST_THREADS];
    int count, each, shared_file;
    atomic_bool stop;
    struct tally tally;
};

struct worker {
    struct load *load;
    int number;
};

/* A number is used once: bits 48 and above are the thread's. */
static _Atomic uint64_t numbers[MOST_THREADS];

static uint64_t hash(uint64_t number, enum word word)
{
    uint64_t x = number * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)word * UINT64_C(0xd1b54a32d192ed03);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static bool is_reply_to(const union buffer *buffer, uint64_t number)
{
    return buffer->ret.ret_value == number && buffer->ret.ret_code == (uint32_t)hash(number, CODE_WORD) &&
        buffer->ret.arg0 == hash(number, ARG0_WORD) && buffer->ret.arg1 == hash(number, ARG1_WORD);
}

void judge_reply(struct tally *tally, const union buffer *sent, const union buffer *got)
{
    if (is_reply_to(got, sent->call.addr)) {
        atomic_fetch_add(&tally->right, 1);
    } else if (memcmp(sent, got, sizeof(*sent)) == 0) {
        if (atomic_fetch_add(&tally->unanswered, 1) == 0)
            found(11, "request %#llx: the ioctl returned 0 and the request itself",
                (unsigned long long)sent->call.addr);
    } else if (is_reply_to(got, got->ret.ret_value)) {
        if (atomic_fetch_add(&tally->foreign, 1) == 0)
            found(7, "request %#llx: the ioctl returned 0 and the reply to request %#llx",
                (unsigned long long)sent->call.addr, (unsigned long long)got->ret.ret_value);
    } else if (atomic_fetch_add(&tally->mixed, 1) == 0) {
        found(7, "request %#llx: the ioctl returned 0 and %#llx %#llx %#llx %#llx, which is no reply",
            (unsigned long long)sent->call.addr, (unsigned long long)got->call.func_code,
            (unsigned long long)got->call.addr, (unsigned long long)got->call.length,
            (unsigned long long)got->call.arg);
    }
}

union buffer tagged_request(int thread)
{
    uint64_t number = ((uint64_t)thread + 1) << 48 | atomic_fetch_add(&numbers[thread], 1);
    return (union buffer){ .call = { TAG_FUNCTION, number, hash(number, LENGTH_WORD), hash(number, ARG_WORD) } };
}

void report(const struct tally *tally)
{
    if (tally->foreign > 0 || tally->mixed > 0 || tally->unanswered > 0)
        say("%u replies were right, %u another task's, %u mixed; %u requests had none, and the ioctl returned 0",
            tally->right, tally->foreign, tally->mixed, tally->unanswered);
    mark(in_use, MARK_REQUESTS_END, tally->right);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct load *load = worker->load;
    int own = load->shared_file < 0 ? open_node(O_RDWR) : load->shared_file;
    for (int i = 0; !atomic_load(&load->stop) && (load->each == 0 || i < load->each); i++) {
        union buffer sent = tagged_request(worker->number), got = sent;
        if (ioctl(own, IOCTL_VMM, &got) == 0) {
            judge_reply(&load->tally, &sent, &got);
        } else if (load->each == 0) {
            /* The device is away for a moment; the file may be for good. */
            nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
            if (load->shared_file < 0) {
                close(own);
                own = open_node(O_RDWR);
            }
        }
    }
    if (load->shared_file < 0 && own >= 0)
        close(own);
    free(worker);
    return NULL;
}

struct load *start_requests(enum sharing sharing, int each)
{
    struct load *load = calloc(1, sizeof(*load));
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    load->each = each;
    load->shared_file = sharing == ONE_FILE ? open_node(O_RDWR) : -1;
    mark(in_use, MARK_REQUESTS_BEGIN, sharing == ONE_FILE);
    for (int i = 0; i < MOST_THREADS && i < (cpus > 2 ? cpus : 2); i++) {
        struct worker *worker = malloc(sizeof(*worker));
        *worker = (struct worker){ load, i };
        if (pthread_create(&load->threads[i], NULL, work, worker) != 0)
            break;
        load->count++;
    }
    return load;
}

void end_requests(struct load *load, bool stop)
{
    if (stop)
        atomic_store(&load->stop, true);
    for (int i = 0; i < load->count; i++)
        pthread_join(load->threads[i], NULL);
    if (load->shared_file >= 0)
        close(load->shared_file);
    report(&load->tally);
    free(load);
}

void run_requests(enum sharing sharing, int each) { end_requests(start_requests(sharing, each), false); }
