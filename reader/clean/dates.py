"""Dates in running text, read strictly: what is written out in full, in the formats of the wire.

No guessing library: they take "may" and "10" for dates. Month names are data for eighteen
languages; a numeric date whose order cannot be known stays ambiguous and says so.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from msgspec import Struct


class Dated(Struct, frozen=True):
    """A date read from text[start:end].

    `value` is ISO 8601, a date or a date and time; `other` a second reading of an ambiguous
    numeric date; `year_known` is False for a dateline such as "Feb. 10", whose value then holds the
    year 4 (a leap year, so that 29 February is one); `weekday` and `zone` tell whether one was written beside it.
    """

    start: int
    end: int
    value: str
    other: str | None = None
    year_known: bool = True
    weekday: bool = False
    zone: bool = False

    @property
    def day(self) -> str:
        """The date without its time."""
        return self.value[:10]

    @property
    def timed(self) -> bool:
        """Whether a time of day was given."""
        return len(self.value) > 10


class Vocabulary(Struct, frozen=True):
    """Patterns built from the data file; `days` has the first letters of the names of days."""

    months: dict[str, int]
    any_date: re.Pattern[str]
    published: re.Pattern[str]
    updated: re.Pattern[str]
    weekday: re.Pattern[str]
    days: frozenset[str]
    zone: re.Pattern[str]
    american: re.Pattern[str]
    time: re.Pattern[str]


_BEGINNING = 3
_ZONE = 12
_TIME = r"(?P<h>[01]?\d|2[0-3])[:.h](?P<mi>[0-5]\d)(?:[:.](?P<s>[0-5]\d))?(?:\s?(?P<ap>[APap])\.?[Mm]\b\.?)?"


@cache
def vocabulary() -> Vocabulary:
    """The patterns of dates, compiled once."""
    raw = files("reader.clean").joinpath("data", "dates.toml").read_text(encoding="utf-8")
    data = tomllib.loads(raw)
    months: dict[str, int] = {}
    for names in data["months"].values():
        for number, forms in enumerate(names, 1):
            for form in forms:
                months.setdefault(form, number)
    words = data["words"]
    # Any word may stand for the month here and is looked up: three hundred alternatives are slow.
    name = rf"[^\W\d_]{{3,{max(map(len, months))}}}"
    # A year follows its date closely; "г." and "de" may stand between.
    day_first = (
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|°|-?го)?\.?\s?(?:de\s|of\s)?\s?(?P<m1>{name})\b\.?,?"
        rf"(?:\s?(?:de\s|del\s)?(?P<y1>(?:19|20)\d\d)\b)?"
    )
    month_first = rf"\b(?P<m2>{name})\b\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y2>(?:19|20)\d\d)\b)?"
    iso = (
        r"\b(?P<y3>(?:19|20)\d\d)[-./](?P<m3>0?[1-9]|1[0-2])[-./](?P<d3>0?[1-9]|[12]\d|3[01])(?!\d)"
    )
    numeric = r"(?<![\d.])(?P<a4>\d{1,2})(?P<sep>[./-])(?P<b4>\d{1,2})(?P=sep)(?P<y4>(?:19|20)\d\d|\d\d)(?![\d.]\d|\d)"
    cjk = r"(?P<y5>(?:19|20)\d\d)年(?P<m5>\d{1,2})月(?P<d5>\d{1,2})日"

    def any_of(items: list[str]) -> str:
        return "|".join(sorted((re.escape(item) for item in items), key=len, reverse=True))

    weekdays = [day for names in data["weekdays"].values() for day in names if len(day) > 2]
    return Vocabulary(
        months,
        re.compile(f"{iso}|{numeric}|(?<!\\d){day_first}|{month_first}|{cjk}", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(words['published'])})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(words['updated'])})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of(weekdays)})\b", re.IGNORECASE),
        frozenset(day.casefold()[:_BEGINNING] for day in weekdays),
        re.compile(rf"\b(?:{any_of(words['zones'])})\b", re.IGNORECASE),
        re.compile(rf"\s?[([]?(?:{any_of(words['american'])})\b"),
        re.compile(rf"(?<![\d.:]){_TIME}(?![\d:])"),
    )


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _read(
    match: re.Match[str], months: dict[str, int], language: str
) -> tuple[str, str | None, bool] | None:
    """The date of a match, its other reading, and whether the year was written."""
    group = match.groupdict()
    for i in ("3", "5"):
        if group[f"y{i}"]:
            value = _date(int(group[f"y{i}"]), int(group[f"m{i}"]), int(group[f"d{i}"]))
            return (value, None, True) if value else None
    for i in ("1", "2"):
        if group[f"m{i}"]:
            year = group[f"y{i}"]
            month = months.get(group[f"m{i}"].casefold())
            if month is None:
                return None
            value = _date(int(year) if year else 4, month, int(group[f"d{i}"]))
            return (value, None, year is not None) if value else None
    a, b, year = int(group["a4"]), int(group["b4"]), int(group["y4"])
    if year < 100:
        if group["sep"] == "-":
            return None
        year += 2000
    day_month, month_day = _date(year, b, a), _date(year, a, b)
    if group["sep"] == "." or month_day is None or day_month is None or a == b:
        value = day_month or month_day
        return (value, None, True) if value else None
    # 03/04/2026: the order is the reader's country's; outside English the day comes first.
    return day_month, (month_day if language in {"en", "und"} else None), True


def _with_time(day: str, match: re.Match[str]) -> str:
    hour, minute = int(match["h"]), int(match["mi"])
    half = (match["ap"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = f":{match['s']}" if match["s"] else ""
    return f"{day}T{hour:02d}:{minute:02d}{seconds}"


_TOKEN = re.compile(r"\w+")
_TURNS = frozenset("İı")
"""Letters that a pattern takes for i, whatever case they are folded to."""


def _names_a_day(text: str) -> bool:
    """Whether a short text has the name of a day, which is looked for where a word begins like one."""
    known = vocabulary()
    if not _TURNS.isdisjoint(text):
        return known.weekday.search(text) is not None
    return any(
        word.group().casefold()[:_BEGINNING] in known.days
        and known.weekday.match(text, word.start()) is not None
        for word in _TOKEN.finditer(text)
    )


_FIGURE = re.compile(r"\d")


def _next(known: Vocabulary, text: str, at: int, end: int) -> re.Match[str] | None:
    """The first match of `Vocabulary.any_date` in text[at:end], in a tenth of the time of a search.

    Every date begins with a figure, or with one word that stands right before one: nothing is tried elsewhere.
    """
    for figure in _FIGURE.finditer(text, at, end):
        place = figure.start()
        begin = place - 1
        if begin > at and text[begin].isspace():
            begin -= text[begin - 1] == "."
            while begin > at and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
                begin -= 1
            if (match := known.any_date.match(text, begin, end)) is not None:
                return match
        if (match := known.any_date.match(text, place, end)) is not None:
            return match
    return None


def dates(text: str, start: int, end: int, language: str = "und") -> Iterator[Dated]:
    """Every date within text[start:end], in order, with the time of day written beside it."""
    known = vocabulary()
    at = start
    while (match := _next(known, text, at, end)) is not None:
        read = _read(match, known.months, language)
        if read is None:
            at = match.start() + 1
            continue
        at = match.end()
        value, other, year_known = read
        low, high = match.span()
        after = text[high : min(end, high + 24)]
        before = text[max(start, low - 24) : low]
        time = known.time.search(after)
        if time is not None and re.fullmatch(
            r"[\s,T|·•в—–-]*(?:[^\W\d]{1,4}\.?[\s,]*){0,2}", after[: time.start()]
        ):
            value, high = _with_time(value, time), high + time.end()
        elif (time := known.time.search(before)) is not None and re.fullmatch(
            r"[\s,|·•—–-]*(?:[^\W\d]{1,5}[\s,|]*)?", before[time.end() :]
        ):
            value, low = _with_time(value, time), max(start, low - 24) + time.start()
        if other is not None and known.american.match(text, high, min(end, high + _ZONE)):
            value, other = other + value[10:], None
        around = text[max(start, low - 24) : min(end, high + 12)]
        yield Dated(
            low,
            high,
            value,
            other,
            year_known,
            _names_a_day(around),
            known.zone.search(text[high : min(end, high + 8)]) is not None,
        )
