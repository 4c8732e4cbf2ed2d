"""Sites, their calendars and work centres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from capacity.models import Calendar, CalendarDay, Shift, WorkCenter
from company.models import Site
from connectors.tables.checking import Record, Rows
from connectors.tables.upsert import Key, Written, upsert
from connectors.tables.writing.book import CHANGED, NEW, Book, Tally, row_of

SITE_CALENDAR = "SITE"
SITE_FIELDS = {
    "name": "name", "time_zone": "time_zone", "fixed_planning_date": "planning_date", "currency": "currency",
    "demand_time_fence_days": "demand_time_fence_days", "planning_time_fence_days": "planning_time_fence_days",
}
WORKING_WEEK, WORKING_MINUTES = (0, 1, 2, 3, 4), 480
MINUTES_IN_AN_HOUR = 60

# Minutes by weekday and shift number.
Week = Mapping[tuple[int, int], int]


def write_sites(rows: Rows, book: Book) -> Tally:
    """Write the sites, each with the calendar that says when it works."""
    tally = Tally(rows)
    there = {site.code: site for site in Site.objects.filter(code__in=[record["site"] for record in rows.records])}
    for record in rows.records:
        site = there.get(record["site"])
        if site is None:
            site = Site(code=record["site"])
            tally.fate[record.line] = NEW
        if write_site(site, record, rows.given):
            tally.fate.setdefault(record.line, CHANGED)
        book.sites[site.code] = site.pk
        if write_site_calendar(site, record, rows.given):
            tally.fate.setdefault(record.line, CHANGED)
    return tally


def write_site(site: Site, record: Record, given: frozenset[str]) -> bool:
    """Save the site if a value differs; return whether it did."""
    wanted = row_of(record, given, SITE_FIELDS)
    if "name" in wanted:
        wanted["name"] = wanted["name"] or site.code
    differs = {name for name, value in wanted.items() if getattr(site, name) != value}
    if site.pk and not differs:
        return False
    for name in differs:
        setattr(site, name, wanted[name])
    if "fixed_planning_date" in differs:
        site.horizon_start = site.planning_date(timezone.now())
    site.name = site.name or site.code
    site.save()
    return True


def write_site_calendar(site: Site, record: Record, given: frozenset[str]) -> bool:
    """Write the site's own calendar where the set says something about it, or where there is none yet."""
    calendar = Calendar.objects.filter(site=site, is_default=True).first()
    if calendar and not given & {"working_days", "working_minutes", "holiday_country"}:
        return False
    fields = row_of(record, given, {"holiday_country": "holiday_country"})
    code = calendar.code if calendar else SITE_CALENDAR
    written = upsert(
        Calendar, ("site", "code"), [{"site": site.pk, "code": code, "is_default": True, **fields}],
        update=["holiday_country"],
    )
    calendar_id = Calendar.objects.get(site=site, code=code).pk
    week: Week = {}
    if given & {"working_days", "working_minutes"} or calendar is None:
        minutes = record.values.get("working_minutes", WORKING_MINUTES)
        week = {(day, 1): minutes for day in record.values.get("working_days", WORKING_WEEK)}
    return write_week(calendar_id, week) or bool(written.new or written.changed)


def write_week(calendar_id: int, week: Week) -> bool:
    """Make a calendar's week as given, as a whole, unless nothing is given; return whether it changed."""
    if not week:
        return False
    rows = [
        {"calendar": calendar_id, "weekday": day, "number": number, "minutes": minutes}
        for (day, number), minutes in week.items()
    ]
    written = upsert(Shift, ("calendar", "weekday", "number"), rows, update=["minutes"])
    gone = [
        pk for pk, day, number in Shift.objects.filter(calendar=calendar_id).values_list("pk", "weekday", "number")
        if (day, number) not in week
    ]
    Shift.objects.filter(pk__in=gone).delete()
    return bool(gone or written.new or written.changed)


def write_calendars(rows: Rows, book: Book) -> Tally:
    """Write calendars: the week of one that is named is replaced as a whole, special days are added to it."""
    tally = Tally(rows)
    by_code: dict[tuple[str, str], list[Record]] = {}
    for record in rows.records:
        by_code.setdefault((record["site"], record["calendar"]), []).append(record)
    for (site, code), records in by_code.items():
        fields = row_of(records[0], rows.given, {"name": "name", "holiday_country": "holiday_country"})
        calendar = {"site": book.sites[site], "code": code, **fields}
        written = upsert(Calendar, ("site", "code"), [calendar], update=list(fields))
        tally.note(written, [((book.sites[site], code), record.line) for record in records])
        calendar_id = Calendar.objects.get(site=book.sites[site], code=code).pk
        book.calendars[site, code] = calendar_id
        write_calendar_rows(calendar_id, records, tally)
    return tally


def write_calendar_rows(calendar_id: int, records: Sequence[Record], tally: Tally) -> None:
    """Write the week and the special days of one calendar."""
    weekly = [record for record in records if record.values.get("weekdays")]
    week = {
        (day, record.values.get("shift", 1)): record["minutes"] for record in weekly for day in record["weekdays"]
    }
    if write_week(calendar_id, week):
        for record in weekly:
            tally.fate.setdefault(record.line, CHANGED)
    special = [record for record in records if record.values.get("date")]
    days = [
        {
            "calendar": calendar_id, "day": record["date"], "minutes": record["minutes"],
            "reason": record.values.get("reason") or "",
        }
        for record in special
    ]
    written = upsert(CalendarDay, ("calendar", "day"), days, update=["minutes", "reason"])
    tally.note(written, [((calendar_id, record["date"]), record.line) for record in special])


def pattern_of(record: Record) -> tuple[str, Week] | None:
    """
    Return the code and week of the calendar that hours and days a week stand for, from Monday on.

    96 hours on 6 days is "6x960": Monday to Saturday, 960 minutes each. Minutes left over go to the first days.
    """
    hours, days = record.values.get("hours_per_week"), record.values.get("days_per_week")
    if hours is None or days is None:
        return None
    total = round(hours * MINUTES_IN_AN_HOUR)
    each, rest = divmod(total, days)
    code = f"{days}x{each}" + (f"+{rest}" if rest else "")
    return code, {(day, 1): each + (day < rest) for day in range(days)}


def write_work_centers(rows: Rows, book: Book) -> Tally:
    """Write the work centres, and a calendar for each pattern of hours and days that they work."""
    tally = Tally(rows)
    changed = write_patterns(rows, book)
    wanted = [work_center_row(record, rows.given, book) for record in rows.records]
    keys: list[tuple[Key, int]] = [
        ((row["site"], row["code"]), record.line) for row, record in zip(wanted, rows.records, strict=True)
    ]
    update = set(wanted[0]) - {"site", "code"} if wanted else set()
    named = {"calendar", "hours_per_week"} & rows.given
    written = upsert(WorkCenter, ("site", "code"), wanted, update=update if named else update - {"calendar"})
    tally.note(written, keys)
    for record in rows.records:
        pattern = pattern_of(record)
        if pattern and (record["site"], pattern[0]) in changed:
            tally.fate.setdefault(record.line, CHANGED)
    return tally


def write_patterns(rows: Rows, book: Book) -> set[tuple[str, str]]:
    """Write a calendar for each pattern; return those that were not there as they should be."""
    patterns: dict[tuple[str, str], Week] = {}
    for record in rows.records:
        pattern = pattern_of(record)
        if pattern:
            patterns[record["site"], pattern[0]] = pattern[1]
    changed = set()
    for (site, code), week in patterns.items():
        own = Calendar.objects.filter(site=book.sites[site], is_default=True).first()
        row = {"site": book.sites[site], "code": code, "holiday_country": own.holiday_country if own else ""}
        written: Written = upsert(Calendar, ("site", "code"), [row], update=["holiday_country"])
        calendar_id = Calendar.objects.get(site=book.sites[site], code=code).pk
        book.calendars[site, code] = calendar_id
        if write_week(calendar_id, week) or written.changed or written.new:
            changed.add((site, code))
    return changed


def work_center_row(record: Record, given: frozenset[str], book: Book) -> dict[str, object]:
    """Return a work centre's fields; without a calendar or hours it works as the site does."""
    pattern = pattern_of(record)
    code = record.values.get("calendar") or (pattern[0] if pattern else "")
    row = row_of(
        record, given,
        {
            "name": "name", "machines": "machines", "efficiency_share": "efficiency_share",
            "cost_per_hour": "cost_per_hour", "overtime_cost_per_hour": "overtime_cost_per_hour",
        },
    )
    if "overtime_hours_per_week" in given:
        minutes = record["overtime_hours_per_week"] * Decimal(MINUTES_IN_AN_HOUR)
        row["overtime_minutes_per_week"] = round(minutes)
    calendar_id = calendar_id_of(book, record["site"], code)
    return {"site": book.sites[record["site"]], "code": record["work_center"], "calendar": calendar_id, **row}


def calendar_id_of(book: Book, site: str, code: str) -> int:
    """Return the id of a calendar of a site; without a code, of the site's own."""
    if (site, code) not in book.calendars:
        calendars = Calendar.objects.filter(site=book.sites[site])
        found = calendars.get(code=code) if code else calendars.get(is_default=True)
        book.calendars[site, code] = found.pk
    return book.calendars[site, code]
