/*
 * A disk that is watched, and that fails when it is told to: loaded before the C library into the
 * program under test (LD_PRELOAD), so that every call on a database file comes through here.
 *
 * DISK_LOG=FILE      writes down what the files are told, in order; tests/trust/disk.rs reads it.
 * DISK_FAIL=C N E A  the N-th call of class C fails: write, sync, truncate, open or link. E is an errno;
 *                    0 writes half of what was asked, -1 kills the process before the call, -2
 *                    kills it after half a write. A is 0 for that call only, 1 from then on.
 * DISK_COUNT=FILE    says at the end how many calls of that class there were.
 *
 * Only files whose name holds ".db" count, and standard output, whose writes are the answers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int log_fd = -1;
static char class_to_fail[16];
static long fail_at, fail_errno, fail_on, calls;

__attribute__((constructor)) static void begin(void)
{
    const char *log = getenv("DISK_LOG"), *fail = getenv("DISK_FAIL");
    if (log)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fail)
        sscanf(fail, "%15s %ld %ld %ld", class_to_fail, &fail_at, &fail_errno, &fail_on);
}

__attribute__((destructor)) static void end(void)
{
    const char *count = getenv("DISK_COUNT");
    char text[24];
    if (!count)
        return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int len = snprintf(text, sizeof text, "%ld", calls);
    syscall(SYS_write, fd, text, len);
    syscall(SYS_close, fd);
}

/* One entry of the log: what, the name, a place, a length and the bytes. */
static void note(char what, const char *name, uint64_t at, const void *bytes, uint32_t len)
{
    uint32_t name_len = (uint32_t)strlen(name);
    char head[17];
    if (log_fd < 0)
        return;
    head[0] = what;
    memcpy(head + 1, &name_len, 4);
    memcpy(head + 5, &at, 8);
    memcpy(head + 13, &len, 4);
    syscall(SYS_write, log_fd, head, sizeof head);
    syscall(SYS_write, log_fd, name, name_len);
    if (bytes)
        syscall(SYS_write, log_fd, bytes, len);
}

/* The name of an open file that is watched, or NULL. A folder is watched for its syncs. */
static const char *watched(int fd, char name[PATH_MAX], int folders)
{
    char link[40];
    struct stat is;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, name, PATH_MAX - 1);
    if (len <= 0)
        return NULL;
    name[len] = 0;
    if (strstr(name, ".db"))
        return name;
    return folders && fstat(fd, &is) == 0 && S_ISDIR(is.st_mode) ? name : NULL;
}

static int has_come(const char *class)
{
    if (strcmp(class, class_to_fail))
        return 0;
    calls++;
    return calls == fail_at || (fail_on && calls > fail_at);
}

/* Whether this call fails now; it may not come back. */
static int fails(const char *class)
{
    if (!has_come(class))
        return 0;
    if (fail_errno == -1)
        raise(SIGKILL);
    errno = (int)fail_errno;
    return 1;
}

static ssize_t write_at(int fd, const void *bytes, size_t len, off_t at, int placed)
{
    char buffer[PATH_MAX];
    const char *name = fd == log_fd ? NULL : watched(fd, buffer, 0);
    size_t part = len;
    int torn = 0;
    if (name && has_come("write")) {
        if (fail_errno > 0) {
            errno = (int)fail_errno;
            return -1;
        }
        if (fail_errno == -1)
            raise(SIGKILL);
        part = len > 1 ? len / 2 : len;
        torn = fail_errno == -2;
    }
    ssize_t done = placed ? syscall(SYS_pwrite64, fd, bytes, part, at) : syscall(SYS_write, fd, bytes, part);
    if (torn)
        raise(SIGKILL);
    if (name && done > 0)
        note('w', name, (uint64_t)at, bytes, (uint32_t)done);
    else if (fd == 1 && done > 0)
        note('a', "", 0, NULL, 0);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    off_t at = lseek(fd, 0, SEEK_CUR);
    return write_at(fd, bytes, len, at < 0 ? 0 : at, 0);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    return write_at(fd, bytes, len, at, 1);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    return write_at(fd, bytes, len, at, 1);
}

/* The real disk is not waited for: what it would have by now is what the log says. */
int fsync(int fd)
{
    char buffer[PATH_MAX];
    const char *name = watched(fd, buffer, 1);
    if (name && fails("sync"))
        return -1;
    if (name)
        note('s', name, 0, NULL, 0);
    return 0;
}

int fdatasync(int fd)
{
    return fsync(fd);
}

int ftruncate(int fd, off_t len)
{
    char buffer[PATH_MAX];
    const char *name = watched(fd, buffer, 0);
    if (name && fails("truncate"))
        return -1;
    if (name)
        note('t', name, (uint64_t)len, NULL, 0);
    return (int)syscall(SYS_ftruncate, fd, len);
}

int ftruncate64(int fd, off_t len)
{
    return ftruncate(fd, len);
}

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    char buffer[PATH_MAX];
    int is_db = strstr(path, ".db") != NULL;
    int is_new = is_db && (flags & O_CREAT) && faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW);
    if (is_db && fails("open"))
        return -1;
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && is_new && watched(fd, buffer, 0))
        note('c', buffer, 0, NULL, 0);
    return fd;
}

#define MODE                                                                                       \
    mode_t mode = 0;                                                                               \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                           \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

int open(const char *path, int flags, ...)
{
    MODE return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE return open_at(folder, path, flags, mode);
}

int linkat(int from, const char *path, int to, const char *other, int flags)
{
    char old[PATH_MAX], new[PATH_MAX];
    int known = strstr(other, ".db") && realpath(path, old);
    if (known && fails("link"))
        return -1;
    int done = (int)syscall(SYS_linkat, from, path, to, other, flags);
    if (done == 0 && known && realpath(other, new))
        note('l', new, 0, old, (uint32_t)strlen(old));
    return done;
}

int unlink(const char *path)
{
    char name[PATH_MAX];
    int known = strstr(path, ".db") && realpath(path, name);
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (done == 0 && known)
        note('u', name, 0, NULL, 0);
    return done;
}
