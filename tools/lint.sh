#!/bin/sh
# Reads the sources with other eyes than gcc: clang-format, clang's warnings, cppcheck.
#
#     tools/lint.sh BUILD      BUILD holds the compiled pages (make all)
#
# A tool that is not installed is named and left out. Ends with 1 when anything was found.
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
found=0
files=$(find src tools tests bench -name '*.[ch]' -not -path '*/node_modules/*' | sort)
sources=$(find src -name '*.c' | sort)

have() {
    command -v "$1" >/dev/null 2>&1 && return
    echo "lint: $1 is not installed; left out"
    return 1
}

if have clang-format; then
    # shellcheck disable=SC2086
    clang-format --dry-run -Werror $files || found=1
fi
if have clang; then
    # The same language and warnings as the Makefile; -Wno-missing-prototypes: a test is declared
    # by the runner that finds it.
    flags="-std=c17 -D_GNU_SOURCE -Isrc -Itests -I$build/gen -pthread -fsyntax-only -Werror
        -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wformat=2 -Wvla -Wwrite-strings
        -Wno-gnu-zero-variadic-macro-arguments -DPONT_VERSION=\"0\" -DPONT_COMMIT=\"0\""
    # shellcheck disable=SC2086
    echo "$sources" | xargs -P "$(nproc)" -n 12 clang $flags || found=1
fi
if have cppcheck; then
    # It cannot read the macro ARGS of db.h (internalAstError), and takes it for a fault that a
    # caller lends a local to a function it calls (autoVariables).
    # shellcheck disable=SC2086
    cppcheck -q -j "$(nproc)" --std=c11 --language=c --enable=warning,portability \
        --error-exitcode=1 --inline-suppr --suppress=internalAstError \
        --suppress=autoVariables --suppress=funcArgOrderDifferent \
        -D_GNU_SOURCE -Isrc $(echo "$sources" | grep -v _test.c) || found=1
fi
exit $found
