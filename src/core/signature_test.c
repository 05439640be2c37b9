/* A signature holds for the very bytes and the very key, and for nothing else. */
#include "core/secret.h"
#include "core/signature.h"
#include "support/test.h"

void test_signature__holds_for_the_very_bytes_under_the_very_key(void)
{
    SCOPED_ARENA a = arena_new();
    static const char text[] = "cell,value\nR7,1\n";
    const char *key = "k1", *other = "k2";
    const char *made = signature_make(a, key, text, sizeof text - 1);
    const char *shown = signature_public(a, key);
    assert_true(signature_good(a, shown, made, text, sizeof text - 1));
    assert_false(signature_good(a, shown, made, text, sizeof text - 2));
    assert_false(signature_good(a, signature_public(a, other), made, text, sizeof text - 1));
    assert_false(signature_good(a, shown, "AAAA", text, sizeof text - 1));
    assert_false(signature_good(a, "not a key!", made, text, sizeof text - 1));
    assert_string_equal(made, signature_make(a, key, text, sizeof text - 1));
}

/* RFC 8032, 7.1, test 1, whose seed no text gives: checked from the public half alone. */
void test_signature__reads_those_of_others(void)
{
    SCOPED_ARENA a = arena_new();
    static const unsigned char key[] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
                                        0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
                                        0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
                                        0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
    static const unsigned char made[] = {
        0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80,
        0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5, 0xd9, 0x74, 0xd8, 0x73,
        0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f, 0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b,
        0xac, 0xc6, 0x1e, 0x39, 0x70, 0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0,
        0x59, 0x5b, 0xbe, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b};
    assert_true(signature_good(a, base64url(a, key, sizeof key),
                               base64url(a, made, sizeof made), "", 0));
}
