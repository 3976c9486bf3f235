"""The rules of `Policy.bench()` and of `Policy.lapse()` (Sources/Workload/BenchPolicy.swift) in SQL that both databases speak.

One pass over the events, clustered by person, keeps the latest instant of each kind of evidence: every release of these rules is monotone in
the instant that opens its hold, so the latest one decides. Stays meet designations at the few places that matter, and only those who stayed
there without saying until when are asked for their next stay.

Parameters: $t the instant asked about, $k the last sequence known, any two. The codes of `deed` are those of Sources/Workload/Deed.swift.
"""

DAY = 86_400
NEVER = 4_102_444_800
KNOWN = "sequence <= $k AND (retracted_by IS NULL OR retracted_by > $k)"


def colors(least, lapses=False):
    """The query for everyone's color: person, color (0 green, 1 yellow, 2 red). `least` is the database's name for the least of two values.

    With `lapses` under `Policy.lapse()`: a green lapses 72 hours after the last negative test.
    """
    lapse = f"OR (negative > 0 AND negative <= $t - 3 * {DAY})" if lapses else ""
    return f"""
WITH designation AS (
  SELECT place, deed, occurred AS opens,
    {least}(coalesce(until, {NEVER}), lead(occurred, 1, {NEVER}) OVER (PARTITION BY place ORDER BY occurred, sequence)) AS ends
  FROM designations WHERE sequence <= $k
),
marked AS (
  SELECT below.place, opens, ends FROM designation JOIN below ON below.ancestor = designation.place
  WHERE deed IN (102, 103) AND opens < ends AND opens <= $t AND ends > $t - 14 * {DAY}
),
near AS (
  SELECT person, occurred, until, opens, ends FROM stays JOIN marked ON stays.place = marked.place
  WHERE {KNOWN} AND occurred <= $t AND occurred < ends
),
-- The end of a stay that does not say until when, which may be known of already and lie after $t.
next_stay AS (
  SELECT open.person, open.occurred, min(stays.occurred) AS arrival
  FROM (SELECT DISTINCT person, occurred FROM near WHERE until IS NULL) AS open JOIN stays ON stays.person = open.person
  WHERE stays.occurred > open.occurred AND {KNOWN}
  GROUP BY open.person, open.occurred
),
risk AS (
  SELECT near.person, max({least}(coalesce(until, arrival, {NEVER}), ends)) AS anchor
  FROM near LEFT JOIN next_stay ON next_stay.person = near.person AND next_stay.occurred = near.occurred
  WHERE coalesce(until, arrival, {NEVER}) > opens - 14 * {DAY}
  GROUP BY near.person
),
latest AS (
  SELECT person,
    coalesce(max(CASE WHEN deed BETWEEN 50 AND 52 THEN occurred END), 0) AS sick,
    coalesce(max(CASE WHEN deed BETWEEN 53 AND 54 THEN occurred END), 0) AS well,
    coalesce(max(CASE WHEN deed = 54 THEN occurred END), 0) AS discharged,
    coalesce(max(CASE WHEN deed IN (30, 32) THEN occurred END), 0) AS isolated,
    coalesce(max(CASE WHEN deed IN (31, 33) THEN occurred END), 0) AS released,
    coalesce(max(CASE WHEN deed = 20 THEN occurred END), 0) AS close_contact,
    coalesce(max(CASE WHEN deed = 21 THEN occurred END), 0) AS secondary_contact,
    coalesce(max(CASE WHEN deed = 60 THEN occurred END), 0) AS entered,
    coalesce(max(CASE WHEN deed = 40 THEN occurred END), 0) AS symptom,
    coalesce(max(CASE WHEN deed = 1 THEN occurred END), 0) AS negative
  -- Somebody of whom only what comes later is known is green, and counted: what comes later is no kind of evidence yet.
  FROM (SELECT person, occurred, CASE WHEN occurred <= $t THEN deed ELSE 0 END AS deed FROM events WHERE {KNOWN}) AS known
  GROUP BY person
)
SELECT latest.person AS person,
  CASE
    WHEN sick > well OR discharged > $t - 14 * {DAY} OR isolated > released
      OR (close_contact > released AND close_contact > $t - 14 * {DAY})
      OR (secondary_contact > released AND secondary_contact > $t - 7 * {DAY})
      OR entered > $t - 21 * {DAY} THEN 2
    WHEN (symptom > negative AND symptom > $t - 14 * {DAY})
      OR anchor > $t OR (anchor > $t - 14 * {DAY} AND anchor >= negative)
      {lapse} THEN 1
    ELSE 0
  END AS color
FROM latest LEFT JOIN risk ON risk.person = latest.person
"""
