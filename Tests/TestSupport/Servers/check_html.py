"""Reads JSON lines {"html", "text"}: a page made of a payload must hold it as text, and no tag of its own."""
import html.parser
import json
import sys


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, tuple(name for name, _ in attributes)))

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.tags.append(("comment", ()))


faults, count, shape = [], 0, None
for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    page = Page()
    page.feed(case["html"])
    page.close()
    shape = shape or page.tags
    count += 1
    if page.tags != shape:
        faults.append("new element: " + repr(case["text"]))
    if sum(case["text"] == text for text in page.texts) != 7:
        faults.append("not whole: " + repr(case["text"]))
print(json.dumps({"count": count, "faults": faults[:5]}))
