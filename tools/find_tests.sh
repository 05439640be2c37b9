#!/bin/sh
# Writes a test program that calls every `void test_subject__what_is_true(void)` of the files given.
echo '/* Made by tools/find_tests.sh; the list of tests is their names. */'
echo '#include <stdarg.h>'
echo '#include <stddef.h>'
echo '#include <setjmp.h>'
echo '#include <stdint.h>'
echo '#include <cmocka.h>'
names=$(grep -hoE '^void test_[a-z0-9_]+\(void\)' "$@" | sed 's/^void //; s/(void)//')
for n in $names; do
    echo "void $n(void);"
    echo "static void run_$n(void **state) { (void)state; $n(); }"
done
echo 'int main(int argc, char **argv)'
echo '{'
echo '    if (argc > 1) /* only those whose names match: test_date__* */'
echo '        cmocka_set_test_filter(argv[1]);'
echo '    static const struct CMUnitTest tests[] = {'
for n in $names; do echo "        {\"$n\", run_$n, NULL, NULL, NULL},"; done
echo '    };'
echo '    return cmocka_run_group_tests(tests, NULL, NULL);'
echo '}'
