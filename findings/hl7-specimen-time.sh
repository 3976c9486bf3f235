#!/usr/bin/env bash
# hl7 0.4.5: a specimen's time that is known to the month or the year becomes midnight of its first day, and nothing says that it was less precise.
#
# Expected: HL7 v2's DTM (2.A.22) may end after the year, the month, the day, the hour; a reader keeps the precision or refuses where it cannot. The
# same date in FHIR stays "2022-10" in fhir.resources 8.3.0, which gives a date or a datetime only where there is one.
# Seen (2026-11-27, Python 3.11): parse_datetime("2022") is 2022-01-01 00:00:00 and parse_datetime("202210") is 2022-10-01 00:00:00, equal to what
# "202210010000" gives; both are valid, and mean different things.
# Why a health code cares: laboratories send OBX-14 and SPM-17 by HL7 v2. A negative test "in October" would count from the first of the month, so a
# green that lapses after 72 hours is gone on the fourth, or a release that asks for a test after an instant is refused; an instant of this project's
# events is a whole second, and an adapter must refuse a shorter text itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet hl7==0.4.5 fhir.resources==8.3.0
cat >"$work/times.py" <<'PYTHON'
import hl7
from fhir.resources.specimen import Specimen

for text in ["2022", "202210", "20221001", "202210010000"]:
    print("hl7 ", text, "->", hl7.parse_datetime(text))
for text in ["2022", "2022-10", "2022-10-01"]:
    collected = Specimen.model_validate({"resourceType": "Specimen", "collection": {"collectedDateTime": text}}).collection.collectedDateTime
    print("fhir", text, "->", collected, type(collected).__name__)
PYTHON
"$work/venv/bin/python" "$work/times.py" | tee "$work/output"
diff "$work/output" - <<'SEEN'
hl7  2022 -> 2022-01-01 00:00:00
hl7  202210 -> 2022-10-01 00:00:00
hl7  20221001 -> 2022-10-01 00:00:00
hl7  202210010000 -> 2022-10-01 00:00:00
fhir 2022 -> 2022 str
fhir 2022-10 -> 2022-10 str
fhir 2022-10-01 -> 2022-10-01 date
SEEN
echo "as seen on 2026-11-27"
