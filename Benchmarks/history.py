"""The figures of earlier runs: a line of JSON for each run, and a chart of them by date."""

import datetime
import json
import math
import subprocess

import charts


def record(entries, directory):
    """Appends the figures of a run, each row's ratio where there is a peer and else its figure, and draws all runs."""
    directory.mkdir(exist_ok=True)
    commit = subprocess.run(["git", "-C", str(directory), "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout.strip()
    figures = {f"{entry['row']}, {entry['profile']}": entry["ratio"] if entry["peer"] else entry["ours"] for entry in entries}
    line = {"date": datetime.date.today().isoformat(), "commit": commit, "persons": max(entry["persons"] for entry in entries),
            "figures": figures}
    with open(directory / "figures.jsonl", "a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    with open(directory / "figures.jsonl") as file:
        runs = [json.loads(line) for line in file]
    (directory / "figures.svg").write_text(chart(runs))


def chart(runs):
    """A small picture for each row that more than one run has: its figure, on an axis of its own, run by run."""
    # Figures of so many persons stand beside figures of as many.
    runs = [{**run, "figures": {f"{name}, {run['persons']:,} persons": figure for name, figure in run["figures"].items()}} for run in runs]
    names = [name for name in dict.fromkeys(name for run in runs for name in run["figures"])
             if sum(name in run["figures"] for run in runs) > 1]
    width, step, left, right = 1240, 44, 550, 190
    height = 90 + step * max(1, len(names))
    parts = [charts.text(24, 36, "Figures by run", 20, weight="600"),
             charts.text(24, 60, f"{runs[0]['date']} to {runs[-1]['date']}: ratios where there is a peer, else seconds, bytes or rates", 13,
                         charts.FAINT)]
    for row, name in enumerate(names):
        points = [(index, run["figures"][name]) for index, run in enumerate(runs) if run["figures"].get(name)]
        values = [math.log(value) for _, value in points]
        low, high = min(values), max(max(values), min(values) + 0.01)
        bottom = 84 + step * row + step - 12
        scaled = [(left + (width - left - right) * index / max(1, len(runs) - 1), bottom - (math.log(value) - low) / (high - low) * 24)
                  for index, value in points]
        parts.append(charts.text(left - 16, bottom - 6, name, 13, anchor="end"))
        for (x1, y1), (x2, y2) in zip(scaled, scaled[1:]):
            parts.append(charts.line(x1, y1, x2, y2, charts.COLORS[0], 2))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{charts.COLORS[0]}"/>' for x, y in scaled]
        first, last = points[0][1], points[-1][1]
        parts.append(charts.text(width - right + 16, bottom - 6, f"{charts.short(first)} → {charts.short(last)}", 13, charts.FAINT))
    return charts.document(width, height, "Figures by run", parts)
