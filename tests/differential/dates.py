"""Temporal expressions with what they come to by Python's calendar, a JSON object a line.

Usage: dates.py NUMBER SEED
"""

import calendar
import json
import random
import sys
from datetime import date, timedelta

DAYS = list(calendar.day_name)
MONTHS = list(calendar.month_name)
ORDINALS = "first second third fourth fifth".split()
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
UNITS = ["day", "week", "month", "year"]

rng = random.Random()


def day(at):
    """A day as value and interval."""
    return at.isoformat(), at, at + timedelta(1)


def week(at):
    """The ISO week of a day."""
    year, number, weekday = at.isocalendar()
    monday = at - timedelta(weekday - 1)
    return f"{year:04}-W{number:02}", monday, monday + timedelta(7)


def month(year, number):
    """A month; numbers past December run on."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    length = calendar.monthrange(year, number)[1]
    first = date(year, number, 1)
    return f"{year:04}-{number:02}", first, first + timedelta(length)


def quarter(year, number):
    """A quarter; numbers past the fourth run on."""
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    first = month(year, number * 3 - 2)[1]
    return f"{year:04}-Q{number}", first, month(year, number * 3)[2]


def whole_year(year):
    return f"{year:04}", date(year, 1, 1), date(year + 1, 1, 1)


def add_months(at, count):
    """The same day so many months on, or the last of the month if it has none."""
    value, first, end = month(at.year, at.month + count)
    last = (end - first).days
    return first.replace(day=min(at.day, last))


def add(at, count, unit):
    """The day so many units on."""
    if unit in ("day", "week"):
        return at + timedelta(count * (7 if unit == "week" else 1))
    return add_months(at, count * (12 if unit == "year" else 1))


def period(at, unit):
    """The unit that a day lies in."""
    if unit == "day":
        return day(at)
    if unit == "week":
        return week(at)
    if unit == "month":
        return month(at.year, at.month)
    if unit == "quarter":
        return quarter(at.year, (at.month + 2) // 3)
    return whole_year(at.year)


def moved(at, count, unit):
    """The unit so many on from the one that a day lies in."""
    if unit in ("day", "week"):
        return period(add(at, count, unit), unit)
    if unit == "month":
        return month(at.year, at.month + count)
    if unit == "quarter":
        return quarter(at.year, (at.month + 2) // 3 + count)
    return whole_year(at.year + count)


def easter(year):
    """Western Easter Sunday, by Butcher's method."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l) // 451
    at = h + l - 7 * m + 114
    return date(year, at // 31, at % 31 + 1)


def nth_weekday(year, number, weekday, nth):
    """The so many-th weekday of a month, from the end if negative; none if there are fewer."""
    weeks = calendar.monthcalendar(year, number)
    days = [row[weekday] for row in weeks if row[weekday]]
    at = nth if nth < 0 else nth - 1
    return date(year, number, days[at]) if at < len(days) else None


def random_day(first=1700, last=2099):
    days = (date(last, 12, 31) - date(first, 1, 1)).days
    at = date(first, 1, 1) + timedelta(rng.randint(0, days))
    # Where arithmetic has its edges.
    edge = rng.random()
    if edge < 0.2:
        return month(at.year, at.month)[2] - timedelta(1)
    if edge < 0.3:
        return month(at.year, 2)[2] - timedelta(rng.randint(0, 1))
    if edge < 0.4:
        return date(at.year, 1, 1) + timedelta(rng.randint(-4, 4)) if at.year > first else at
    return at


def written(at):
    """A day in words."""
    name = MONTHS[at.month]
    return rng.choice(
        [f"{at.day} {name} {at.year}", f"{name} {at.day}, {at.year}", f"the {ordinal(at.day)} of {name} {at.year}"]
    )


def ordinal(number):
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 14 else ending}"


def counted(most):
    """A number, its words, and whether it is one."""
    number = rng.randint(1, rng.choice([12, most]))
    said = NUMBERS[number - 1] if number <= 20 and rng.random() < 0.5 else str(number)
    return number, said


def units(number, unit):
    return unit if number == 1 else unit + "s"


# Each gives a text, its value and the interval, for a day of publication.


def explicit(today):
    at = random_day()
    return f"They met on {written(at)}.", day(at)


def with_weekday(today):
    at = random_day()
    return f"They met on {DAYS[at.weekday()]}, {MONTHS[at.month]} {at.day}, {at.year}.", day(at)


def iso(today):
    at = random_day()
    return f"The date is {at.isoformat()}.", day(at)


def no_day(today):
    year, number = rng.randint(1700, 2099), rng.randint(1, 12)
    at = rng.randint(29, 31)
    text = f"They met on {at} {MONTHS[number]} {year}."
    if at <= calendar.monthrange(year, number)[1]:
        return text, day(date(year, number, at))
    return text, (f"{year:04}-{number:02}-{at:02}", None, None)


def whole_month(today):
    year, number = rng.randint(1700, 2099), rng.randint(1, 12)
    return f"They met in {MONTHS[number]} {year}.", month(year, number)


def bare_weekday(today):
    number = rng.randint(0, 6)
    back = (today.weekday() - number) % 7
    if rng.random() < 0.5:
        return f"They met on {DAYS[number]}.", day(today - timedelta(back))
    ahead = (number - today.weekday()) % 7
    return f"They will meet on {DAYS[number]}.", day(today + timedelta(ahead))


def last_weekday(today):
    number = rng.randint(0, 6)
    back = (today.weekday() - number - 1) % 7 + 1
    return f"They met last {DAYS[number]}.", day(today - timedelta(back))


def next_weekday(today):
    number = rng.randint(0, 6)
    ahead = (number - today.weekday() - 1) % 7 + 1
    return f"They will meet next {DAYS[number]}.", day(today + timedelta(ahead))


def weekday_of_week(today):
    number, side = rng.randint(0, 6), rng.choice([-1, 1])
    monday = today - timedelta(today.weekday())
    said = "They met on {} of last week." if side < 0 else "They will meet on {} of next week."
    return said.format(DAYS[number]), day(monday + timedelta(7 * side + number))


def ago(today):
    unit = rng.choice(UNITS)
    number, said = counted({"day": 400, "week": 100, "month": 60, "year": 80}[unit])
    return f"They met {said} {units(number, unit)} ago.", moved(today, -number, unit)


def from_now(today):
    unit = rng.choice(UNITS)
    number, said = counted({"day": 400, "week": 100, "month": 60, "year": 80}[unit])
    return f"They will meet {said} {units(number, unit)} from now.", moved(today, number, unit)


def near(today):
    said, count = rng.choice(
        [
            ("They met the day before yesterday.", -2),
            ("They met yesterday.", -1),
            ("They met today.", 0),
            ("They will meet tomorrow.", 1),
            ("They will meet the day after tomorrow.", 2),
        ]
    )
    return said, day(today + timedelta(count))


def beside(today):
    unit = rng.choice(["week", "month", "quarter", "year"])
    side, said = rng.choice([(-1, "They met last {}."), (0, "They met this {}."), (1, "They will meet next {}.")])
    return said.format(unit), moved(today, side, unit)


def nth_of_month(today):
    year, number, weekday = rng.randint(1700, 2099), rng.randint(1, 12), rng.randint(0, 6)
    nth = rng.choice([1, 2, 3, 4, -1])
    said = "last" if nth < 0 else ORDINALS[nth - 1]
    text = f"They met on the {said} {DAYS[weekday]} {rng.choice(['of', 'in'])} {MONTHS[number]} {year}."
    return text, day(nth_weekday(year, number, weekday, nth))


def end_of_month(today):
    year, number = rng.randint(1700, 2099), rng.randint(1, 12)
    _, first, end = month(year, number)
    said, at = rng.choice([("first", first), ("last", end - timedelta(1))])
    return f"They met on the {said} day of {MONTHS[number]} {year}.", day(at)


def week_of_month(today):
    year, number = rng.randint(1700, 2099), rng.randint(1, 12)
    nth = rng.randint(1, 4)
    # A week belongs to the month of its Thursday.
    at = nth_weekday(year, number, 3, nth)
    return f"They met in the {ORDINALS[nth - 1]} week of {MONTHS[number]} {year}.", week(at)


def counted_from(today):
    at, unit = random_day(1750, 2050), rng.choice(UNITS)
    number, said = counted({"day": 1000, "week": 200, "month": 100, "year": 40}[unit])
    side, word = rng.choice([(1, "after"), (-1, "before")])
    text = f"They met {said} {units(number, unit)} {word} {written(at)}."
    return text, day(add(at, side * number, unit))


def weekday_from(today):
    at, number = random_day(), rng.randint(0, 6)
    if rng.random() < 0.5:
        ahead = (number - at.weekday() - 1) % 7 + 1
        return f"They met on the {DAYS[number]} after {written(at)}.", day(at + timedelta(ahead))
    back = (at.weekday() - number - 1) % 7 + 1
    return f"They met on the {DAYS[number]} before {written(at)}.", day(at - timedelta(back))


def iso_week(today):
    year = rng.randint(1900, 2099)
    last = date(year, 12, 28).isocalendar()[1]
    number = rng.choice([1, last, rng.randint(1, last)])
    at = date.fromisocalendar(year, number, 4)
    said = [f"They met in week {number} of {year}.", f"It is due in {year}-W{number:02}."]
    return rng.choice(said), week(at)


def iso_weekday(today):
    at = random_day(1900)
    year, number, weekday = at.isocalendar()
    return f"It is due on {year}-W{number:02}-{weekday}.", day(at)


def quarter_of_year(today):
    year, number = rng.randint(1900, 2099), rng.randint(1, 4)
    return f"They met in the {ORDINALS[number - 1]} quarter of {year}.", quarter(year, number)


def feast(today):
    year = rng.randint(1900, 2099)
    said, days = rng.choice([("Good Friday", -2), ("Easter", 0), ("Easter Monday", 1), ("Ash Wednesday", -46)])
    return f"They met on {said} {year}.", day(easter(year) + timedelta(days))


def holiday(today):
    year = rng.randint(1900, 2099)
    said, at = rng.choice(
        [
            ("Christmas Eve", date(year, 12, 24)),
            ("Christmas Day", date(year, 12, 25)),
            ("New Year's Day", date(year, 1, 1)),
            ("Thanksgiving", nth_weekday(year, 11, 3, 4)),
        ]
    )
    return f"They met on {said} {year}.", day(at)


def ahead(today):
    unit = rng.choice(["day", "week", "month"])
    number, said = counted({"day": 90, "week": 40, "month": 40}[unit])
    at = add(today, number, unit)
    return f"They will meet in {said} {units(number, unit)}.", (f"P{number}{unit[0].upper()}", at, at + timedelta(1))


def later(today):
    at, unit = random_day(1750, 2050), rng.choice(UNITS)
    number, said = counted({"day": 1000, "week": 200, "month": 100, "year": 40}[unit])
    text = f"It began on {written(at)} and ended {said} {units(number, unit)} later."
    return text, [day(at), moved(at, number, unit)]


def earlier(today):
    at, number = random_day(1750, 2050), rng.randint(2, 400)
    return f"It ended on {written(at)} and began {number} days earlier.", [day(at), day(at - timedelta(number))]


def day_range(today):
    at = random_day().replace(day=rng.randint(1, 20))
    last = at.replace(day=at.day + rng.randint(1, 8))
    text = f"They met from {at.day} to {last.day} {MONTHS[last.month]} {last.year}."
    return text, [day(at), day(last)]


def figures(today):
    at = random_day(1900)
    at = at.replace(day=rng.randint(13, 28))
    return f"They met on {at.month}/{at.day}/{at.year}.", day(at)


def bare_month_day(today):
    # The last one, unless it is so long ago that the next is meant.
    at = today - timedelta(rng.randint(1, 250))
    if at.month == 2 and at.day == 29:
        at = at.replace(day=28)
    return f"They met on {MONTHS[at.month]} {at.day}.", day(at)


def coming_month_day(today):
    at = today + timedelta(rng.randint(1, 360))
    if at.month == 2 and at.day == 29:
        at = at.replace(day=28)
    return f"They will meet on {MONTHS[at.month]} {at.day}.", day(at)


def month_beside(today):
    number = rng.randint(1, 12)
    if rng.random() < 0.5:
        back = (today.month - number - 1) % 12 + 1
        return f"They met last {MONTHS[number]}.", month(today.year, today.month - back)
    ahead = (number - today.month - 1) % 12 + 1
    return f"They will meet next {MONTHS[number]}.", month(today.year, today.month + ahead)


def window(today):
    unit = rng.choice(UNITS)
    number = rng.randint(2, {"day": 90, "week": 40, "month": 40, "year": 40}[unit])
    value = f"P{number}{unit[0].upper()}"
    if rng.random() < 0.5:
        text = f"They met twice in the past {number} {unit}s."
        return text, (value, add(today, -number, unit), today)
    text = f"They will meet twice in the next {number} {unit}s."
    tomorrow = timedelta(1)
    return text, (value, today + tomorrow, add(today, number, unit) + tomorrow)


def decade(today):
    year = rng.randint(170, 209) * 10
    return f"They met in the {year}s.", (f"{year // 10}", date(year, 1, 1), date(year + 10, 1, 1))


def century(today):
    number = rng.randint(11, 20)
    first = (number - 1) * 100
    text = f"They met in the {ordinal(number)} century."
    return text, (f"{number - 1}", date(first, 1, 1), date(first + 100, 1, 1))


def half(today):
    year = rng.randint(1900, 2099)
    first, second = date(year, 1, 1), date(year, 7, 1)
    if rng.random() < 0.5:
        return f"They met in the first half of {year}.", (f"{year}-H1", first, second)
    return f"They met in the second half of {year}.", (f"{year}-H2", second, date(year + 1, 1, 1))


def nth_of_moved_month(today):
    weekday, nth = rng.randint(0, 6), rng.choice([1, 2, 3, 4, -1])
    said = "last" if nth < 0 else ORDINALS[nth - 1]
    side, text = rng.choice([(-1, "They met on the {} {} of last month."), (1, "They will meet on the {} {} of next month.")])
    _, first, _ = moved(today, side, "month")
    return text.format(said, DAYS[weekday]), day(nth_weekday(first.year, first.month, weekday, nth))


def orthodox(today):
    # Meeus's method for the Julian calendar, which is 13 days behind in these years.
    year = rng.randint(1900, 2099)
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    at = d + e + 114
    return f"They met on Orthodox Easter {year}.", day(date(year, at // 31, at % 31 + 1) + timedelta(13))


def sunday_from_easter(today):
    year, nth = rng.randint(1900, 2099), rng.randint(1, 5)
    text = f"They met on the {ORDINALS[nth - 1]} Sunday after Easter {year}."
    return text, day(easter(year) + timedelta(7 * nth))


def leap_day(today):
    year = rng.randint(1700, 2099)
    text = f"They met on February 29, {year}."
    if calendar.isleap(year):
        return text, day(date(year, 2, 29))
    return text, (f"{year:04}-02-29", None, None)


KINDS = [
    explicit,
    with_weekday,
    iso,
    no_day,
    whole_month,
    bare_weekday,
    last_weekday,
    next_weekday,
    weekday_of_week,
    ago,
    from_now,
    near,
    beside,
    nth_of_month,
    end_of_month,
    week_of_month,
    counted_from,
    weekday_from,
    iso_week,
    iso_weekday,
    quarter_of_year,
    feast,
    holiday,
    ahead,
    later,
    earlier,
    day_range,
    figures,
    bare_month_day,
    coming_month_day,
    month_beside,
    window,
    decade,
    century,
    half,
    nth_of_moved_month,
    orthodox,
    sunday_from_easter,
    leap_day,
]


def main():
    number, seed = int(sys.argv[1]), int(sys.argv[2])
    rng.seed(seed)
    for at in range(number):
        today = random_day(1800, 2090)
        kind = KINDS[at % len(KINDS)]
        text, dates = kind(today)
        dates = dates if isinstance(dates, list) else [dates]
        case = {
            "kind": kind.__name__,
            "published": today.isoformat(),
            "text": text,
            "dates": [[value, first and first.isoformat(), end and end.isoformat()] for value, first, end in dates],
        }
        print(json.dumps(case))


main()
