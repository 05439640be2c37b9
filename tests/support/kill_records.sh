#!/bin/sh
# Kills imports of staff records with SIGKILL at twenty moments, and says what the database held
# after each: the upload before, or the new one, and never a part of it.
#
#     tests/support/kill_records.sh        uses $DB, which holds the example, and `pont`
set -u
make_file() { # ROWS
    pont record template
    awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++)
        printf "Q,AB%04d,\"Aber, Unit\",LA,WAL,,P%d,1980,F,A,OT1,B%d,OT%06d,2015-09-01,0.80,30,35000,0,,\n",
            i % 1000, i, 4 + i % 4, i % 1000000 }'
}
make_file 1000 >old.csv
make_file 20000 >new.csv
pont record import old.csv --organisation powys --db "$DB" >/dev/null || exit 2
held() { # rows that are there, by the table itself and by what counts now
    pont db digest --db "$DB" | awk '$1 == "record_row" { gsub(",", ""); print $2 }'
    pont record groups powys --db "$DB" --json | awk '/"rows":/ { n += $2 } END { print n }'
}
killed=0
for at in 0.02 0.05 0.08 0.11 0.14 0.17 0.2 0.23 0.26 0.29 0.32 0.35 0.4 0.45 0.5 0.55 0.6 0.7 0.8 0.9; do
    pont record import new.csv --organisation powys --db "$DB" >/dev/null 2>&1 &
    importer=$!
    sleep $at
    kill -9 $importer 2>/dev/null
    wait $importer 2>/dev/null
    test $? = 137 && killed=$((killed + 1))
    case $(held | tr '\n' ' ') in
    "1000 1000 ") ;;
    "21000 20000 ") break ;;
    *) echo "half an import: $(held)" ;;
    esac
done
test $killed -ge 3 && echo "killed in time"
pont record import new.csv --organisation powys --db "$DB" >/dev/null 2>&1
held | tr '\n' ' '
echo
pont db check --db "$DB" | head -n 1
