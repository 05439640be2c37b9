/* Decides how a short text is recognised among those seen before: an open table by its hash. */
#include "modules/record/plan.h"

/* The first n <= 8 bytes as a number: what follows them in memory does not count. */
static inline uint64_t first_bytes(const char *s, uint32_t n)
{
    uint64_t w;
    if (n == 0)
        return 0;
    memcpy(&w, s, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return w >> (64 - 8 * n);
#else
    return w << (64 - 8 * n);
#endif
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 p = (unsigned __int128)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

uint64_t view_hash(View v, uint64_t seed)
{
    const uint64_t k1 = 0x9E3779B97F4A7C15u, k2 = 0xD1342543DE82EF95u;
    uint64_t h = seed ^ mix(v.n ^ k1, k2);
    while (v.n > 16) {
        uint64_t w[2];
        memcpy(w, v.s, 16);
        h = mix(w[0] ^ k1 ^ h, w[1] ^ k2);
        v.s += 16;
        v.n -= 16;
    }
    uint64_t low = first_bytes(v.s, v.n < 8 ? v.n : 8);
    uint64_t high = v.n > 8 ? first_bytes(v.s + 8, v.n - 8) : 0;
    return mix(low ^ k1 ^ h, high ^ k2 ^ h);
}

enum { WORDS_SEED = 20260331, FEWEST_SLOTS = 64 };

void words_start(Words *n, Arena *a)
{
    *n = (Words){.arena = a, .slots_n = FEWEST_SLOTS};
    n->slots = NEW_ARRAY(a, int, n->slots_n);
}

static inline int find(const Words *n, View v, uint64_t hash, uint32_t *slot)
{
    uint32_t mask = (uint32_t)n->slots_n - 1;
    for (*slot = (uint32_t)hash & mask; n->slots[*slot]; *slot = (*slot + 1) & mask) {
        int i = n->slots[*slot] - 1;
        if (n->hashes[i] == hash && n->items[i].n == v.n &&
            memcmp(n->items[i].s, v.s, v.n) == 0)
            return i;
    }
    return -1;
}

int words_find(const Words *n, View v)
{
    uint32_t slot;
    return find(n, v, view_hash(v, WORDS_SEED), &slot);
}

static void more_slots(Words *n)
{
    n->slots_n *= 4;
    n->slots = NEW_ARRAY(n->arena, int, n->slots_n);
    uint32_t mask = (uint32_t)n->slots_n - 1;
    for (int i = 0; i < n->n; i++) {
        uint32_t slot = (uint32_t)n->hashes[i] & mask;
        while (n->slots[slot])
            slot = (slot + 1) & mask;
        n->slots[slot] = i + 1;
    }
}

int words_add(Words *n, View v)
{
    uint32_t slot;
    uint64_t hash = view_hash(v, WORDS_SEED);
    int i = find(n, v, hash, &slot);
    if (i >= 0)
        return i;
    i = n->n;
    int hashes = i, room = n->room;
    *PUSH(n->arena, n->items, n->n, n->room) = (View){arena_strndup(n->arena, v.s, v.n), v.n};
    *PUSH(n->arena, n->hashes, hashes, room) = hash;
    n->slots[slot] = n->n;
    if (n->n * 2 > n->slots_n)
        more_slots(n);
    return i;
}
