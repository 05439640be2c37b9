/* Decides the order of names by ICU's Welsh collator, which is also what PostgreSQL calls
 * "cy-x-icu". The collator is made at the first comparison and never changed afterwards. */
#include "base/collate.h"
#include <pthread.h>
#include <unicode/ucol.h>

static UCollator *collator; /* constant once made */
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
    UErrorCode status = U_ZERO_ERROR;
    collator = ucol_open("cy", &status);
    if (U_FAILURE(status))
        collator = NULL; /* without ICU's data: the order of bytes */
}

int text_compare_cy_n(const char *a, size_t a_size, const char *b, size_t b_size)
{
    UErrorCode status = U_ZERO_ERROR;
    pthread_once(&made, make);
    int order = collator ? (int)ucol_strcollUTF8(collator, a, (int32_t)a_size, b,
                                                 (int32_t)b_size, &status)
                         : 0;
    if (order)
        return order;
    size_t common = a_size < b_size ? a_size : b_size;
    int bytes = common ? memcmp(a, b, common) : 0;
    return bytes ? bytes : (a_size > b_size) - (a_size < b_size);
}

int text_compare_cy(const char *a, const char *b)
{
    return text_compare_cy_n(a, strlen(a), b, strlen(b));
}
