#include "wheel.h"

#include <stdlib.h>
#include <string.h>

void
wheel_init(wheel *w)
{
    w->entries = NULL;
    w->used = w->size = 0;
}

void
wheel_free(wheel *w)
{
    free(w->entries);
    wheel_init(w);
}

static void
wheel_take_out(wheel *w, size_t at)
{
    w->used--;
    memmove(w->entries + at, w->entries + at + 1, (w->used - at) * sizeof(wheel_entry));
}

int
wheel_add(wheel *w, long long when, wheel_callback callback, void *data)
{
    size_t at = w->used;

    if (w->used == w->size) {
        size_t size = w->size ? 2 * w->size : 8;
        wheel_entry *entries = realloc(w->entries, size * sizeof(wheel_entry));
        if (entries == NULL)
            return -1;
        w->entries = entries;
        w->size = size;
    }
    while (at > 0 && w->entries[at - 1].when > when)
        at--;
    memmove(w->entries + at + 1, w->entries + at, (w->used - at) * sizeof(wheel_entry));
    w->entries[at].when = when;
    w->entries[at].callback = callback;
    w->entries[at].data = data;
    w->used++;
    return 0;
}

int
wheel_remove(wheel *w, void *data)
{
    size_t at;

    for (at = 0; at < w->used; at++) {
        if (w->entries[at].data == data) {
            wheel_take_out(w, at);
            return 1;
        }
    }
    return 0;
}

int
wheel_run(wheel *w, long long until)
{
    while (w->used > 0 && w->entries[0].when <= until) {
        wheel_entry due = w->entries[0];
        int stop;

        wheel_take_out(w, 0);
        stop = due.callback(due.data, due.when);
        if (stop != 0)
            return stop;
    }
    return 0;
}

int
wheel_tour(const wheel *w, wheel_visitor visit, void *arg)
{
    size_t at;

    for (at = 0; at < w->used; at++) {
        int stop = visit(w->entries[at].data, w->entries[at].when, arg);
        if (stop != 0)
            return stop;
    }
    return 0;
}
