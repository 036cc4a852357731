/* See notes.h. Each fault is marked by a comment 'fault:', which the tests look for. */
#define _GNU_SOURCE
#include "notes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define VERSION 3
#define LINE 256

struct note {
    struct note *next;
    char *name;
    char *text;
};

struct notes {
    int listening;
    int client;
    char *path;
    char *last_name;
    char last_verb;
    struct note *first;
    notes_listener listener;
    void *context;
};

static struct note *find(struct notes *notes, const char *name)
{
    struct note *note = notes->first;

    while (note && strcmp(note->name, name)) {
        note = note->next;
    }
    return note;
}

/* Returns 0, or -1 with errno. */
static int keep_name(struct notes *notes, const char *name)
{
    size_t length = strlen(name);

#ifdef FIXED
    if (length >= NOTES_NAME) {
#else
    if (length > NOTES_NAME) {
#endif
        errno = ENAMETOOLONG;
        return -1;
    }
    for (size_t i = 0; i < length; i++) {
        notes->last_name[i] = name[i];
    }
    notes->last_name[length] = 0; /* fault: overflow */
    return 0;
}

static struct note *add(struct notes *notes, const char *name)
{
    struct note *note = calloc(1, sizeof *note);

    if (!note) {
        return NULL;
    }
    note->name = strdup(name); /* fault: unchecked */
#ifdef FIXED
    if (!note->name) {
        free(note);
        errno = ENOMEM;
        return NULL;
    }
#endif
    if (note->name[0] == '.') {
        fprintf(stderr, "notes: '%s' is hidden\n", name);
    }
    note->next = notes->first;
    notes->first = note;
    return note;
}

/* Returns 0, or -1 with errno. */
static int put(struct notes *notes, const char *name, const char *text)
{
    struct note *note;
    char *copy;

    if (keep_name(notes, name)) {
        return -1;
    }
    note = find(notes, name);
    if (!note) {
        note = add(notes, name);
        if (!note) {
            return -1;
        }
    }
    copy = strdup(text); /* fault: lost when it is replaced, and silent if it fails */
    if (!copy) {
#ifdef FIXED
        return -1;
#else
        return 1;
#endif
    }
#ifdef FIXED
    free(note->text);
#endif
    note->text = copy;
    printf("notes: %s has %zu bytes\n", name, strlen(text));
    if (notes->listener) {
        notes->listener(notes->context, name, strlen(text));
    }
    return 0;
}

static int reply(struct notes *notes, const char *verb, const char *text)
{
    char *line;
    int length = asprintf(&line, "%s%s\n", verb, text);
    ssize_t sent;

    if (length < 0) {
        /* There is no memory for a reply, so the connection ends. */
        close(notes->client);
        notes->client = -1;
        errno = ENOMEM;
        return -1;
    }
    sent = send(notes->client, line, length, MSG_NOSIGNAL);
    free(line);
    return sent == length ? 1 : -1;
}

static int reply_error(struct notes *notes, int error)
{
    char number[16];

    snprintf(number, sizeof number, "%d", error);
    return reply(notes, "ERR ", number);
}

static int answer(struct notes *notes, char *line)
{
    char *rest = line, *verb = strsep(&rest, " "), *name = strsep(&rest, " ");

    notes->last_verb = verb[0];
    if (!strcmp(verb, "PUT") && name && rest) {
        int error = put(notes, name, rest);
        if (error) {
            /* With the fault, the client waits for ever. */
            return error < 0 ? reply_error(notes, errno) : 1;
        }
        return reply(notes, "OK", "");
    }
    if (!strcmp(verb, "GET") && name) {
        struct note *note = find(notes, name);
        return note && note->text ? reply(notes, "= ", note->text) : reply_error(notes, ENOENT);
    }
    fprintf(stderr, "notes: no request '%s'\n", verb);
    return reply_error(notes, EINVAL);
}

int notes_serve(struct notes *notes)
{
    char line[LINE];
    size_t length = 0;

    if (notes->client < 0) {
        notes->client = accept(notes->listening, NULL, NULL);
        if (notes->client < 0) {
            return -1;
        }
    }
    while (length < sizeof line - 1) {
        ssize_t got = recv(notes->client, line + length, 1, 0);
        if (got <= 0) {
            close(notes->client);
            notes->client = -1;
            return got;
        }
        if (line[length] == '\n') {
            line[length] = 0;
            return answer(notes, line);
        }
        length++;
    }
    return reply_error(notes, EMSGSIZE);
}

struct notes *notes_create(const char *path, notes_listener listener, void *context)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct notes *notes = calloc(1, sizeof *notes);
    int error;

    if (!notes) {
        return NULL;
    }
    notes->client = -1;
    notes->listening = -1;
    notes->listener = listener;
    notes->context = context;
    notes->path = strdup(path); /* fault: kept if the next allocation fails */
    notes->last_name = calloc(1, NOTES_NAME);
    errno = ENOMEM;
    if (!notes->path || !notes->last_name) {
        goto failed;
    }
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    notes->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (notes->listening < 0 || bind(notes->listening, (struct sockaddr *)&address, sizeof address)
        || listen(notes->listening, 1)) {
        goto failed;
    }
    return notes;

failed:
    error = errno;
#ifdef FIXED
    free(notes->path);
#endif
    notes->path = NULL; /* the socket is not this server's */
    notes_destroy(notes);
    errno = error;
    return NULL;
}

void notes_get_stats(const struct notes *notes, struct notes_stats *stats)
{
    memset(stats, 0, sizeof *stats);
    stats->version = VERSION;
    stats->connected = notes->client >= 0;
    stats->last_verb = notes->last_verb;
    memcpy(stats->last_name, notes->last_name, NOTES_NAME);
    for (const struct note *note = notes->first; note; note = note->next) {
        size_t length = note->text ? strlen(note->text) : 0;
        if (stats->count < 3) {
            stats->lengths[stats->count] = length;
        }
        stats->count++;
        stats->bytes += length;
    }
}

void notes_destroy(struct notes *notes)
{
    struct note *note = notes->first;

    while (note) {
        struct note *next = note->next;
        free(note->name);
        free(note->text);
        free(note);
        note = next;
    }
    if (notes->client >= 0) {
        close(notes->client);
    }
    if (notes->listening >= 0) {
        close(notes->listening);
    }
    if (notes->path) {
        unlink(notes->path);
        free(notes->path);
    }
    free(notes->last_name);
    free(notes);
}
