#!/bin/sh
# one_return ORGANISATION FOLDER [COLLECTION]: the example return of one organisation as files.
set -eu
collection=${3:-wales-2026}
mkdir -p "$2"
for file in examples/${collection%-*}/"$collection"/*.csv; do
    {
        head -n 1 "$file"
        grep "^$collection,$1," "$file" || :
    } >"$2/${file##*/}"
done
