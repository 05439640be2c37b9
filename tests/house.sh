#!/bin/sh
# The rules of the house that a compiler does not know.
#
#     tests/house.sh [BUILD]
#
# Prints each breach with its file and line. The last line is "PASSED FAILED", in rules.
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
passed=0
failed=0
breaches=$(mktemp) || exit 2
trap 'rm -f "$breaches"' EXIT

# What the repository holds: tracked files, and new ones that are not ignored.
all_files=$(git ls-files -co --exclude-standard 2>/dev/null) ||
    all_files=$(find . -type f -not -path './build/*' -not -path '*/node_modules/*' | sed 's|^\./||')
files=$(for f in $all_files; do test -f "$f" && echo "$f"; done)
c_files=$(echo "$files" | grep -E '^(src|tools|tests)/.*\.[ch]$')

# rule "WHAT": counts, and shows what was written to $breaches.
rule() {
    if test -s "$breaches"; then
        failed=$((failed + 1))
        echo "FAILED $1:"
        sed 's/^/    /' "$breaches"
    else
        passed=$((passed + 1))
    fi
    : >"$breaches"
}

# ---------------------------------------------------------------- who includes whom
# base <- sim | db <- core <- web <- modules <- app. A module includes its own headers, and those
# of the modules above it in the list of src/app/modules.c; never their pages.
# shellcheck disable=SC2086
awk '
BEGIN {
    reach["base"] = "base"; reach["sim"] = "base sim"; reach["db"] = "base db"
    reach["core"] = "base sim db core"; reach["web"] = reach["core"] " web"
    reach["modules"] = reach["web"] " modules"; reach["app"] = reach["modules"] " app"
    while ((getline line < "src/app/modules.c") > 0)
        while (match(line, /&[a-z]+_module/)) {
            level[substr(line, RSTART + 1, RLENGTH - 8)] = ++levels
            line = substr(line, RSTART + RLENGTH)
        }
}
function breach(words) { print FILENAME ":" FNR ": " words }
/^#include "/ || /^\{\{page .* include "/ {
    split(FILENAME, here, "/")
    n = split($0, part, "\"")
    for (i = 2; i <= n; i += 2) {
        if (part[i] ~ /^support\//) continue
        depth = split(part[i], there, "/")
        if (depth < 2) { breach("\"" part[i] "\" is not written from src/"); continue }
        if (!index(" " reach[here[2]] " ", " " there[1] " "))
            breach(here[2] " must not include " part[i])
        if (there[1] != "modules" || here[2] != "modules" || there[2] == here[3]) continue
        if (!(there[2] in level) || !(here[3] in level) || level[there[2]] > level[here[3]])
            breach(here[3] " stands above " there[2] " and must not include it")
        if (there[3] ~ /_web\.h$/ || there[3] == "pages")
            breach("the pages of " there[2] " are its own")
    }
}' $(echo "$files" | grep -E '^src/.*\.(c|h|html)$') >"$breaches"
rule "who includes whom"

# Each library is named in one place, so that it can be exchanged there.
only_in() {
    echo "$files" | grep -E '^(src|tools)/.*\.[ch]$' | xargs grep -nE "#include <$1" /dev/null |
        grep -vE "^($2):" | sed "s#\$# (only in $2)#" >>"$breaches"
}
only_in 'microhttpd' 'src/web/listen.c'
only_in '(brotli/|zlib)' 'src/web/compress.c'
only_in 'sqlite3' 'src/db/sqlite.c'
only_in 'libpq' 'src/db/postgres_link.h'
only_in 'unicode/' 'src/(base/collate|core/i18n_test).c'
only_in 'expat' 'src/base/xml.c'
only_in 'glpk' 'src/sim/solver.c'
only_in 'gsl/' 'src/sim/(dist|dist_test|cohort|sample_test|statistics).c'
only_in 'json-c' 'src/base/json.c'
only_in 'sodium' 'src/(base/file|core/secret|core/signature|core/password|core/mail_text|app/main).c'
only_in 'curl' 'src/core/http_client.c'
only_in 'cjose' 'src/core/(jose|token_test).c'
only_in 'openssl' 'src/core/totp.c'
only_in 'qrencode' 'src/core/qr.c'
only_in 'libical' 'src/core/(calendar|calendar_test).c'
only_in '(librsvg|cairo|pango)' 'src/web/raster.c'
only_in 'xlsxwriter' 'src/base/workbook_write_xlsx.c'
only_in 'zip\.h' 'src/base/workbook_zip.c'
only_in 'md4c' 'tools/mdc.c'
only_in 'mpi\.h' 'src/app/mpi.c'
only_in 'iconv' 'src/base/[a-z]+.c'
rule "libraries named in one place"

# The engine is a function of its input: no clock, no environment, no files, no user.
echo "$files" | grep -E '^src/sim/.*\.[ch]$' | grep -v '_test\.[ch]$' |
    xargs grep -nE '\b(time|clock|clock_gettime|getenv|fopen|rand|srand|printf|fprintf|puts)\(' \
        >>"$breaches"
rule "sim reads no clock, file or environment"

# Only the arena frees in subject code.
echo "$files" | grep -E '^src/(core|modules|app)/.*\.c$' | grep -v '_test\.c$' |
    xargs grep -nE '\b(malloc|calloc|realloc|free|strdup)\(' >>"$breaches"
rule "subject code lives in the arena"

# ---------------------------------------------------------------- files
most=500
# Longer because they are one table or one format: shown by name, so that a new one is a decision.
longer='tools/pagec.c'
for f in $(echo "$files" | grep -E '\.(c|h|html|sh|mjs|css)$'); do
    lines=$(wc -l <"$f")
    case " $longer " in
    *" $f "*) ;;
    *) test "$lines" -lt $most || echo "$f: $lines lines; split it by meaning" ;;
    esac
done >"$breaches"
rule "files under $most lines"

# A test file speaks of the file beside it, and its names say the rest.
{
    echo "$c_files" | grep -v '_test\.c$'
    echo "$files" | grep -E '\.(sql|mjs|case|mk)$|^(tools|tests|bench)/.*\.sh$|^tools/setup$'
} | xargs awk '
FNR == 1 && /^#!/ { next }
FNR == 1 || (FNR == 2 && !seen[FILENAME]) {
    seen[FILENAME] = 1
    if ($0 !~ /^(\/\*|--|\/\/|#)/) print FILENAME ": does not open with a comment"
}' >"$breaches"
for f in $(echo "$files" | grep -E '^(tools|tests|bench)/.*\.sh$|^tools/setup$|^\.ci/run$'); do
    test -x "$f" || echo "$f: cannot be run (chmod +x)"
done >>"$breaches"
rule "files open with what they decide"

# In two parts, so that this line does not find itself.
echo "$files" | grep -vE '^(LICENSE|tools/npm/package-lock.json)$' |
    xargs grep -nIE 'TO''DO|FIX''ME|X''XX' /dev/null | grep -vE 'mktemp|-X''XXXXX' >"$breaches"
rule "no unfinished business"

echo "$files" | grep -v '^LICENSE$' |
    xargs grep -nIE '/(ho''me|wo''rk|ro''ot|Users)/|(^|[^a-z.])(10|192\.168)\.[0-9]+\.[0-9]+\.[0-9]+|https?://[a-z0-9.-]*(reg''istry|arti''factory|nex''us|pro''xy|mir''ror)[a-z0-9.-]*[/:]' \
        /dev/null >"$breaches"
rule "no path or host of one machine"

texts=$(echo "$files" | grep -E '\.(c|h|html|sql|sh|mjs|md|case|css|po|mk)$|(^|/)Makefile$')
{
    echo "$texts" | LC_ALL=C xargs grep -l "$(printf '\r')" | sed 's/$/: has CR line ends/'
    echo "$texts" | grep -vE '\.(md|case)$' | xargs grep -nE '[[:blank:]]+$' |
        sed 's/$/ (blanks at the end)/'
    for f in $texts; do test -z "$(tail -c 1 "$f")" || echo "$f: the last line has no end"; done
} >"$breaches"
rule "clean line ends"

if command -v clang-format >/dev/null 2>&1; then
    echo "$c_files" | xargs -P 4 -n 30 clang-format --dry-run 2>&1 |
        sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: warning: .*/\1: run make format/p' | sort -u >"$breaches"
    rule "formatted"
else
    echo "clang-format is not installed: the format is not checked"
fi

# ---------------------------------------------------------------- declared once
# Every test is found by its name, which says what is true.
echo "$files" | grep -E '_test\.c$' |
    xargs grep -nE '^(static )?void test_' | grep -vE 'void test_[a-z0-9_]+__[a-z0-9_]+\(void\)$' >"$breaches"
rule "tests named test_subject__what_is_true"

# A test file without a test would say nothing. One with a header is what several tests share.
for f in $(echo "$files" | grep -E '_test\.c$'); do
    grep -qE '^void test_' "$f" || test -e "${f%.c}.h" || echo "$f: has no test"
done >"$breaches"
rule "every test file has a test"

for po in i18n/*.po; do
    msgfmt --check --check-accelerators='&' -o /dev/null "$po" 2>&1 | grep -v 'warning:'
done >"$breaches"
rule "translations compile"

if test -d "$build/gen"; then
    tools/update_po.sh --check "$build" >"$breaches" 2>&1
    rule "every language has every text (make po)"
fi

echo "$passed $failed"
test "$failed" = 0
