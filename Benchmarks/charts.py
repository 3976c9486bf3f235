"""Charts of the measurements as SVG: how many times faster than the peers, and growth over size. No library, one file each."""

import math
from xml.sax.saxutils import escape

import rows

FONT = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif"'
INK, FAINT, GRID, GOOD, POOR, MARK = "#1b1f24", "#57606a", "#d8dee4", "#2da44e", "#cf222e", "#8250df"
COLORS = ["#0969da", "#cf222e", "#2da44e", "#8250df", "#bf8700", "#0a7ea4", "#bc4c00", "#6e7781", "#24292f", "#ff8182", "#1b7c83",
          "#bf3989"]


def text(x, y, content, size=13, color=INK, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="{size}" font-weight="{weight}" fill="{color}" '
            f'text-anchor="{anchor}">{escape(content)}</text>')


def line(x1, y1, x2, y2, color, width=1.0, dash=""):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" stroke-width="{width}"{dashes}/>'


def document(width, height, title, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
            f"<title>{escape(title)}</title>"
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>' + "\n".join(parts) + "</svg>\n")


def short(value):
    """A number for people: 12M, 340k, 1.5, 2m for thousandths."""
    for bound, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= bound:
            return f"{value / bound:.3g}{letter}"
    return f"{value:.3g}"


def decades(low, high):
    return range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)


def ratios(entries):
    """One bar for each row with a peer: the ratio on a logarithmic axis, with a mark at what must be reached."""
    bars = [entry for entry in entries if entry["peer"] and entry["ratio"] and not entry["row"].startswith("growth")]
    names = list(dict.fromkeys(entry["row"] for entry in bars))
    bars.sort(key=lambda entry: (names.index(entry["row"]), entry["profile"]))
    title = "Tricolor beside its peers"
    left, right, top, step = 340, 260, 92, 30
    width, height = 1120, top + step * max(len(bars), 1) + 70
    values = [value for entry in bars for value in (entry["ratio"], entry["must"]) if value] + [1.0, 10.0]
    ticks = decades(min(values), max(values))
    low, high = ticks[0], ticks[-1]

    def x(value):
        return left + (math.log10(value) - low) / (high - low) * (width - left - right)

    bottom = top + step * len(bars)
    parts = [text(24, 36, title, 20, weight="600"),
             text(24, 60, "Times as fast; for one durable append, times as long as LMDB alone. The mark is what must be reached.", 13, FAINT)]
    for tick in ticks:
        position = x(10**tick)
        parts += [line(position, top - 8, position, bottom, GRID), text(position, bottom + 20, f"{short(10**tick)}×", 12, FAINT, "middle")]
    parts.append(line(x(1), top - 8, x(1), bottom, FAINT, 1.5))
    for index, entry in enumerate(bars):
        middle = top + step * index + step / 2
        color = FAINT if entry["ok"] is None else GOOD if entry["ok"] else POOR
        begin, end = sorted((x(1), x(entry["ratio"])))
        parts.append(text(left - 12, middle + 4, f"{entry['row']} · {entry['profile']}", 13, anchor="end"))
        parts.append(f'<rect x="{begin:.1f}" y="{middle - 9:.1f}" width="{max(end - begin, 2):.1f}" height="18" fill="{color}"/>')
        if entry["must"]:
            parts.append(line(x(entry["must"]), middle - 13, x(entry["must"]), middle + 13, MARK, 3))
        parts.append(text(width - right + 12, middle + 4, f"{short(entry['ratio'])}×  {entry['peer']}", 12, FAINT))
    parts.append(text((left + width - right) / 2, bottom + 46, "ratio, logarithmic", 12, FAINT, "middle"))
    return document(width, height, title, parts)


def growth(points):
    """Time over persons for each row that grows, one panel a profile, on logarithmic axes, with a line of slope 1."""
    title = "Growth over size"
    panels = [(profile, sorted(sizes, key=lambda size: size[0])) for profile, sizes in points.items()]
    left, top, inner_width, inner_height, gap, legend = 80, 92, 400, 380, 90, 280
    width = left + len(panels) * inner_width + (len(panels) - 1) * gap + legend + 24
    height = top + inner_height + 80
    grown = [row for row in rows.ROWS if row.unit in ("s", "events/s", "µs") and row.group not in ("durable", "import")
             and not row.fact and row.peer not in (rows.SQLITE, rows.FLOOR)]
    curves = {}
    for profile, sizes in panels:
        for row in grown:
            curve = [(persons, rows.spent(row, rows.figure(measured[row.measured], row), measured[row.measured])
                      * (1e-6 if row.unit == "µs" else 1)) for persons, _, measured in sizes if row.measured in measured]
            if curve:
                curves.setdefault(row.name, {})[profile] = curve
    values = [value for by_profile in curves.values() for curve in by_profile.values() for _, value in curve] or [1.0]
    persons = [size[0] for _, sizes in panels for size in sizes]
    y_ticks = decades(min(values), max(values) * 1.01)
    x_low, x_high = math.log10(min(persons)), math.log10(max(persons))
    if x_high - x_low < 0.1:
        x_low, x_high = x_low - 0.5, x_high + 0.5

    def y(value):
        return top + inner_height - (math.log10(value) - y_ticks[0]) / (y_ticks[-1] - y_ticks[0]) * inner_height

    parts = [text(24, 36, title, 20, weight="600"), text(24, 60, "Dashed: in proportion to the persons.", 13, FAINT)]
    for panel, (profile, sizes) in enumerate(panels):
        origin = left + panel * (inner_width + gap)

        def x(value, origin=origin):
            return origin + (math.log10(value) - x_low) / (x_high - x_low) * inner_width

        parts.append(text(origin, top - 12, profile, 14, weight="600"))
        for tick in y_ticks:
            label = f"{10**tick:g} s" if tick >= 0 else f"{10**(tick + 3):g} ms" if tick >= -3 else f"{10**(tick + 6):g} µs"
            parts += [line(origin, y(10**tick), origin + inner_width, y(10**tick), GRID),
                      text(origin - 8, y(10**tick) + 4, label, 12, FAINT, "end")]
        for size in sizes:
            parts += [line(x(size[0]), top, x(size[0]), top + inner_height, GRID),
                      text(x(size[0]), top + inner_height + 20, short(size[0]), 12, FAINT, "middle")]
        parts.append(text(origin + inner_width / 2, top + inner_height + 48, "persons", 12, FAINT, "middle"))
        for index, by_profile in enumerate(curves.values()):
            curve = by_profile.get(profile)
            if not curve:
                continue
            color = COLORS[index % len(COLORS)]
            parts.append(f'<polyline fill="none" stroke="{color}" stroke-width="2" points="'
                         + " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in curve) + '"/>')
            parts += [f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3.5" fill="{color}"/>' for size, value in curve]
            first, last = curve[0], curve[-1]
            if last[0] > first[0]:
                expected = first[1] * last[0] / first[0]
                if y(expected) >= top:
                    parts.append(line(x(first[0]), y(first[1]), x(last[0]), y(expected), color, 1, "3 4"))
    start = left + len(panels) * inner_width + (len(panels) - 1) * gap + 28
    for index, name in enumerate(curves):
        row_y = top + 10 + index * 24
        parts += [line(start, row_y, start + 22, row_y, COLORS[index % len(COLORS)], 3), text(start + 30, row_y + 4, name, 12)]
    return document(width, height, title, parts)
