"""Dates of a query as half-open ranges of seconds: days, months, years, spans back from today."""

from __future__ import annotations

import calendar
import difflib
import re
from datetime import UTC, date, datetime, timedelta

from reader.store.errors import QueryError

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_AGO = re.compile(r"(\d{1,4})([dwmy])$")
_WEEKDAYS = [day.casefold() for day in calendar.day_name]


def today() -> date:
    """The day it is where the person sits."""
    return datetime.now().astimezone().date()


def stamp(published: str | None) -> int:
    """Seconds since 1970 of an ISO 8601 date or date and time, 0 for none.

    A time without an offset is taken as UTC: outlets give their own local time, and what matters
    is the order within one outlet's day.
    """
    if not published:
        return 0
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(1, int(moment.timestamp()))


def span(value: str, position: int, today: date) -> tuple[int, int]:
    """The half-open range of seconds that a value of date: means.

    ``7d`` is the last seven days with today; ``a..b`` includes both ends; either may be missing.
    Raises `QueryError`.
    """
    text = value.strip().casefold()
    first, dots, last = text.partition("..")
    if not dots:
        begin, end = _unit(text, position, today)
    else:
        begin = _unit(first, position, today)[0] if first else date.min
        end = _unit(last, position + len(first) + 2, today)[1] if last else date.max
        if begin >= end:
            raise QueryError("this range ends before it begins", position, f"date:{last}..{first}")
    return _seconds(begin), _seconds(end)


def _seconds(day: date) -> int:
    if day == date.min:
        return 1
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return max(1, int(moment.timestamp()))


def _unit(text: str, position: int, today: date) -> tuple[date, date]:
    one = timedelta(days=1)
    if text == "today":
        return today, today + one
    if text == "yesterday":
        return today - one, today
    if text in _WEEKDAYS:
        day = today - timedelta(days=(today.weekday() - _WEEKDAYS.index(text)) % 7)
        return day, day + one
    if match := _AGO.match(text):
        return _back(today, int(match[1]), match[2]), today + one
    if match := _DATE.match(text):
        try:
            return _calendar(int(match[1]), match[2], match[3])
        except (ValueError, OverflowError):
            raise QueryError(f"there is no such day as “{text}”", position) from None
    near = difflib.get_close_matches(text, ["today", "yesterday", *_WEEKDAYS], n=1)
    raise QueryError(
        f"“{text}” is no date; write 2026-02-10, 2026-02, a..b, today, yesterday, 7d, 2w, 3m or 1y",
        position,
        f"date:{near[0]}" if near else None,
    )


def _back(today: date, number: int, unit: str) -> date:
    try:
        if unit in "dw":
            return today - timedelta(days=number * (7 if unit == "w" else 1) - 1)
        months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        day = min(today.day, calendar.monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=1)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return date.min


def _calendar(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if day is None:
        begin = date(year, int(month), 1)
        return begin, date(year + int(month) // 12, int(month) % 12 + 1, 1)
    begin = date(year, int(month), int(day))
    return begin, begin + timedelta(days=1)
