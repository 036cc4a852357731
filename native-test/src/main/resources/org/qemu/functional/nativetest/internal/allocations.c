/*
 * Fails the n-th allocation that a library under test makes, and lists what it has not released. Loaded by LD_PRELOAD.
 *
 * An allocation belongs to the library if the call returns into the library's mapping; the JVM, libc and other libraries are
 * left alone. NATIVE_TEST_FAIL_AT is n, or 0 to fail none; NATIVE_TEST_REPORT is the file that lines are appended to:
 *
 *   F <function> <size> <frame>...   this allocation failed
 *   L <function> <size> <frame>...   this block was not released
 *   S <frame>...                     the process called abort()
 *   T <number>                       allocations of the library until the report
 *
 * A frame is <file>+<offset in hexadecimal>, of the library only, the innermost first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIBRARIES 16
#define FRAMES 12
#define DEPTH 32
#define SLOTS (1 << 16)
#define PROBES 1024
#define API __attribute__((visibility("default")))
#define CALLER __builtin_return_address(0)

/* The entries of glibc that need no dlsym(), which allocates itself. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

struct library {
    char path[4096];
    ElfW(Addr) base, start, end;
};

struct block {
    void *address; /* 0: never used; RELEASED: used before */
    size_t size;
    const char *function;
    void *frames[FRAMES];
};

#define RELEASED ((void *)1)

static struct library libraries[LIBRARIES];
static volatile int library_count;
static struct block blocks[SLOTS];
static volatile int block_count;
static volatile char lock;
static volatile long calls;
static long fail_at;
static int report = -1;

static void acquire(void)
{
    while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE)) {
    }
}

static void release(void)
{
    __atomic_clear(&lock, __ATOMIC_RELEASE);
}

static const struct library *library_of(const void *address)
{
    ElfW(Addr) value = (ElfW(Addr))address;

    for (int i = 0; i < library_count; i++) {
        if (value >= libraries[i].start && value < libraries[i].end) {
            return &libraries[i];
        }
    }
    return NULL;
}

/* Keep the frames of the library, in order; return addresses are moved back into their calls. */
static void collect(void **kept)
{
    void *all[DEPTH];
    int count = backtrace(all, DEPTH), used = 0;

    memset(kept, 0, FRAMES * sizeof *kept);
    for (int i = 0; i < count && used < FRAMES; i++) {
        if (library_of((char *)all[i] - 1)) {
            kept[used++] = (char *)all[i] - 1;
        }
    }
}

static void write_line(const char *what, void *const *frames)
{
    char line[8192];
    int length = snprintf(line, sizeof line, "%s", what);

    for (int i = 0; i < FRAMES && frames[i]; i++) {
        const struct library *library = library_of(frames[i]);
        if (library && length < (int)sizeof line - 1) {
            length += snprintf(line + length, sizeof line - length, "\t%s+%lx", library->path,
                               (unsigned long)((ElfW(Addr))frames[i] - library->base));
        }
    }
    if (length > (int)sizeof line - 2) {
        length = sizeof line - 2;
    }
    line[length++] = '\n';
    if (report >= 0 && write(report, line, length) != length) {
        report = -1;
    }
}

/* Return whether this allocation must fail. */
static int fails(const void *caller, const char *function, size_t size)
{
    char what[64];
    void *frames[FRAMES];

    if (!library_of(caller) || __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) != fail_at) {
        return 0;
    }
    collect(frames);
    snprintf(what, sizeof what, "F\t%s\t%zu", function, size);
    write_line(what, frames);
    errno = ENOMEM;
    return 1;
}

static struct block *slot_of(void *address, int for_new)
{
    size_t start = ((size_t)address >> 4) * 2654435761u, i;
    struct block *free_slot = NULL;

    for (i = 0; i < PROBES; i++) {
        struct block *block = &blocks[(start + i) % SLOTS];
        if (block->address == address) {
            return block;
        }
        if (!free_slot && (block->address == RELEASED || !block->address)) {
            free_slot = block;
        }
        if (!block->address) {
            break;
        }
    }
    return for_new ? free_slot : NULL;
}

/* Remember a block of the library; returns the block. */
static void *remember(const void *caller, void *address, const char *function, size_t size)
{
    void *frames[FRAMES];
    struct block *block;

    if (!address || !library_of(caller)) {
        return address;
    }
    collect(frames);
    acquire();
    block = slot_of(address, 1);
    if (block) {
        block->address = address;
        block->size = size;
        block->function = function;
        memcpy(block->frames, frames, sizeof frames);
        block_count++;
    }
    release();
    return address;
}

static void forget(void *address)
{
    struct block *block;

    if (!address || !block_count) {
        return;
    }
    acquire();
    block = slot_of(address, 0);
    if (block) {
        block->address = RELEASED;
        block_count--;
    }
    release();
}

API void *malloc(size_t size)
{
    return fails(CALLER, "malloc", size) ? NULL : remember(CALLER, __libc_malloc(size), "malloc", size);
}

API void *calloc(size_t count, size_t size)
{
    return fails(CALLER, "calloc", count * size) ? NULL
                                                 : remember(CALLER, __libc_calloc(count, size), "calloc", count * size);
}

/* A block that was moved belongs to who allocated it last; one that could not be is still there. */
static void *resize(const void *caller, void *old, size_t size, const char *function)
{
    void *resized;

    if (fails(caller, function, size)) {
        return NULL;
    }
    /* Before the call: afterwards another thread may have got the same address. */
    forget(old);
    resized = __libc_realloc(old, size);
    return remember(caller, resized ? resized : size ? old : NULL, function, size) && resized ? resized : NULL;
}

API void *realloc(void *old, size_t size)
{
    return resize(CALLER, old, size, "realloc");
}

API void *reallocarray(void *old, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return resize(CALLER, old, bytes, "reallocarray");
}

API void free(void *address)
{
    forget(address);
    __libc_free(address);
}

API void *memalign(size_t alignment, size_t size)
{
    return fails(CALLER, "memalign", size) ? NULL
                                           : remember(CALLER, __libc_memalign(alignment, size), "memalign", size);
}

API void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(CALLER, "aligned_alloc", size)
               ? NULL
               : remember(CALLER, __libc_memalign(alignment, size), "aligned_alloc", size);
}

API int posix_memalign(void **result, size_t alignment, size_t size)
{
    int before = errno;
    void *address;

    if (alignment % sizeof(void *) || alignment & (alignment - 1) || !alignment) {
        return EINVAL;
    }
    if (fails(CALLER, "posix_memalign", size)) {
        errno = before; /* it returns the error instead */
        return ENOMEM;
    }
    address = remember(CALLER, __libc_memalign(alignment, size), "posix_memalign", size);
    if (!address) {
        return ENOMEM;
    }
    *result = address;
    return 0;
}

static void *copy(const void *caller, const char *text, size_t length, const char *function)
{
    char *result;

    if (fails(caller, function, length + 1)) {
        return NULL;
    }
    result = __libc_malloc(length + 1);
    if (result) {
        memcpy(result, text, length);
        result[length] = 0;
    }
    return remember(caller, result, function, length + 1);
}

API char *strdup(const char *text)
{
    return copy(CALLER, text, strlen(text), "strdup");
}

API char *strndup(const char *text, size_t most)
{
    return copy(CALLER, text, strnlen(text, most), "strndup");
}

static int print(const void *caller, char **result, const char *format, va_list values, const char *function)
{
    va_list again;
    int length;

    va_copy(again, values);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        return length;
    }
    if (fails(caller, function, length + 1)) {
        return -1;
    }
    *result = remember(caller, __libc_malloc(length + 1), function, length + 1);
    return *result ? vsnprintf(*result, length + 1, format, values) : -1;
}

API int vasprintf(char **result, const char *format, va_list values)
{
    return print(CALLER, result, format, values, "vasprintf");
}

API int asprintf(char **result, const char *format, ...)
{
    const void *caller = CALLER;
    va_list values;
    int length;

    va_start(values, format);
    length = print(caller, result, format, values, "asprintf");
    va_end(values);
    return length;
}

static int add_if_named(struct dl_phdr_info *info, size_t size, void *wanted)
{
    struct library *library = &libraries[library_count];
    char real[4096];

    (void)size;
    if (!realpath(info->dlpi_name, real) || strcmp(real, wanted)) {
        return 0;
    }
    library->base = info->dlpi_addr;
    library->start = ~(ElfW(Addr))0;
    library->end = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && part->p_flags & PF_X) {
            ElfW(Addr) start = info->dlpi_addr + part->p_vaddr;
            library->start = start < library->start ? start : library->start;
            library->end = start + part->p_memsz > library->end ? start + part->p_memsz : library->end;
        }
    }
    strcpy(library->path, real);
    library_count++;
    return 1;
}

/* Begin to count the allocations of a loaded library. Returns 1, or 0 if no library has this path. */
API int native_test_watch(const char *path)
{
    char real[4096];

    for (int i = 0; i < library_count; i++) {
        if (realpath(path, real) && !strcmp(libraries[i].path, real)) {
            return 1;
        }
    }
    return library_count < LIBRARIES && realpath(path, real) && dl_iterate_phdr(add_if_named, real);
}

/* Write what the library has not released, and the number of its allocations. */
API void native_test_report(void)
{
    static const void *none[FRAMES];
    char what[64];

    fail_at = 0;
    for (int i = 0; i < SLOTS; i++) {
        if (blocks[i].address && blocks[i].address != RELEASED) {
            snprintf(what, sizeof what, "L\t%s\t%zu", blocks[i].function, blocks[i].size);
            write_line(what, blocks[i].frames);
        }
    }
    snprintf(what, sizeof what, "T\t%ld", calls);
    write_line(what, (void *const *)none);
}

static void aborted(int signal_number)
{
    void *frames[FRAMES];

    collect(frames);
    write_line("S", frames);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("NATIVE_TEST_FAIL_AT"), *file = getenv("NATIVE_TEST_REPORT");
    void *first[1];

    if (!at || !file) {
        return;
    }
    fail_at = atol(at);
    report = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    backtrace(first, 1); /* its first call loads a library */
    signal(SIGABRT, aborted);
    /* What this process starts is not under test. */
    unsetenv("LD_PRELOAD");
}
