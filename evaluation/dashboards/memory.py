"""A dashboard changes only with its figures and a few facts: it is drawn once for each state of them."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from evaluation.operations.figures import months_back, this_month
from territories.models import Territory
from tzcld.forgiving import cache
from tzcld.queries import prepared_cursor
from tzcld.ui.charts.pictures import edition

SQL = """
with here as (select * from territories_territory where id = %(t)s or hub_id = %(t)s),
-- What is masked here is decided with the whole hub.
together as (select t.id, t.masking_threshold from territories_territory t
             where %(hub)s in (t.id, t.hub_id))
select md5(concat_ws('|',
    (select max(v.computed_at)::text || max(v.month)::text from evaluation_indicatorvalue v
     where v.territory_id in (select id from together) and v.code = 'E5' and v.breakdown = '' and v.month >= %(since)s),
    (select string_agg(o::text, '|' order by id) from together o),
    (select string_agg(here::text, '|' order by id) from here),
    (select string_agg(p::text, '|' order by p.id) from territories_phase p where p.territory_id in (select id from here)),
    (select string_agg(g::text, '|' order by g.id) from territories_target g where g.territory_id in (select id from here)),
    (select string_agg(e::text, '|' order by e.id) from territories_estimate e where e.territory_id in (select id from here)),
    (select string_agg(t::text, '|' order by t.id) from territories_typedperiod t where t.territory_id in (select id from here)),
    (select string_agg(l::text, '|' order by l.id) from territories_legalfigure l
     where l.territory_id in (select coalesce(hub_id, id) from here))
))
"""


def state(territory: Territory) -> str:
    """A digest of everything a dashboard prints, live rows aside. One statement."""
    today = timezone.localdate()
    since = months_back(this_month(), 2)[0]
    with prepared_cursor() as cursor:
        cursor.execute(SQL, {"t": territory.pk, "hub": territory.rules_hub_id, "since": since})
        return f"{territory.pk}-{today:%Y%m%d}-{cursor.fetchone()[0]}"


def remembered(territory: Territory, reader: Iterable, make: Callable[[], dict]) -> dict:
    """The drawn parts of a dashboard; `make` draws them when this state has not been shown yet to this kind of reader."""
    kind = "-".join(str(int(one)) for one in reader)
    name = f"drawn:{edition()}:{kind}:{state(territory)}"
    parts = cache.get(name)
    if parts is None:
        parts = make()
        cache.set(name, parts, 3600)
    return parts
