#!/bin/sh
# Checks the shape of the reference lists in data/ and of the example returns in examples/.
#
#     tests/data_check.sh [build/tools/make_example]     make_ascwds stands beside it
#
# Prints every problem with its file and line, and ends with 1 if there is any. With the built
# generator as argument it also checks that the committed returns are what the generator writes.
# Whether a return obeys the rules of the form is not asked here: the program itself knows them.
set -u
cd "$(dirname "$0")/.." || exit 2
problems=$(mktemp) || exit 2
made=$(mktemp -d) || exit 2
trap 'rm -rf "$problems" "$made"' EXIT INT TERM

# ---------------------------------------------------------------- text
for file in data/*.csv data/ascwds/*.csv $(find examples/wales examples/west-midlands examples/england examples/people.csv -name '*.csv'); do
    iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1 || echo "$file: is not UTF-8"
    if grep -q "$(printf '\r')" "$file"; then echo "$file: has CR line ends"; fi
    test -z "$(tail -c 1 "$file")" || echo "$file: the last line has no end"
done >>"$problems"

# ---------------------------------------------------------------- reference lists
awk '
function problem(words) { print FILENAME ":" FNR ": " words }

# Splits a CSV line into field[1..n]; quoted fields may hold commas and doubled quotes.
function split_line(line,    n, i, c, quoted, text) {
    n = 1; text = ""; quoted = 0
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (quoted && c == "\"" && substr(line, i + 1, 1) == "\"") { text = text c; i++ }
        else if (c == "\"") quoted = !quoted
        else if (c == "," && !quoted) { field[n++] = text; text = "" }
        else text = text c
    }
    field[n] = text
    if (quoted) problem("a quote is not closed")
    return n
}
function is_date(s,    y, m, d, most) {
    if (s !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/) return 0
    y = substr(s, 1, 4) + 0; m = substr(s, 6, 2) + 0; d = substr(s, 9, 2) + 0
    if (m < 1 || m > 12 || d < 1) return 0
    most = (m == 2) ? 28 + ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0) \
         : (m == 4 || m == 6 || m == 9 || m == 11) ? 30 : 31
    return d <= most
}
function cell(name) { return field[at[name]] }
function date_or_blank(name) {
    if (cell(name) != "" && !is_date(cell(name)))
        problem(name " \"" cell(name) "\" is not a date")
}
function period() {
    date_or_blank("valid_from"); date_or_blank("valid_to")
    if (cell("valid_to") != "" && cell("valid_to") < cell("valid_from"))
        problem("ends before it begins")
}
function known(name) {
    if (!(cell(name) in kind)) { problem(name " \"" cell(name) "\" is not an organisation"); return 0 }
    return 1
}
function last(s) { return s == "" ? "9999-12-31" : s }
function expect_count(what, is, should) {
    if (is != should) print "data: " is " " what ", not " should
}

BEGIN {
    heading["organisations"] = "id,kind,name_en,name_cy,ons_code,valid_from,valid_to,source,source_date"
    heading["populations"] = "organisation,year,population,source,source_date"
    heading["memberships"] = "member,group,role,valid_from,valid_to,source,source_date"
    heading["successions"] = "predecessor,successor,kind,date,share,note,source,source_date"
    heading["collections"] = "id,form,form_version,region,title_en,title_cy,as_at,opens,due,synthetic,source,source_date"
    heading["tiles"] = "organisation,map,column,row,short_en,short_cy,source,source_date"
    heading["expected"] = "collection,organisation,source,source_date"
    n = split("nation region government national-body health-board nhs-trust special-health-authority rpb cluster council network university", list, " ")
    for (i = 1; i <= n; i++) kinds[list[i]] = 1
    # An organisation is in one group of such a kind at a time, in each role.
    n = split("nation region rpb health-board", list, " ")
    for (i = 1; i <= n; i++) exclusive[list[i]] = 1
    n = split("within member partner footprint", list, " ")
    for (i = 1; i <= n; i++) roles[list[i]] = 1
}
FNR == 1 {
    name = FILENAME; sub(/.*\//, "", name); sub(/\.csv$/, "", name)
    if ($0 != heading[name]) problem("the headings are not " heading[name])
    n_columns = split($0, list, ",")
    delete at
    for (i = 1; i <= n_columns; i++) at[list[i]] = i
    next
}
{
    if (split_line($0) != n_columns) { problem("the row has not " n_columns " fields"); next }
    if (cell("source") == "") problem("the source is blank")
    if (!is_date(cell("source_date"))) problem("source_date is not a date")
}
name == "organisations" {
    id = cell("id"); code = cell("ons_code")
    if (id in kind) problem("id \"" id "\" stands twice")
    if (id !~ /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/) problem("id \"" id "\" is not a slug")
    if (!(cell("kind") in kinds)) problem("kind \"" cell("kind") "\" is not known")
    if (cell("name_en") == "" || cell("name_cy") == "") problem("a name is blank")
    if (code != "" && code !~ /^[EW][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]$/) problem("ons_code \"" code "\" is not one")
    if (code != "" && code in coded) problem("ons_code " code " stands twice")
    coded[code] = 1
    period()
    kind[id] = cell("kind"); begins[id] = cell("valid_from"); ends[id] = cell("valid_to"); ons[id] = code
    if (ends[id] == "") {
        current[kind[id]]++
        if (kind[id] == "council") { if (code ~ /^W06/) welsh++; else if (code ~ /^E(06|08|10)/) english++; else problem("a council without an ONS code of a council") }
    }
}
name == "populations" && known("organisation") {
    id = cell("organisation")
    if (kind[id] != "council") problem("populations are kept for councils only")
    if (cell("population") !~ /^[0-9]+$/ || cell("population") == 0) problem("population is not a number of people")
    if ((id, cell("year")) in population) problem("a second population of " id " for the year")
    population[id, cell("year")] = 1
    if (ons[id] ~ /^W/) people_wales += cell("population"); else people_midlands += cell("population")
    counted++
}
name == "tiles" && known("organisation") {
    id = cell("organisation"); place = cell("map") SUBSEP cell("column") SUBSEP cell("row")
    if (cell("column") !~ /^[0-9]+$/ || cell("row") !~ /^[0-9]+$/) problem("a tile stands at whole numbers")
    if (place in tile) problem(id " stands where " tile[place] " stands")
    if ((id, cell("map")) in tiled) problem(id " stands twice on the map")
    if (cell("short_en") == "" || cell("short_cy") == "") problem("a short name is blank")
    tile[place] = id; tiled[id, cell("map")] = 1
}
name == "memberships" && known("member") && known("group") {
    id = cell("member"); group = cell("group"); role = cell("role")
    if (!(role in roles)) problem("role \"" role "\" is not known")
    if (id == group) problem(id " is a member of itself")
    period()
    from = cell("valid_from"); to = last(cell("valid_to"))
    if (from != "" && from < begins[id]) problem(id " is a member before it exists")
    if (from != "" && from < begins[group]) problem(group " has a member before it exists")
    if (to > last(ends[id]) || to > last(ends[group])) problem("the membership outlives " id " or " group)
    for (i = 1; i <= held; i++)
        if (of[i] == id && as[i] == role && from <= until[i] && to >= since[i]) {
            if (in_group[i] == group) problem(id " is in " group " twice at a time")
            else if (kind[group] in exclusive && kind[in_group[i]] == kind[group])
                problem(id " is in " group " and " in_group[i] " at a time")
        }
    held++
    of[held] = id; in_group[held] = group; as[held] = role; since[held] = from; until[held] = to
    if (cell("valid_to") == "") {
        if (kind[id] == "cluster") clusters[group]++
        if (kind[id] == "council") now[id, kind[group]]++
    }
}
name == "successions" && known("predecessor") && known("successor") {
    id = cell("predecessor")
    if (cell("kind") !~ /^(rename|merge|split|transfer)$/) problem("kind \"" cell("kind") "\" is not known")
    if (!is_date(cell("date"))) problem("the date is not one")
    if (cell("share") !~ /^[01]\.[0-9]+$/ || cell("share") + 0 > 1) problem("share is not between 0 and 1")
    if (ends[id] == "" || ends[id] >= cell("date")) problem(id " has not ended before its succession")
    if (begins[cell("successor")] > cell("date")) problem(cell("successor") " begins after its succession")
    shared[id] += cell("share")
}
name == "collections" {
    id = cell("id")
    if (id in as_at) problem("collection \"" id "\" stands twice")
    if (!(cell("region") in kind)) problem("region is not an organisation")
    if (!is_date(cell("as_at")) || !is_date(cell("opens")) || !is_date(cell("due"))) problem("a date is not one")
    if (cell("opens") < cell("as_at") || cell("due") <= cell("opens")) problem("as_at, opens and due are not in this order")
    if (cell("synthetic") !~ /^[YN]$/) problem("synthetic is not Y or N")
    if (cell("title_en") == "" || cell("title_cy") == "") problem("a title is blank")
    as_at[id] = cell("as_at")
}
name == "expected" && known("organisation") {
    id = cell("collection") SUBSEP cell("organisation")
    if (!(cell("collection") in as_at)) problem("collection \"" cell("collection") "\" is not in the list")
    if (id in expected) problem("the organisation stands twice")
    expected[id] = 1
    asked[cell("collection"), kind[cell("organisation")]]++
}
END {
    expect_count("councils in Wales", welsh, 22)
    expect_count("councils in the West Midlands", english, 14)
    expect_count("health boards", current["health-board"], 7)
    expect_count("Regional Partnership Boards", current["rpb"], 7)
    expect_count("clusters", current["cluster"], 60)
    expect_count("councils with a population", counted, 36)
    n = split("bcuhb 14 powys-thb 3 hduhb 7 sbuhb 8 ctmuhb 8 cavuhb 9 abuhb 11", list, " ")
    for (i = 1; i < n; i += 2) expect_count("clusters of " list[i], clusters[list[i]] + 0, list[i + 1])
    if (people_wales < 3107500 || people_wales >= 3108500) print "data: " people_wales " people in Wales, not 3.108 million"
    if (people_midlands < 5950500 || people_midlands >= 5951500) print "data: " people_midlands " people in the West Midlands, not 5.951 million"
    for (id in kind) if (kind[id] == "council") {
        if (ons[id] ~ /^W/) {
            expect_count("partnership boards of " id " now", now[id, "rpb"] + 0, 1)
            expect_count("health boards of " id " now", now[id, "health-board"] + 0, 1)
            expect_count("nations of " id, now[id, "nation"] + 0, 1)
        } else {
            expect_count("regions of " id, now[id, "region"] + 0, 1)
            expect_count("networks of " id, now[id, "network"] + 0, 2)
        }
    }
    for (id in shared) if (shared[id] < 0.9999 || shared[id] > 1.0001) print "data: the shares of " id " sum to " shared[id]
    for (id in as_at) {
        expect_count("councils asked in " id, asked[id, "council"] + 0, id ~ /^wales/ ? 22 : 14)
        expect_count("boards asked in " id, asked[id, "health-board"] + 0, id ~ /^wales/ ? 7 : 0)
    }
}' data/organisations.csv data/populations.csv data/memberships.csv data/successions.csv \
    data/collections.csv data/expected.csv >>"$problems" 2>&1

# ---------------------------------------------------------------- example returns
# All blocks of a collection hold the same organisations, all of them asked; every header says
# that it is synthetic; headcounts follow from the year before.
for folder in examples/wales/*/ examples/west-midlands/*/; do
    collection=$(basename "$folder" -faulty)
    awk -F, -v collection="$collection" '
    function problem(words) { print FILENAME ":" FNR ": " words }
    FILENAME ~ /expected/ { if ($1 == collection) asked[$2] = 1; next }
    FNR == 1 {
        blocks++; n_columns = NF
        if ($1 != "collection" || $2 != "organisation") problem("the first columns are not collection, organisation")
        next
    }
    {
        if ($1 != collection) problem("collection is " $1)
        if (!($2 in asked)) problem($2 " was not asked")
        if (NF < n_columns) problem("the row has fewer than " n_columns " fields")
        if (!((FILENAME, $2) in seen)) { seen[FILENAME, $2] = 1; sent[$2]++ }
    }
    FILENAME ~ /a0_header/ && !/"SYNTHETIC: / { problem("the header does not say SYNTHETIC") }
    END {
        should = collection == "wales-2026" || collection == "west-midlands-2025" ? 15 : 11
        if (blocks != should) print collection ": " blocks " blocks, not " should
        for (o in sent) if (sent[o] != blocks) print collection ": " o " is in " sent[o] " blocks of " blocks
    }' data/expected.csv "$folder"*.csv
done >>"$problems" 2>&1

for region in wales west-midlands; do
    awk -F, -v region="$region" '
    /^collection/ { next }
    FILENAME ~ /a1_stock/ { year = substr($1, length($1) - 3); hc[$2, year] += $4 + $5 }
    FILENAME ~ /a3_flows/ && $4 == "prior_hc" { year = substr($1, length($1) - 3); prior[$2, year] = $5 }
    END {
        for (key in prior) {
            split(key, part, SUBSEP)
            before = part[1] SUBSEP (part[2] - 1)
            if (before in hc && hc[before] != prior[key])
                print "examples/" region ": " part[1] " " part[2] ": prior_hc " prior[key] ", last year " hc[before]
        }
    }' examples/"$region"/*[0-9]/a1_stock.csv examples/"$region"/*[0-9]/a3_flows.csv
done >>"$problems" 2>&1

size=$(find examples/wales examples/west-midlands -type f -exec cat {} + | wc -c)
test "$size" -lt 2000000 || echo "examples: $size bytes, more than 2 MB" >>"$problems"

# ---------------------------------------------------------------- the generator
if [ $# -ge 1 ]; then
    if "$1" "$made"; then
        for region in wales west-midlands; do
            diff -rq -x README.md "$made/$region" "examples/$region"
        done
    else
        echo "$1: failed"
    fi >>"$problems" 2>&1
    england=$(dirname "$1")/make_ascwds
    if "$england" "$made/england"; then
        diff -rq -x README.md -x collections.csv -x expected.csv "$made/england" examples/england
    else
        echo "$england: failed"
    fi >>"$problems" 2>&1
fi

if [ -s "$problems" ]; then
    cat "$problems"
    exit 1
fi
echo "data: reference lists and example returns are in shape"
