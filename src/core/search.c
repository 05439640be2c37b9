/* Decides what a search finds in one text, and in which order finds stand. */
#include "core/search.h"
#include <stdlib.h>

/* Latin letters with accents, as in Welsh and English names, by their second byte after C3, C4,
 * C5; anything else has no plain letter. */
static char plain_letter(unsigned char first, unsigned char second)
{
    static const char c3[] = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty";
    if (first == 0xc3)
        return c3[second & 0x3f];
    if (first == 0xc5 && (second == 0xb4 || second == 0xb5))
        return 'w';
    if (first == 0xc5 && (second == 0xb6 || second == 0xb7 || second == 0xb8))
        return 'y';
    return '.';
}

const char *search_fold(Arena *a, const char *text)
{
    Buf b = buf_new(a, 0);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p < 0x80) {
            bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
            bool capital = *p >= 'A' && *p <= 'Z';
            if (*p == '\'') /* "council's" is one word */
                continue;
            buf_putc(&b, letter ? (char)*p : capital ? (char)(*p + 32) : ' ');
            continue;
        }
        char c = p[1] ? plain_letter(p[0], p[1]) : '.';
        buf_putc(&b, c == '.' ? ' ' : c);
        while ((p[1] & 0xc0) == 0x80)
            p++;
    }
    return buf_text(&b);
}

enum { WHOLE_WORD = 120, BEGINNING = 110, INSIDE = 100, SLIP = 20 };

static int slips_allowed(size_t length)
{
    return length >= 7 ? 2 : length >= 4 ? 1 : 0;
}

static int word_match(const char *word, const char *const *texts, int n)
{
    int best = 0, slips = slips_allowed(strlen(word));
    for (int i = 0; i < n; i++) {
        int score = 0;
        if (same(word, texts[i]))
            score = WHOLE_WORD;
        else if (starts_with(texts[i], word))
            score = BEGINNING;
        else if (strlen(word) >= 3 && strstr(texts[i], word))
            score = INSIDE;
        else if (slips && text_distance(word, texts[i], slips + 1) <= slips)
            score = SLIP;
        best = score > best ? score : best;
    }
    return best;
}

int search_match(Arena *a, const char *words, const char *text)
{
    const char **wanted, **there;
    const char *folded = search_fold(a, text), *asked = search_fold(a, words);
    int n = text_split(a, asked, ' ', &wanted), m = text_split(a, folded, ' ', &there);
    int least = 0, sum = 0, real = 0;
    for (int i = 0; i < n; i++) {
        if (!*wanted[i])
            continue;
        int score = word_match(wanted[i], there, m);
        if (!score)
            return 0;
        least = !real || score < least ? score : least;
        sum += score;
        real++;
    }
    if (!real)
        return 0;
    if (least < SEARCH_SURE)
        return sum / real < SEARCH_SURE ? sum / real : SEARCH_SURE - 1;
    return sum / real + (same(text_trim(a, folded), text_trim(a, asked)) ? 50 : 0) +
           (starts_with(folded, asked) ? 5 : 0);
}

void search_add(Ctx *cx, FoundList *out, int weight, const char *kind, const char *title,
                const char *text, const char *href)
{
    if (weight > 0)
        *PUSH(cx->arena, out->items, out->n, out->room) =
            (Found){kind, title, text, href, weight};
}

static int by_weight(const void *x, const void *y)
{
    const Found *a = x, *b = y;
    if (a->weight != b->weight)
        return b->weight - a->weight;
    size_t m = strlen(a->title), n = strlen(b->title);
    return m != n ? (m < n ? -1 : 1) : strcmp(a->title, b->title);
}

void search_sort(FoundList *list)
{
    if (list->n)
        qsort(list->items, (size_t)list->n, sizeof *list->items, by_weight);
}
