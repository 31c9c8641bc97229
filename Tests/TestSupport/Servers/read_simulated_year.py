"""Reads the example's simulated year with dates reckoned here: prints what is wrong, as JSON.

usage: read_simulated_year.py PACKAGES FILE     (PACKAGES: a folder with the PyPI package chinesecalendar)

Every alert is on the day that its trigger means, and every milestone and row climbs the rungs of
config/policies/default.yaml: no more, no fewer. Every monthly report has its window opened and locked. Working days are
those of chinesecalendar, the rules those of the comments in the policies and in the ledger of responsibilities.
"""

import json
import re
import sys
from datetime import date, timedelta

sys.path.insert(0, sys.argv[1])
try:
    from chinese_calendar import is_workday
except ImportError:
    print("{}")
    sys.exit()


def worked(day, step):
    while not is_workday(day):
        day += timedelta(step)
    return day


def plus(day, amount, unit):
    """A day off moves back to the working day before up to the due day, and on to the next after it."""
    if unit == "d":
        return worked(day + timedelta(amount), 1 if amount > 0 else -1)
    step = 1 if amount > 0 else -1
    for _ in range(abs(amount)):
        day = worked(day + timedelta(step), step)
    return day


LINE = re.compile(r"(\S+)T08:30 (\S+) (\S+) \((\S+)\) (.*) → ")
ladders = {}
alerts = []
for line in open(sys.argv[2], encoding="utf-8"):
    day, rung, duty, due, trigger = LINE.match(line).groups()
    alerts.append((date.fromisoformat(day), rung, duty, date.fromisoformat(due), trigger))
    ladders.setdefault((duty, alerts[-1][3]), {})[rung] = alerts[-1][0]

wrong = []
dated = 0
for day, rung, duty, due, trigger in alerts:
    expected = None
    if found := re.fullmatch(r"due ([+-]) (\d+)(d|wd)", trigger):
        expected = plus(due, int(found[1] + found[2]), found[3])
    elif found := re.fullmatch(r"(L\d) unanswered (\d+)wd", trigger):
        expected = plus(ladders[duty, due][found[1]], int(found[2]), "wd")
    elif trigger == "opens":
        expected = worked(due - timedelta(5), 1)
    elif trigger == "locks":
        # The day after the last on which it may be handed in.
        expected = worked(due + timedelta(2 + 1), 1)
    dated += expected is not None
    if expected not in (None, day) or not is_workday(day):
        wrong.append(f"{duty} {rung}: {day}, not {expected}")

windows = {}
for day, rung, duty, due, trigger in alerts:
    if re.fullmatch(r"R08-monthly@.*/.*", duty):
        windows.setdefault((duty, due), []).append(trigger)
for (duty, due), triggers in windows.items():
    if triggers.count("opens") != 1 or triggers.count("locks") != (worked(due + timedelta(3), 1).year == 2021):
        wrong.append(f"{duty}: its window was {triggers}")

climbed = 0
for (duty, due), rungs in ladders.items():
    if not (duty.endswith(":finish") or re.fullmatch(r"R\d\d(/.*)?", duty)):
        continue
    climbed += 1
    days = {f"L0-{n}d": plus(due, -n, "d") for n in (30, 7, 3, 1)}
    days["L1"] = plus(due, 1, "d")
    days["L2"] = min(plus(due, 7, "d"), plus(days["L1"], 3, "wd"))
    days["L3"] = min(plus(due, 15, "d"), plus(days["L2"], 5, "wd"))
    days["L4"], days["L5"] = plus(due, 30, "d"), plus(due, 60, "d")
    names = list(days)
    expected = {
        name: day
        for number, (name, day) in enumerate(days.items())
        # Of several on one day the highest speaks for the others.
        if day.year == 2021 and all(day < days[higher] for higher in names[number + 1 :])
    }
    if expected != rungs:
        wrong.append(f"{duty}: {expected}, not {rungs}")

print(json.dumps({"alerts": len(alerts), "dated": dated, "ladders": climbed, "windows": len(windows), "wrong": wrong}, ensure_ascii=False))
