#!/bin/sh
# assets.sh GOVUK_DIR SOURCE_DIR OUT_DIR
#
# Makes the style sheet, the script and the pictures that pages use: govuk-frontend without its
# fonts (they are licensed to GOV.UK alone) and without any address it would load, followed by
# our own. Each file is named by a hash of its content and stands beside its gzip and brotli forms.
set -eu
govuk=$1 src=$2 out=$3
rm -rf "$out"
mkdir -p "$out"

fonts='system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,"Helvetica Neue",Arial,sans-serif'
# Our own is written to be read; line ends, indentation and remarks need not travel.
small() {
    cat "$@" | sed -E -e 's/^[[:space:]]+//' | tr '\n' ' ' |
        sed -E -e 's|/\*[^*]*\*+([^/*][^*]*\*+)*/||g' -e 's/ *([{};,]) */\1/g' -e 's/: +/:/g'
    echo
}
notice="/*! govuk-frontend $(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$govuk/package.json"), \
Copyright (c) Crown copyright, MIT licence; fonts and crest removed */"
{
    echo '@charset "UTF-8";'
    echo "$notice"
    sed -E -e 's/^@charset "UTF-8";//' -e 's/@font-face\{[^}]*\}//g' \
        -e 's/url\([^)]*\)/none/g' -e "s/GDS Transport,arial,sans-serif/$fonts/g" \
        -e 's|/\*# sourceMappingURL=[^*]*\*/||' -e 's|/\*![^*]*\*/||g' \
        "$govuk/dist/govuk/govuk-frontend.min.css"
    small "$src"/*.css
} >"$out/pont.css"
small "$src/chart.css" >"$out/chart.css" # for charts that leave their page
{
    echo "$notice"
    sed -E 's|export\{[^}]*\};//# sourceMappingURL=.*$||' "$govuk/dist/govuk/govuk-frontend.min.js"
    echo
    cat "$src"/*.js
} >"$out/pont.js"
cp "$src"/*.svg "$out"

# What must never reach a reader: addresses of other places, and the fonts.
if grep -oE 'url\(.{40}|.{40}GDS Transport|@import.{40}' "$out/pont.css" ||
    grep -oE '.{40}sourceMappingURL|export ?\{.{40}' "$out/pont.js"; then
    echo "assets.sh: govuk-frontend has changed; see the lines above" >&2
    exit 1
fi
for f in "$out"/*; do
    hash=$(sha256sum "$f" | cut -c1-12)
    named=${f%.*}.$hash.${f##*.}
    mv "$f" "$named"
    gzip -n -9 -c "$named" >"$named.gz"
    brotli -q 11 -c "$named" >"$named.br"
done
