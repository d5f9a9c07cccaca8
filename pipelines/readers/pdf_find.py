"""Finds the tables and boxes of a page and takes their lines out of the flow; each becomes one region in it."""

from collections.abc import Sequence

from pipelines.readers.pdf_line import Line
from pipelines.readers.pdf_region import ABOVE, SAME, TABLE, Region, inside, merge, prose, rows
from pipelines.readers.pdf_shape import Box, Page, Style


def regions(page: Page, lines: Sequence[Line], body: Style) -> tuple[list[Region], list[Line]]:
    """The page's tables and boxes, and the lines that belong to none of them. `body` is the style of its prose."""
    rest = list(lines)
    found: list[Region] = []
    rules = merge(page.rules)
    for caption in [line for line in lines if TABLE.match(line.text)]:
        if caption not in rest:
            continue
        region = _boxed(page, caption, rest) or _ruled(page, caption, rest, rules, body)
        if region:
            rest = _take(region, rest, body, rules)
            found.append(region)
    for region in _grids(page, rest, rules, body):
        rest = _take(region, rest, body, rules)
        found.append(region)
    for box in sorted(page.boxes, key=lambda box: box.y0):
        held = [line for line in rest if inside(line, box)]
        if _textual(held, len(page.boxes)) and len(held) < 0.6 * len(lines):
            found.append(Region(box.x0, box.x1, min(line.y for line in held), box.y1, page.number, "box", held))
            rest = [line for line in rest if line not in held]
    return found, rest


def _textual(lines: Sequence[Line], boxes: int) -> bool:
    """Whether a box holds sentences; the boxes of a flow chart hold a few words each, and come in numbers."""
    return len(lines) >= (4 if boxes < 3 else 9) and sum(len(line.words) for line in lines) >= 4.5 * len(lines)


def _boxed(page: Page, caption: Line, lines: Sequence[Line]) -> Region | None:
    """A table that stands in a box of its own, with its caption inside."""
    boxes = [box for box in page.boxes if inside(caption, box) and box.y1 - box.y0 < 0.95 * page.height]
    boxes = [box for box in boxes if caption.y - box.y0 < 30 and box.y1 - caption.y > 20]
    if not boxes:
        return None
    box = min(boxes, key=lambda box: (box.x1 - box.x0) * (box.y1 - box.y0))
    held = [line for line in lines if inside(line, box)]
    full = [rule for rule in merge(page.rules) if rule.x0 - box.x0 < 20 and box.x1 - rule.x1 < 20]
    marks = [rule.y0 for rule in full if box.y0 + 3 < rule.y0 < box.y1 - 1 and rule.y0 > caption.y]
    region = Region(box.x0, box.x1, caption.y, box.y1, page.number, "table", held, rules=marks)
    _split_caption(region, marks[0] if marks else caption.y + 2)
    if len(marks) > 1 and any(line.y > marks[-1] for line in region.lines):
        region.notes = [line for line in region.lines if line.y > marks[-1]]
        region.lines = [line for line in region.lines if line.y <= marks[-1]]
    return region


def _ruled(page: Page, caption: Line, lines: Sequence[Line], rules: Sequence[Box], body: Style) -> Region | None:
    """A table between ruling lines, its caption above the first or just below it."""
    below = [rule for rule in rules if rule.y0 > caption.y - 2.2 * caption.size and rule.y0 - caption.y < ABOVE]
    below = [rule for rule in below if rule.x0 <= caption.x0 + 14 and rule.x1 > caption.x0 + 60]
    if not below:
        return None
    first = max(below[:2], key=lambda rule: (round((rule.x1 - rule.x0) / 4), -rule.y0))
    end = first
    marks = [first.y0]
    for rule in rules:
        if rule.y0 <= end.y0 + 2 or abs(rule.x0 - first.x0) > SAME or abs(rule.x1 - first.x1) > SAME:
            continue
        area = Box(first.x0 - 3, end.y0, first.x1 + 3, rule.y0)
        between = [line for line in lines if inside(line, area)]
        if sum(prose(line, body, first.x1 - first.x0) for line in between) > 2 or _captions(between, caption):
            break
        end = rule
        marks.append(rule.y0)
    top = min(first.y0, caption.y - caption.size)
    area = Box(first.x0 - 3, top, first.x1 + 3, end.y0)
    held = [line for line in lines if inside(line, area)]
    region = Region(first.x0, first.x1, caption.y, end.y0, page.number, "table", held, rules=marks)
    _split_caption(region, next(mark for mark in [*marks, caption.y + 2] if mark > caption.y))
    _open_end(region, lines, body)
    return region if len(region.lines) >= 2 else None


def _captions(lines: Sequence[Line], own: Line) -> bool:
    return any(line is not own and TABLE.match(line.text) and line.style == own.style for line in lines)


def _split_caption(region: Region, first: float) -> None:
    """Moves the caption's lines from the table's; a header may stand above the first rule too."""
    above = rows([line for line in region.lines if line.y < first])
    caption = above[:1]
    for row in above[1:]:
        last = caption[-1][0]
        if len(row) > 1 or abs(row[0].size - last.size) > 0.25 or row[0].y - last.y > 1.7 * last.size:
            break
        caption.append(row)
    region.caption = [line for row in caption for line in row]
    own = {id(line) for line in region.caption}
    region.lines = [line for line in region.lines if id(line) not in own]


def _grids(page: Page, lines: Sequence[Line], rules: Sequence[Box], body: Style) -> list[Region]:
    """Tables without a caption: at least three rules of one width with short pieces of text side by side between."""
    found: list[Region] = []
    groups: list[list[Box]] = []
    for rule in rules:
        if rule.x1 - rule.x0 < 80:
            continue
        for group in groups:
            if abs(group[0].x0 - rule.x0) <= 3 and abs(group[0].x1 - rule.x1) <= 3:
                group.append(rule)
                break
        else:
            groups.append([rule])
    for group in groups:
        area = Box(group[0].x0 - 3, group[0].y0, group[0].x1 + 3, group[-1].y0)
        held = [line for line in lines if inside(line, area)]
        rows = {round(line.y) for line in held}
        running = sum(prose(line, body, (area.x1 - area.x0) * 0.45) for line in held)
        if len(group) < 3 or len(held) < 1.5 * len(rows) or len(rows) < 2 or running > 0.2 * len(held):
            continue
        marks = [rule.y0 for rule in group]
        top = min(line.y for line in held)
        region = Region(area.x0, area.x1, top, area.y1, page.number, "table", held, rules=marks)
        region.caption = _beside(region, lines)
        found.append(region)
    return found


def _beside(region: Region, lines: Sequence[Line]) -> list[Line]:
    """The lines of a caption that stands left of its table."""
    own = {id(line) for line in region.lines}
    left = [line for line in lines if id(line) not in own and line.x1 <= region.x0 + 4]
    left = [line for line in left if region.top - 30 < line.y < region.bottom]
    start = next((index for index, line in enumerate(left) if TABLE.match(line.text)), None)
    return [] if start is None else left[start:]


def _open_end(region: Region, lines: Sequence[Line], body: Style) -> None:
    """Goes on below the last rule while rows of cells follow: a table that the page's end cuts has no last rule."""
    held = {id(line) for line in (*region.lines, *region.caption)}
    below = [line for line in lines if id(line) not in held and line.y > region.bottom]
    taken: list[list[Line]] = []
    bottom = region.bottom
    for row in rows([line for line in below if line.x0 >= region.x0 - 3 and line.x1 <= region.x1 + 3]):
        small = all(line.size < body.size - 0.4 or line.style.font != body.font for line in row)
        if not small or row[0].y - bottom > 30 or any(TABLE.match(line.text) for line in row):
            break
        taken.append(row)
        bottom = row[0].y
    if sum(len(row) > 1 for row in taken[:8]) >= 3:
        region.lines += [line for row in taken for line in row]
        region.bottom = bottom + 2


def _take(region: Region, lines: Sequence[Line], body: Style, rules: Sequence[Box]) -> list[Line]:
    """The lines without the region's own; small print right below a table goes with it as its notes."""
    own = {id(line) for line in (*region.lines, *region.caption, *region.notes)}
    rest = [line for line in lines if id(line) not in own]
    if region.kind != "table" or not region.lines:
        return rest
    area = Box(region.x0 - 3, region.top, region.x1 + 3, region.bottom)
    region.partial = [rule for rule in rules if area.holds(rule.x0, rule.y0) and rule.x1 - rule.x0 < 0.9 * area.width]
    size = max(line.size for line in region.lines)
    bottom = region.bottom
    for line in sorted(rest, key=lambda line: line.y):
        near = line.x0 >= region.x0 - 4 and line.x1 <= region.x1 + 4 and 0 < line.y - bottom < 2.2 * line.size
        if near and line.size < body.size - 0.4 and line.size <= size + 0.25 and not TABLE.match(line.text):
            region.notes.append(line)
            bottom = line.y
    notes = {id(line) for line in region.notes}
    return [line for line in rest if id(line) not in notes]
