#!/bin/sh
# A browser without its screen, for cases: keeps cookies in ./jar, and sends with a form the
# token of the page that was seen last.
#
#     visit get PATH                     status, where it leads, and the page's first heading
#     visit post PATH NAME=VALUE...
#
# The body is kept in ./page, the head in ./head.
set -u
how=$1 path=$2
shift 2
token=$(grep -o 'name="_token" value="[^"]*"' page 2>/dev/null | head -n 1 | cut -d '"' -f 4)
if test "$how" = post; then
    for pair in "$@"; do
        set -- "$@" --data-urlencode "$pair"
        shift
    done
    set -- "$@" --data-urlencode "_token=$token"
fi
said=$(curl -s -b jar -c jar -D head -o page -w '%{http_code} %{redirect_url}' "$@" "$URL$path")
echo "$said" | sed "s|$URL||; s| \$||"
sed -n 's|.*<h1[^>]*>\([^<]*\).*|\1|p' page
