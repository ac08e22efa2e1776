"""One extract open to the evaluation, downloaded once, and one that waits for its answer."""

from datetime import date, timedelta

from django.utils import timezone

from evaluation.demo.ground import at
from evaluation.extracts import pseudonyms
from evaluation.extracts.building import download
from evaluation.extracts.models import Columns, Extract, ExtractKey
from evaluation.extracts.operations import longest
from territories import journal
from territories.models import Territory
from territories.scoping import scoped
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
CONVENTION = "Convention d’évaluation 2026-14"


def load(users: dict[str, User], today: date) -> None:
    here = Territory.objects.get(slug=WHERE)
    evaluator, lead = users["evaluation"], users["cheffe"]
    common = {
        "territory": here,
        "holder": evaluator,
        "asked_by": evaluator,
        "convention": CONVENTION,
    }
    with scoped(here.pk):
        opened = Extract.objects.create(
            **common,
            state=Extract.State.OPEN,
            purpose="Combien de temps sépare le volontariat de l’embauche, selon l’âge et la durée sans emploi\u00a0?",
            volunteers_from=today - timedelta(days=3 * 365),
            volunteers_until=today - timedelta(days=366),
            columns=[Columns.PROFILE, Columns.SITUATION, Columns.STEPS, Columns.EXIT],
            asked_at=at(today - timedelta(days=20), 10, 0),
            answer_by=today - timedelta(days=6),
            answered_by=lead,
            answered_at=at(today - timedelta(days=15), 9, 30),
            until=today + timedelta(days=75),
            latest_on=longest(here, today - timedelta(days=15))[1],
        )
        ExtractKey.objects.create(territory=here, extract=opened, secret=pseudonyms.new_secret())
        journal.record(
            "open",
            opened,
            by=lead,
            after={"jusqu’au": str(opened.until), "colonnes": opened.columns_words},
            reason=opened.purpose,
        )
        asked = Extract.objects.create(
            **common,
            purpose="Les personnes venues par l’aller-vers restent-elles plus longtemps sur la liste\u00a0?",
            volunteers_from=today - timedelta(days=365),
            volunteers_until=today,
            columns=[Columns.ORIGIN, Columns.STEPS, Columns.EXIT, Columns.EVENTS],
            asked_at=timezone.now(),
            answer_by=today + timedelta(days=12),
        )
        journal.record("request", asked, by=evaluator, reason=asked.purpose)
        download(opened, "xlsx", by=evaluator).close()
