/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resource limits and the list of system calls that a decoder needs (libseccomp). */
#include "Sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Sanitizers reserve terabytes of addresses and make calls of their own. */
#if !defined(__has_feature) /* gcc says it by macros, clang by this */
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) ||     \
    __has_feature(thread_sanitizer)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

/* For kernels before 5.9, and containers whose filter does not know close_range. */
static bool close_those_of_proc(unsigned first)
{
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL) {
        return false;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const unsigned long descriptor = strtoul(entry->d_name, NULL, 10); /* 0 of "." is none of them */
        if (descriptor >= first && descriptor != (unsigned long)dirfd(folder)) {
            close((int)descriptor);
        }
    }
    return closedir(folder) == 0;
}

/* close_range: one number on all architectures, which headers before Linux 5.9 lack. */
enum { CLOSE_RANGE = 436 };

bool mpr_sandbox_close_from(unsigned first)
{
    return syscall(CLOSE_RANGE, first, ~0U, 0) == 0 || close_those_of_proc(first);
}

bool mpr_sandbox_limit(uint64_t memory_limit)
{
    const struct rlimit no_core = {0, 0};
    const struct rlimit memory = {memory_limit, memory_limit};
    return setrlimit(RLIMIT_CORE, &no_core) == 0 && (IS_SANITIZED || setrlimit(RLIMIT_AS, &memory) == 0);
}

/* Memory, threads, time, its own socket, its own end. Anything else answers EPERM, which a library takes as
 * "not there"; killing would turn a harmless question of another libc into a broken worker. */
static const int allowed[] = {
    SCMP_SYS(brk),           SCMP_SYS(munmap),          SCMP_SYS(mremap),
    SCMP_SYS(madvise),       SCMP_SYS(futex),           SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),          SCMP_SYS(sched_yield),     SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),          SCMP_SYS(tgkill),
    SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigreturn),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),  SCMP_SYS(getrandom),       SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),        SCMP_SYS(write),           SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Threads, but no processes; memory, but none that is code. OpenJPEG starts threads. clone3 has its flags in
 * memory, where a filter cannot look: "not implemented" makes libc use clone. */
static int add_conditional_rules(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp is_thread =
        SCMP_A0(SCMP_CMP_MASKED_EQ, (scmp_datum_t)CLONE_THREAD, (scmp_datum_t)CLONE_THREAD);
    const struct scmp_arg_cmp is_no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, (scmp_datum_t)PROT_EXEC, 0);
    const int failures[] = {
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0),
        seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, &is_thread),
        seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &is_no_code),
        seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &is_no_code),
    };
    int worst = 0;
    for (size_t index = 0; index < sizeof failures / sizeof failures[0]; index++) {
        worst = failures[index] < worst ? failures[index] : worst;
    }
    return worst;
}

bool mpr_sandbox_enter(void)
{
    if (IS_SANITIZED) {
        return false;
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL) {
        return false;
    }
    int failure = add_conditional_rules(filter);
    for (size_t index = 0; failure == 0 && index < sizeof allowed / sizeof allowed[0]; index++) {
        failure = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[index], 0);
    }
    if (failure == 0) {
        failure = seccomp_load(filter);
    }
    seccomp_release(filter);
    return failure == 0;
}
