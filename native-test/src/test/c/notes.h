/* A server that keeps short notes, for the tests of native-test. It has faults, unless FIXED is defined. */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOTES_NAME 16

struct notes;

/* The layout has padding in three places. */
struct notes_stats {
    uint16_t version;
    bool connected;
    uint32_t count;
    uint8_t last_verb;
    uint64_t bytes;
    char last_name[NOTES_NAME];
    uint16_t lengths[3];
};

/* Called after a note was stored. */
typedef void (*notes_listener)(void *context, const char *name, size_t length);

/* Listen on a socket. Returns NULL with errno on failure. */
struct notes *notes_create(const char *path, notes_listener listener, void *context);

/*
 * Accept a client if there is none, then answer one request, which is a line:
 *
 *   PUT <name> <text>    OK, or ERR <errno>
 *   GET <name>           = <text>, or ERR <errno>
 *
 * Returns 1 after a request, 0 when the client has gone, -1 with errno on failure.
 */
int notes_serve(struct notes *notes);

void notes_get_stats(const struct notes *notes, struct notes_stats *stats);

/* Close the socket and release everything. */
void notes_destroy(struct notes *notes);

#endif
