"""Every day 2015-2026 as the PyPI package chinesecalendar has it: {"worked": ["2015-01-04", ...], "count": 4383}.

The argument is a folder that packages may lie in; an empty object where the package is not there.
"""
import datetime
import json
import sys

sys.path.insert(0, sys.argv[1])
try:
    import chinese_calendar
except ImportError:
    print("{}")
    sys.exit()

day, worked, count = datetime.date(2015, 1, 1), [], 0
while day <= datetime.date(2026, 12, 31):
    count += 1
    if chinese_calendar.is_workday(day):
        worked.append(str(day))
    day += datetime.timedelta(days=1)
print(json.dumps({"worked": worked, "count": count}))
