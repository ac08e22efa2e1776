"""The database notes what a fact changes in the months gone by: their stored figures are computed again from there.

Whoever writes a fact, by a page, an import, a merge, a correction or an erasure, need not know which figures it moves: each
table that the figures are made of notes the earliest day it touched, when that day is before this month. A fact of this month
notes nothing: its figures are computed again as it is.
"""

import django.db.models.deletion
from django.db import migrations, models

# Of these facts every month already computed is made, whatever their own day.
ALWAYS = "date '1900-01-01'"
DAY_OF = "(r.starts_at at time zone 'Europe/Paris')::date"
DAY_OF_MEETING = f"(select {DAY_OF} from cle_meeting r where r.id = {{}}.meeting_id)"

# table: [(columns that count, the first day that they change)]; `r` is the row. A row that comes or goes: the first line.
# `null`: it changes no month. Dates of a person are kept on their row: most facts of a journey need no line of their own.
TABLES = {
    "ppde_person": [
        (["identified_on", "territory_id", "sex", "birth_year", "duration", "origin", "district_id", "france_travail"],
         "r.identified_on"),
        *([([name], f"r.{name}") for name in (
            "met_on", "interviewed_on", "volunteer_on", "eligible_on", "first_proposal_on", "outcome_on")]),
        (["outcome_kind"], "r.outcome_on"),
        # A duplicate counts in no month.
        (["outcome_kind = 'duplicate'"], "r.identified_on"),
    ],
    "ppde_outcome": [(["on", "kind", "person_id"], 'r."on"')],
    "ppde_return": [(["on", "effect", "person_id", "outcome_id"], 'r."on"')],
    "ppde_rankact": [(["before_on", "after_on", "kind", "person_id"], "least(r.before_on, r.after_on)")],
    "ppde_eligibilityreview": [(["outcome", "decided_on", "person_id"], "r.decided_on")],
    "ppde_journeyevent": [
        (["kind", "on", "corrects_id", "person_id"],
         """case when r.kind = 'proposal' then r."on" when r.corrects_id is not null then
            (select c."on" from ppde_journeyevent c where c.id = r.corrects_id and c.kind = 'proposal') end"""),
    ],
    "ppde_pause": [(["lower(r.period)", "person_id"], "lower(r.period)"), (["upper(r.period)"], "upper(r.period)")],
    "ppde_mobilitytrial": [
        (["lower(r.period)", "person_id"], "lower(r.period)"), (["upper(r.period)"], "upper(r.period)"),
    ],
    "ppde_followup": [(["done_on", "result", "months"], "r.done_on")],
    "ppde_mobilityfile": [(["consented_on"], "r.consented_on"), (["closed_on", "closing"], "r.closed_on")],
    "ppde_session": [
        (["starts_at", "state", "anonymous"], f"case when r.state = 'held' and r.anonymous > 0 then {DAY_OF} end"),
    ],
    "ebe_contract": [
        (["starts_on", "from_privation", "person_id"], "r.starts_on"), (["ends_on"], "r.ends_on"),
    ],
    "ebe_contracthours": [
        (["lower(r.period)", "weekly_hours"], "lower(r.period)"), (["upper(r.period)"], "upper(r.period)"),
    ],
    "ebe_cdestatement": [(["month", "state_amount", "local_amount"], "r.month")],
    "ebe_monthlyreturn": [(["r.*"], "r.month")],
    "ebe_cderate": [(["valid_from", "full_time_hours"], ALWAYS)],
    "cle_seat": [
        (["lower(r.period)", "votes", "college", "committee_id"], "lower(r.period)"),
        (["upper(r.period)"], "upper(r.period)"),
    ],
    "cle_meeting": [(["starts_at", "state", "committee_id"], f"case when r.state = 'held' then {DAY_OF} end")],
    "cle_attendance": [(["status", "seat_id", "meeting_id"], DAY_OF_MEETING)],
    "territories_phase": [(["lower(r.period)", "kind"], ALWAYS)],
    "territories_estimate": [(["on", "persons"], 'r."on"')],
    "territories_target": [(["year", "destination", "jobs"], ALWAYS)],
    "evaluation_waitrule": [(["valid_from", "months"], "r.valid_from")],
}  # fmt: skip


def _of(sql: str, row: str) -> str:
    """The expression over another row than `r`, which the select inside it may name too."""
    return sql.format(row) if "{}" in sql else sql.replace("r.", f"{row}.")


def _watched(column: str, row: str) -> str:
    if "r." in column:
        return _of(column, row)
    name, *test = column.split(" ", 1)
    return f'{row}."{name}" {"".join(test)}'


def _changed(columns: list[str], day: str) -> str:
    before, after = (", ".join(_watched(c, row) for c in columns) for row in "on")
    return f"case when row({before}) is distinct from row({after}) then least({_of(day, 'o')}, {_of(day, 'n')}) end"


NOTE = """INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM ({rows}) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;"""


def watch(table: str, lines) -> migrations.RunSQL:
    day = lines[0][1]
    both = [f"SELECT {row}.territory_id, {_of(day, row)} AS since FROM {rows} {row}" for rows, row in (("replaced", "o"), ("written", "n"))]  # fmt: skip
    moved = f"least({', '.join(_changed(columns, sql) for columns, sql in lines)})"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                {NOTE.format(rows=f"SELECT n.territory_id, {moved} AS since FROM replaced o JOIN written n USING (id)")}
            ELSIF TG_OP = 'INSERT' THEN
                {NOTE.format(rows=both[1])}
            ELSE
                {NOTE.format(rows=both[0])}
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER note_new_facts AFTER INSERT ON {table}
            REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_{table}();
        CREATE TRIGGER note_changed_facts AFTER UPDATE ON {table}
            REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_{table}();
        CREATE TRIGGER note_gone_facts AFTER DELETE ON {table}
            REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION note_{table}();
        """,
        f"""
        DROP TRIGGER note_gone_facts ON {table};
        DROP TRIGGER note_changed_facts ON {table};
        DROP TRIGGER note_new_facts ON {table};
        DROP FUNCTION note_{table}();
        """,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0014_testimonies'),
        ('territories', '0025_days_of_a_request'),
        ('cle', '0010_answers'),
        ('ppde', '0061_quicker_rewriting'),
        ('ebe', '0017_close_proposals_of_exits'),
    ]

    operations = [
        migrations.CreateModel(
            name='StaleFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='depuis')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'mois à recalculer',
                'verbose_name_plural': 'mois à recalculer',
            },
        ),
        *(watch(table, lines) for table, lines in TABLES.items()),
    ]
