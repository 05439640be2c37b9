#!/bin/sh
# Runs the commands that README.md and docs/ show, so that they stay true.
#
#     tests/docs.sh BUILD      BUILD holds pont and fixture.db
#
# A command is a line "    pont ...", "$ pont ...", or a line with pont first in a fence ```sh;
# "\" at its end takes in the next line. It must end with 0, or with N where "# exits N" stands
# behind it. Those of one page run in order in one folder, where examples/, data/ and wales.db
# (the Welsh example) stand, and PONT_DB is a database of its own; a folder return/ holds a whole
# return, as if the reader had filled in the template. Lines with "...", with a word in capitals
# (DIR, NOUN) or with a path of a real machine (/var) are patterns and are not run. The last line
# is "PASSED FAILED".
set -u
cd "$(dirname "$0")/.." || exit 2
root=$(pwd)
build=${1:?use: tests/docs.sh BUILD}
case $build in
/*) ;;
*) build=$root/$build ;;
esac
passed=0
failed=0
place=$(mktemp -d) || exit 2
trap 'rm -rf "$place"' EXIT INT TERM

commands() { # "line number<tab>command", continued lines joined
    awk '
    /^```/ { fence = fence ? 0 : ($0 ~ /^```(sh|console|bash|shell)/ ? 1 : 2); next }
    more != "" { sub(/^ +/, ""); text = text " " $0 }
    more == "" {
        if (fence == 1 && match($0, /^ *(\$ )?(build\/)?pont /)) text = $0
        else if (!fence && match($0, /^(    (\$ )?|\$ )(build\/)?pont /)) text = $0
        else next
        start = NR; sub(/^ *(\$ )?/, "", text)
    }
    { more = (text ~ /\\$/) ? 1 : ""; sub(/ *\\$/, "", text) }
    more == "" { print start "\t" text }' "$1"
}

# A pipe into a program that this machine lacks is cut before it.
usable() {
    tool=$(echo "$1" | sed -n 's/.* | \([a-z][a-z0-9]*\).*/\1/p')
    if test -n "$tool" && ! command -v "$tool" >/dev/null 2>&1; then
        echo "${1%% | *}"
    else
        echo "$1"
    fi
}

# The tests that a chapter names are there.
for name in $(grep -ho '`test_[a-z0-9_]*`' docs/model/*.md | tr -d '`' | sort -u); do
    if grep -qrE "^void $name\(" src; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED docs/model: there is no test $name"
    fi
done

for page in README.md $(find docs -name '*.md' | sort); do
    test -f "$page" || continue
    commands "$page" >"$place/commands"
    test -s "$place/commands" || continue
    dir=$place/$(echo "$page" | tr '/.' '__')
    mkdir -p "$dir/build" "$dir/bin"
    ln -s "$root/examples" "$root/data" "$dir"
    ln -s "$build/pont" "$dir/build/pont"
    ln -s "$build/pont" "$dir/bin/pont"
    cp "$build/fixture.db" "$dir/wales.db"
    cp "$build/fixture.db" "$dir/own.db"
    while IFS='	' read -r at text; do
        if echo "$text" | grep -qE '\.\.\.| /[a-z]'; then continue; fi
        if echo "$text" | sed 's/"[^"]*"//g' | grep -qE '(^|[ @])[A-Z][A-Z]+([ /]|$)'; then continue; fi
        if test -d "$dir/return"; then (cd "$dir" && "$root/tests/support/one_return.sh" ceredigion return); fi
        wanted=$(echo "$text" | sed -n 's/.*# exits \([0-9]*\).*/\1/p')
        run=$(usable "$(echo "$text" | sed 's/ *# .*//')")
        wait_for=300
        case $run in
        *serve* | *--listen*) # a server that starts and stops well; any free port
            wait_for=5
            run="exec $(echo "$run" | sed 's/ --listen [^ ]*//') --listen 127.0.0.1:0"
            ;;
        esac
        (cd "$dir" && PATH="$dir/bin:$PATH" PONT_DB="$dir/own.db" LC_ALL=C.UTF-8 \
            timeout --preserve-status "$wait_for" sh -c "$run") >"$place/said" 2>&1 </dev/null
        code=$?
        if test "$code" = "${wanted:-0}"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAILED $page:$at: $text"
            echo "    exit code $code, not ${wanted:-0}"
            tail -n 8 "$place/said" | cut -c 1-200 | sed 's/^/    | /'
        fi
    done <"$place/commands"
done

# The table of actions in the manual is the program's own.
sed -n '/^<!-- actions -->$/,/^<!-- end of actions -->$/p' docs/api.md | sed '1d;$d' >"$place/manual"
if "$build/pont" api manual | diff "$place/manual" - >"$place/said"; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED docs/api.md: the table of actions is not what 'pont api manual' prints"
    sed 's/^/    | /' "$place/said"
fi

# What docs/security.md names as proof is there: files, and tests by their names.
grep -o '`[^`]*`' docs/security.md | tr -d '`' | sort -u >"$place/named"
{
    grep -E '^(src|tests|tools|packaging|docs|data)/|^(Makefile|ARCHITECTURE\.md|\.ci/run)$' "$place/named" |
        while read -r file; do test -e "$file" || echo "there is no file $file"; done
    grep -E '^test_[a-z0-9_]+$' "$place/named" | while read -r name; do
        grep -rqE "^void $name\(void\)" src --include='*_test.c' || echo "there is no test $name"
    done
} >"$place/said"
if test -s "$place/said" || test "$(grep -c '^test_' "$place/named")" = 0; then
    failed=$((failed + 1))
    echo "FAILED docs/security.md: it names what is not there"
    sed 's/^/    | /' "$place/said"
else
    passed=$((passed + 1))
fi

echo "$passed $failed"
test "$failed" = 0
