/* Decides whether a key has stood in the file before. Keys are compared as they are written,
 * part by part, so that A1 with 23 is not A12 with 3; a hash only says where to look. The table
 * keeps of every key its hash, its line and its place in the file, where the few that agree are
 * read again. The hash is seeded by chance, so that nobody can write a file that makes it slow;
 * the answer does not depend on it. */
#include "core/secret.h"
#include "modules/record/plan.h"

typedef struct Slot {
    uint32_t hash, place, line; /* line 0: empty */
} Slot;

struct Keys {
    Arena *arena, *scratch;
    Scan *scan;
    const int *columns;
    int n;
    uint64_t seed, used;
    uint32_t mask;
    Slot *slots;
    uint32_t hashes[BATCH_ROOM];
};
_Static_assert(SCAN_MOST_BYTES <= UINT32_MAX, "a place must fit");

Keys *keys_new(Arena *a, Scan *scan, const int *columns, int n, int64_t rows_guess)
{
    Keys *k = NEW(a, Keys);
    uint64_t slots = 4096;
    while (slots < 2 * (uint64_t)rows_guess)
        slots *= 2;
    *k = (Keys){
        .arena = a, .scan = scan, .columns = columns, .n = n, .mask = (uint32_t)(slots - 1)};
    k->scratch = arena_new();
    secret_random(&k->seed, sizeof k->seed);
    k->slots = NEW_ARRAY(a, Slot, slots);
    return k;
}

void keys_end(Keys *k)
{
    arena_free(k->scratch);
}

static void enlarge(Keys *k)
{
    uint32_t mask = 2 * k->mask + 1;
    Slot *slots = NEW_ARRAY(k->arena, Slot, (size_t)mask + 1);
    for (size_t i = 0; i <= k->mask; i++) {
        if (!k->slots[i].line)
            continue;
        uint32_t at = k->slots[i].hash & mask;
        while (slots[at].line)
            at = (at + 1) & mask;
        slots[at] = k->slots[i];
    }
    k->slots = slots;
    k->mask = mask;
}

/* Whether the row at `place` has the same key as row r of the batch. */
static bool same_key(Keys *k, const ScanBatch *b, int r, uint32_t place, bool *equal)
{
    CsvRow row;
    arena_reset(k->scratch);
    if (!scan_row_at(k->scan, k->scratch, place, &row))
        return false;
    *equal = true;
    for (int i = 0; i < k->n && *equal; i++) {
        View v = scan_cell(b, r, k->columns[i]);
        const char *cell = csv_cell(&row, k->columns[i]);
        *equal = strlen(cell) == v.n && memcmp(cell, v.s, v.n) == 0;
    }
    return true;
}

static bool take(Keys *k, const ScanBatch *b, int r, int *earlier)
{
    uint32_t hash = k->hashes[r], at = hash & k->mask;
    for (; k->slots[at].line; at = (at + 1) & k->mask) {
        bool equal;
        if (k->slots[at].hash != hash)
            continue;
        if (!same_key(k, b, r, k->slots[at].place, &equal))
            return false;
        if (equal) {
            *earlier = (int)k->slots[at].line;
            return true;
        }
    }
    *earlier = 0;
    k->slots[at] = (Slot){hash, (uint32_t)scan_place(b, r), (uint32_t)b->line[r]};
    if (++k->used * 2 > k->mask)
        enlarge(k);
    return true;
}

bool keys_check(Keys *k, const ScanBatch *b, int *earlier)
{
    enum { AHEAD = 16 };
    for (int r = 0; r < b->n_rows; r++) {
        uint64_t h = k->seed;
        for (int i = 0; i < k->n; i++)
            h = view_hash(scan_cell(b, r, k->columns[i]), h);
        k->hashes[r] = (uint32_t)(h ^ h >> 32);
    }
    for (int r = 0; r < b->n_rows; r++) {
        if (r + AHEAD < b->n_rows)
            __builtin_prefetch(&k->slots[k->hashes[r + AHEAD] & k->mask], 1);
        if (!take(k, b, r, &earlier[r]))
            return false;
    }
    return true;
}
