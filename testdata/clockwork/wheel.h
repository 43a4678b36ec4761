/* A wheel of things to do at a time. Plain C: it knows nothing of Python and calls back what it was given. */

#ifndef WHEEL_H
#define WHEEL_H

#include <stddef.h>

/* Does what is due. Anything but 0 stops the run that called it. */
typedef int (*wheel_callback)(void *data, long long when);

/* Looks at one thing that waits. Anything but 0 ends the tour. */
typedef int (*wheel_visitor)(void *data, long long when, void *arg);

typedef struct {
    long long when;
    wheel_callback callback;
    void *data;
} wheel_entry;

typedef struct {
    wheel_entry *entries;   /* the next one first; those of one time in the order they came */
    size_t used;
    size_t size;
} wheel;

void wheel_init(wheel *w);
void wheel_free(wheel *w);

/* 0, or -1 without memory. */
int wheel_add(wheel *w, long long when, wheel_callback callback, void *data);

/* Whether data waited; it waits no more. */
int wheel_remove(wheel *w, void *data);

/* Takes out and does, in order, what is due up to a time. 0, or what stopped it. */
int wheel_run(wheel *w, long long until);

/* 0, or what ended it. */
int wheel_tour(const wheel *w, wheel_visitor visit, void *arg);

#endif
