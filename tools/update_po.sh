#!/bin/sh
# Collects the English texts of the program and carries them to the translations.
#
#     tools/update_po.sh [BUILD]            after `make`; BUILD holds the compiled pages
#     tools/update_po.sh --check [BUILD]    only says which texts lack a translation
#
# i18n/pont.pot is made anew; each i18n/*.po keeps its translations and gets the new texts
# without one. Nothing is guessed: a changed text is a new text.
set -eu
cd "$(dirname "$0")/.."
check=no
if test "${1:-}" = --check; then
    check=yes
    shift
fi
build=${1:-build}
pot=i18n/pont.pot
if test $check = yes; then
    pot=$(mktemp)
    trap 'rm -f "$pot"' EXIT
fi

if ! test -d "$build/gen"; then
    echo "tools/update_po.sh: run make first; the pages in $build/gen are read" >&2
    exit 1
fi
# Pages are read as the C that they are compiled to. X:4 is the table of error kinds.
{
    find src -name '*.[ch]' -not -name '*_test.c'
    find "$build/gen" -name '*.html.c'
} | LC_ALL=C sort |
    xgettext --files-from=- --language=C --from-code=UTF-8 --output="$pot" \
        --keyword --keyword=N_ --keyword=T:2 --keyword=T_:2 --keyword=translate:2 \
        --keyword=TF_:2 --keyword=tr:2 --keyword=fail:3 --keyword=T_COUNT:2,3 --keyword=translate_count:2,3 --keyword=X:4,4t \
        --add-location=file --package-name=pont --package-version="$(cat VERSION)" \
        --copyright-holder='The Pont authors' --flag=T:2:pass-c-format --flag=TF_:2:c-format --flag=fail:3:c-format
sed -i -e "s|$build/gen/|src/|" -e 's|^\(#: src/.*\.html\)\.c|\1|' -e 's/charset=CHARSET/charset=UTF-8/' \
    -e '/^"POT-Creation-Date:/d' "$pot"
# "95 % limits" is no format, though "% li" could be one: no format of the program has a blank in it.
awk 'BEGIN { RS = ""; ORS = "\n\n" }
     /#, c-format/ && /% / { rest = $0; gsub(/% /, "", rest); if (rest !~ /%/) sub(/c-format/, "no-c-format") }
     { print }' "$pot" >"$pot.new"
mv "$pot.new" "$pot"
for po in i18n/*.po; do
    if test $check = yes; then
        # Each text that the program has and the translation lacks.
        msgcmp "$po" "$pot" 2>&1 | sed -n "s|^$pot:\([0-9]*\):.*|\1|p" | while read -r at; do
            echo "$po lacks: $(sed -n "$((at - 4)),${at}p" "$pot" | grep -v "^#\|^$\|msgstr" | tr -d "\n" | cut -c 1-160)"
        done
        continue
    fi
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file "$po" "$pot"
    sed -i '/^"POT-Creation-Date:/d' "$po"
    printf '%s: ' "$po"
    msgfmt --statistics --check --output-file="$build/$(basename "$po" .po).mo" "$po"
done
