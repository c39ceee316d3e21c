#!/usr/bin/env python3
"""Score attache's date records against gold written in other dialects than TIMEX3.

    score_readings.py BINARY GOLD.jsonl [--errors] [--kind] [-- EXTRACT_OPTION ...]

The set is recognised by its contents; each document is read as of its `reference`. --kind adds the
figures of each kind of gold, --errors a line for each failure; the rest goes to `BINARY extract`.

Recognizers (every timex has `values`, one for each reading). Counted are the gold expressions of a
kind that TIMEX3 has. A gold expression is
  found    if a record has its span, leading words such as "from", "the" and "before" and trailing
           punctuation dropped; or if records reach from its start to its end, as the ends of a range do
           and those of "Friday before 5 pm" and "three days from Monday", which TIMEX3 splits;
  agreed   if any reading of it is met by a reading (the value or an alternative) of a record: the
           same value, or the same interval. A moment need only start alike; a time without a day is
           compared by the clock; durations by seconds; an open range ("before 2010") by the interval
           without its modifier or by its one bound. A range is also met by two records or more, the
           first starting where it starts, the last starting or ending where it ends.
Both by the same records is the strict figure, agreement of any record that overlaps the loose one.

Duckling (one expression is the whole text: a grain and a start, perhaps an end). Agreed if the records
cover the text but for function words and punctuation, and one of them, or the first and the last as
a range, has the gold's interval: its start to its end, or to one grain later. A moment need only
start alike; an open interval, or one that runs from now ("by Friday"), is met by its other bound.
Zones count: all is compared on the reference's clock.

Of both: PRESENT_REF is the reference or its day; dialects draw the hours of the morning and the days of "late
March" differently, so a part of the day is met by its day and name or one bound, and the modifiers
START, MID and END by an interval within ours that shares the start, neither or the end of it.
Clean are those of the texts without any gold date that have no record.
"""

import argparse
import json
import re
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

KINDS = {"date", "daterange", "time", "timerange", "datetime", "datetimerange", "duration", "set"}
LEADING = re.compile(
    r"(?:(?:about|after|any ?time|approximately|around|as|at|before|between|by|during|early|following|for|from|in"
    r"|later than|of|on|over|past|prior to|since|starting|the|through|throughout|till?|to|until|upto|within)\b\s*|[\s,(@]+)",
    re.I)
FUNCTION_WORDS = set("a about after an and around as at before between by during for from in of on since starting than "
                     "the through till thru to until within".split())
SECONDS = {"S": 1, "M": 60, "H": 3600, "D": 86400, "W": 604800, "L": 2592000, "Q": 7776000, "Y": 31536000}
DATE_FORMS = {"%Y-%m-%dT%H:%M:%S": "second", "%Y-%m-%dT%H:%M": "minute", "%Y-%m-%dT%H": "hour",
              "%Y-%m-%d": "day", "%G-W%V-%u": "week", "%Y-%m": "month", "%Y": "year"}
SHOWN = ("text", "type", "value", "mod", "from", "to", "alternatives")
ZONE = re.compile(r"(T[\d:]+)(Z|[+-]\d\d:\d\d)$")


def later(start, grain):
    """The moment one grain after `start`."""
    if months := {"month": 1, "quarter": 3, "year": 12}.get(grain):
        month = start.month - 1 + months
        return start.replace(year=start.year + month // 12, month=month % 12 + 1)
    return start + timedelta(**{grain + "s": 1})


def interval(value):
    """(from, to) of a plain TIMEX3 date or time; (None, None) where it has no such, as a part of the day."""
    value = ZONE.sub(r"\1", value)
    if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        start = datetime(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
        return start, later(start, "quarter")
    value = f"{value}-1" if re.fullmatch(r"\d{4}-W\d\d", value) else value
    for form, grain in DATE_FORMS.items():
        try:
            start = datetime.strptime(value, form)
            return start, later(start, grain)
        except ValueError:
            continue
    return None, None


def seconds(value):
    """The length of an ISO duration in seconds; None if it has none (as PXD)."""
    if not re.fullmatch(r"P(?=.)([\d.]+[YMWDQ])*(T([\d.]+[HMS])+)?", value):
        return None
    value = re.sub(r"^P[^T]*", lambda days: days[0].replace("M", "L"), value)  # L for months, M for minutes
    return sum(float(number) * SECONDS[unit] for number, unit in re.findall(r"([\d.]+)(\w)", value))


def moment(text):
    """The date or time, or None."""
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def readings(record, offset=None):
    """All (value, from, to) of a record; times with a zone of their own are moved to `offset`."""
    found = []
    for value in [record["value"], *record["alternatives"]]:
        start, end = interval(value) if found else (moment(record["from"]), moment(record["to"]))
        zone = ZONE.search(value)
        if zone and start and offset is not None:
            shift = offset - datetime.fromisoformat("2000-01-01T00:00" + zone[2].replace("Z", "+00:00")).utcoffset()
            start, end = start + shift, end and end + shift
        found.append((value, start, end))
    return found


def core(text, start, end):
    """The span without leading function words and trailing punctuation."""
    while start < end and (match := LEADING.match(text, start, end)):
        start = match.end()
    return start, start + len(text[start:end].rstrip(" .,;:!?"))


def shares_part(record, low, high):
    """Whether low to high may be the START, MID or END of the record's period in another dialect."""
    start, end = moment(record["from"]), moment(record["to"])
    shared = {"START": low == start, "MID": True, "END": high == end}.get(record["mod"])
    return bool(shared and start and end and start <= low < high <= end)


def met(record, gold):
    """Whether any reading of the record agrees with one gold reading of the Recognizers dialect."""
    kind, timex = gold["type"], gold["timex"]
    for value, start, end in readings(record):
        if kind in ("duration", "set"):
            same = value.removeprefix("XXXX-XX-XX") == timex or seconds(value) == seconds(timex) is not None
            if same and (record["type"] == "SET") == (kind == "set"):  # "every day at 6" is T06 there
                return True
            continue
        if record["type"] == "SET":
            return False
        if ZONE.sub(r"\1", value) == timex or (part := re.search(r"T[A-Z]+$", timex)) and value.endswith(part[0]) and (
                kind == "timerange" or value[:10] == (gold.get("start") or gold.get("end", ""))[:10]):
            return True
        low, high, point = (gold.get(key) for key in ("start", "end", "value"))
        if not start:
            continue
        if kind.startswith("time"):
            clock, close = (bound and f"{bound:%H:%M:%S}" for bound in (start, end))
            if "T" in value and ((clock, close) == (low, high) if low and high else clock == (point or low or high)):
                return True
        elif point:
            if start == moment(point) and ("T" in value if len(point) > 10 else end in (None, later(start, "day"))):
                return True
        elif low and high:
            if (start, end) == (moment(low), moment(high)) or shares_part(record, moment(low), moment(high)):
                return True
        elif (low or high) and moment(low or high) in (start, end):
            return True
    return False


def range_met(first, last, gold):
    """Whether two records are the ends of one gold range."""
    low, high = gold.get("start", "-"), gold.get("end", "-")
    starts = {start for _, start, _ in readings(first) if start}
    ends = {bound for _, *bounds in readings(last) for bound in bounds if bound}
    if gold["type"] == "timerange":
        return low in {f"{m:%H:%M:%S}" for m in starts} and high in {f"{m:%H:%M:%S}" for m in ends}
    return moment(low) in starts and moment(high) in ends


def score_recognizers(documents):
    """Yields (id, kind, text, gold text, gold readings, records, failure, loosely agreed) for each gold expression."""
    for gold, records in documents:
        spans = {id(r): core(gold["text"], r["start"], r["end"]) for r in records}
        for timex in gold["gold"]["timex"]:
            if not {timex["type"], *(v["type"] for v in timex["values"])} & KINDS:
                continue
            start, end = core(gold["text"], timex["start"], timex["end"])
            over = [r for r in records if r["start"] < timex["end"] and timex["start"] < r["end"]]
            agreeing = [r for r in over if any(met(r, v) for v in timex["values"])]
            both = len(over) > 1 and any(range_met(over[0], over[-1], v) for v in timex["values"])
            joint = len(over) > 1 and (spans[id(over[0])][0], spans[id(over[-1])][1]) == (start, end)
            loose = bool(agreeing) or both
            strict = any(spans[id(r)] == (start, end) for r in agreeing) or (joint and loose)
            failure = None if strict else "missed" if not over else "span" if loose else "value"
            values = [{k: v[k] for k in ("timex", "value", "start", "end", "Mod") if k in v} for v in timex["values"]]
            yield gold["id"], timex["type"] or "untyped", gold["text"], timex["text"], values, over, failure, loose


def score_duckling(documents):
    """The same for the expressions of the other set."""
    for gold, records in documents:
        text, offset = gold["text"], datetime.fromisoformat(gold["reference"]).utcoffset()
        for timex in gold["gold"]["timex"]:
            value = timex["value"]
            rest = [" " if any(r["start"] <= i < r["end"] for r in records) else c for i, c in enumerate(text.lower())]
            covered = set(re.findall(r"\w+", "".join(rest))) <= FUNCTION_WORDS
            low = moment(value["start"])
            high = moment(value.get("end_exclusive")) or later(low, value["grain"])
            found = [readings(r, offset) for r in records]
            spans = [(start, end) for group in found for _, start, end in group if start]
            if len(records) > 1:
                spans += [(first, last) for _, first, _ in found[0] for _, start, end in found[-1] if first and start
                          for last in (start, end, later(start, value["grain"]))]
            bounds = {bound for span in spans for bound in span}
            now = datetime.fromisoformat(gold["reference"]).replace(tzinfo=None)
            if "open" in value:
                loose = low in bounds
            elif timex["type"] == "point" and value["grain"] in ("hour", "minute", "second"):
                loose = any(low == start for start, _ in spans)
            else:
                loose = (low, high) in spans or (low == now and high in bounds) or any(
                    shares_part(r, low, high) or (r["grain"] == "part-of-day" and not r["mod"] and a
                                                  and a.date() == low.date() and (a == low or b == high))
                    for r in records for a, b in [(moment(r["from"]), moment(r["to"]))])
            failure = None if covered and loose else "missed" if not records else "span" if loose or not covered else "value"
            yield gold["id"], timex["type"], text, timex["text"], value, records, failure, loose


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("gold")
    parser.add_argument("--errors", action="store_true", help="print each failure")
    parser.add_argument("--kind", action="store_true", help="print the figures of each kind of gold")
    parser.add_argument("options", nargs="*", metavar="-- OPTION", help="handed on to BINARY extract")
    args = parser.parse_args()

    gold = [json.loads(line) for line in Path(args.gold).read_text(encoding="utf-8").split("\n") if line.strip()]
    recognizers = any("values" in timex for line in gold for timex in line["gold"]["timex"])
    command = [args.binary, "extract", "--input-format=jsonl", "--offsets=char", *args.options]
    if not recognizers and not any(option.startswith("--direction") for option in args.options):
        command.append("--direction=future")
    feed = "".join(json.dumps({"id": g["id"], "text": g["text"], "published": g["reference"]}) + "\n" for g in gold)
    run = subprocess.run([*command, "-"], input=feed, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    found = {e["document"]["id"]: e["dates"] for e in map(json.loads, run.stdout.splitlines())}
    for g, record in ((g, r) for g in gold for r in found[g["id"]] if r["value"] == "PRESENT_REF"):
        record |= {"from": g["reference"][:19], "to": g["reference"][:19], "alternatives": [g["reference"][:10]]}
    documents = [(g, sorted(found[g["id"]], key=lambda r: (r["start"], r["end"]))) for g in gold]
    rows = list(score_recognizers(documents) if recognizers else score_duckling(documents))
    if args.errors:
        for row in sorted((r for r in rows if r[6]), key=lambda r: ("missed", "span", "value").index(r[6])):
            ours = [{key: record[key] for key in SHOWN if record[key]} for record in row[5]]
            print(row[6], row[0], row[1], json.dumps(row[2], ensure_ascii=False), "gold:", row[3], "→",
                  json.dumps(row[4]), "ours:", json.dumps(ours, ensure_ascii=False), sep="  ")
    for name in ["all", *(sorted({r[1] for r in rows}) if args.kind else ())]:
        part = [r for r in rows if name in ("all", r[1])]
        failures = Counter(r[6] for r in part)
        percent = [100 * count / max(1, len(part)) for count in (failures[None], sum(r[7] for r in part))]
        print(f"{name:14} {len(part):5} gold   found and agreed {percent[0]:5.1f} %   any overlap agrees {percent[1]:5.1f} %"
              f"   missed {failures['missed']}, span {failures['span']}, value {failures['value']}")
    clean = [not records for g, records in documents if not g["gold"]["timex"]]
    print(f"clean          {sum(clean)}/{len(clean)} texts without a gold date")


if __name__ == "__main__":
    main()
