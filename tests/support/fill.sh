#!/bin/sh
# fill IN.xlsx OUT.xlsx 'A1!E3=5' ...    types into cells of a workbook, as a person would
# fill IN.xlsx OUT.xlsx --from FOLDER    types in what the CSV files of a return hold
#
# Written by another program than ours: texts stand in their cells and numbers are numbers.
exec /usr/bin/python3 - "$@" <<'PYTHON'
import csv, glob, os, re, sys, zipfile
import xml.etree.ElementTree as ET

NS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
Q = '{%s}' % NS
ET.register_namespace('', NS)
ET.register_namespace('r', 'http://schemas.openxmlformats.org/officeDocument/2006/relationships')

z = zipfile.ZipFile(sys.argv[1])
parts = {n: z.read(n) for n in z.namelist()}
names = [s.get('name') for s in ET.fromstring(parts['xl/workbook.xml']).iter(Q + 'sheet')]
shared = [''.join(t.text or '' for t in si.iter(Q + 't'))
          for si in ET.fromstring(parts['xl/sharedStrings.xml']).iter(Q + 'si')]
sheets = {n: ET.fromstring(parts['xl/worksheets/sheet%d.xml' % (i + 1)])
          for i, n in enumerate(names)}

def number(letters):
    n = 0
    for c in letters:
        n = 26 * n + ord(c) - 64
    return n

def letters(n):
    return (letters((n - 1) // 26) if n > 26 else '') + chr(65 + (n - 1) % 26)

def text(c):
    v = c.find(Q + 'v')
    return shared[int(v.text)] if c.get('t') == 's' else v.text if v is not None else ''

def put(sheet, place, value):
    column, row = re.match(r'([A-Z]+)(\d+)$', place).groups()
    data = sheets[sheet].find(Q + 'sheetData')
    r = next(r for r in data if r.get('r') == row)
    c = next((c for c in r if c.get('r') == place), None)
    if c is None:
        c = ET.Element(Q + 'c', {'r': place})
        at = sum(number(re.match('[A-Z]+', x.get('r')).group()) < number(column) for x in r)
        r.insert(at, c)
    for e in list(c):
        c.remove(e)
    c.attrib.pop('t', None)
    try:
        float(value)
        ET.SubElement(c, Q + 'v').text = value
    except ValueError:
        if value:
            c.set('t', 'inlineStr')
            t = ET.SubElement(ET.SubElement(c, Q + 'is'), Q + 't')
            t.text = value

def fill(sheet, folder):
    rows = list(sheets[sheet].find(Q + 'sheetData'))
    heads, below = {}, []
    for r in rows:
        found = {text(c): re.match('[A-Z]+', c.get('r')).group() for c in r}
        if 'collection' in found:
            heads, below = found, rows[rows.index(r) + 1:]
            break
    for name in sorted(glob.glob(folder + '/*.csv')):
        with open(name, newline='') as f:
            sent = list(csv.DictReader(f))
        if not sent or not set(sent[0]) <= set(heads):
            continue
        for r in below:
            here = {h: text(c) for c in r for h, k in heads.items()
                    if c.get('r') == k + r.get('r')}
            for s in sent:
                fixed = [h for h in s if here.get(h)]
                if all(s[h] == here[h] for h in fixed):
                    for h in s:
                        if not here.get(h) and h in heads and s[h]:
                            put(sheet, heads[h] + r.get('r'), s[h])

if sys.argv[3:4] == ['--from']:
    for n in names:
        fill(n, sys.argv[4])
else:
    for a in sys.argv[3:]:
        sheet, place, value = re.match(r'(?s)([^!]+)!([A-Z]+\d+)=(.*)', a).groups()
        put(sheet, place, value)
with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as out:
    for n, data in parts.items():
        m = re.match(r'xl/worksheets/sheet(\d+)\.xml$', n)
        out.writestr(n, ET.tostring(sheets[names[int(m.group(1)) - 1]], 'UTF-8') if m else data)
PYTHON
