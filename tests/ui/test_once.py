"""The same answers sent twice by the same person are written once; anything else is written."""

import ast
import inspect
import textwrap
from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from django.utils import timezone

from cle.models import Decision, Meeting
from ebe.models import Post
from evaluation.models import NewsletterBlock, Report
from ppde.models import JourneyEvent, Orientation, TrainingSession
from territories.models import Commitment, CommitmentDelivery, KeyDate, SchemeNews
from territories.scoping import scoped
from tzcld.ui import once as module
from tzcld.ui.once import AGAIN, once

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


def here(name, *args):
    return reverse(name, args=["venissieux", *args])


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


ROOMS = {
    "fait": (
        JourneyEvent,
        "lead",
        lambda rows: here("ppde:event_add", rows["person"].pk),
        lambda rows: {"kind": "interview", "on": day(TODAY()), "text": "Bilan du mois"},
    ),
    "orientation": (
        Orientation,
        "partner",
        lambda rows: here("ppde:orientation_send"),
        lambda rows: {
            "first_name": "Zélie", "last_name": "Oriol", "phone": "06 12 34 56 78", "email": "",
            "contact_preference": "", "reason": "", "has_agreed": "yes",
        },
    ),
    "décision": (
        Decision,
        "lead",
        lambda rows: here("cle:decision_record", rows["meeting"].pk),
        lambda rows: {
            "kind": "other", "wording": "Calendrier.", "mode": "consensus", "votes_for": "",
            "votes_against": "", "abstentions": "", "outcome": "adopted", "conditions": "Urgence",
        },
    ),
    "séance": (
        Meeting,
        "lead",
        lambda rows: here("cle:meeting_create"),
        lambda rows: {
            "committee": rows["committee"].pk, "title": "", "on": "12/01/2027", "starts": "18:00",
            "ends": "", "place": "",
        },
    ),
    "poste": (
        Post,
        "lead",
        lambda rows: here("ebe:post_create"),
        lambda rows: {
            "enterprise": rows["enterprise"].pk, "title": "Vélos", "text": "", "positions": "1",
            "starts_on": "", "place": "", "hours_min": "", "hours_max": "", "skills": "",
        },
    ),
    "date clé": (
        KeyDate,
        "lead",
        lambda rows: here("territories:piece_create", "date"),
        lambda rows: {"on": "12/05/2023", "title": "Habilitation", "text": "", "is_key": "on"},
    ),
    "actualité": (
        SchemeNews,
        "lead",
        lambda rows: here("territories:news_create"),
        lambda rows: {"title": "Un nouveau guichet", "text": "Il ouvre lundi.", "scheme": ""},
    ),
    "engagement": (
        Commitment,
        "lead",
        lambda rows: here("territories:commitment_create"),
        lambda rows: {
            "organisation": rows["organisation"].name, "kind": "immersion", "promised": "4", "since": day(TODAY()),
            "until": day(TODAY()), "note": "",
        },
    ),
    "donné": (
        CommitmentDelivery,
        "lead",
        lambda rows: here("territories:delivery_create", rows["commitment"].pk),
        lambda rows: {"on": day(TODAY()), "number": "1", "note": ""},
    ),
    "session de formation": (
        TrainingSession,
        "lead",
        lambda rows: here("ppde:session_create", rows["training"].pk),
        lambda rows: {"starts_on": day(TODAY()), "ends_on": day(TODAY()), "place": "Salle", "places": "4"},
    ),
    "bloc de lettre": (
        NewsletterBlock,
        "lead",
        lambda rows: here("evaluation:newsletter_block_create", rows["newsletter"].pk),
        lambda rows: {"kind": "news", "title": "Portes ouvertes", "body": "Du texte"},
    ),
    "rapport": (
        Report,
        "lead",
        lambda rows: here("evaluation:report_request"),
        lambda rows: {"month": "10/2026", "audience": "public"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_sent_again_from_a_second_tab_it_is_written_once(room, world, sign_in):
    model, kind, url, answers = ROOMS[room]
    rows = world.rows["home"]
    client, address, data = sign_in(kind), url(rows), answers(rows)

    def written():
        with scoped(world.home.pk, named=True, user=world.users[kind].pk):
            return model.objects.filter(territory=world.home).count()

    before = written()
    first = client.post(address, data)
    assert first.status_code == 302, getattr(first, "context", {}) and first.context["form"].errors
    second = client.post(address, data, follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert AGAIN.split(".")[0] in second.text
    assert written() == before + 1


def test_what_no_longer_stands_is_written_anew(rf, world, as_team):
    made = []

    def write():
        made.append(KeyDate.objects.create(territory=world.home, on=TODAY(), title=str(len(made))))
        return made[-1]

    request = rf.post("/a/", {"x": "1"})
    request.user = world.users["lead"]
    assert once(request, write, stands=lambda row: False) == (made[0], "")
    assert once(request, write, stands=lambda row: False) == (made[1], "")
    assert once(request, write, stands=lambda row: row == made[1]) == (made[1], AGAIN)
    assert once(request, write, is_new=False) == (made[2], "")


def test_another_answer_another_person_another_page_are_written(rf, world, as_team, monkeypatch):
    made = []

    def write():
        made.append(KeyDate.objects.create(territory=world.home, on=TODAY(), title=str(len(made))))
        return made[-1]

    def send(data, user="lead", path="/a/"):
        request = rf.post(path, data)
        request.user = world.users[user]
        return once(request, write)

    assert send({"x": "1"}) == (made[0], "")
    assert send({"x": "1", "seen": "b:1", "csrfmiddlewaretoken": "z"}) == (made[0], AGAIN)
    for other in (
        lambda: send({"x": "2"}),
        lambda: send({"x": "1"}, user="officer"),
        lambda: send({"x": "1"}, path="/b/"),
    ):
        assert other() == (made[-1], "")
    # Removed since, it is written anew.
    made[0].delete()
    assert send({"x": "1"}) == (made[-1], "")
    assert len(made) == 5


def test_what_was_refused_is_not_remembered(rf, world, as_team):
    request = rf.post("/a/", {"x": "1"})
    request.user = world.users["lead"]
    with pytest.raises(ValidationError):
        once(request, lambda: KeyDate(territory=world.home).full_clean())
    row = KeyDate.objects.create(territory=world.home, on=TODAY(), title="Une date")
    assert once(request, lambda: row) == (row, "")


def test_who_waits_too_long_for_the_first_writes(rf, world, as_team, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    request = rf.post("/a/", {"x": "1"})
    request.user = world.users["lead"]
    cache.set(module._key(request), module.PENDING)
    row = KeyDate.objects.create(territory=world.home, on=TODAY(), title="Une date")
    assert once(request, lambda: row) == (row, "")


# Each page that makes a row ──────────────────────────────────────────────────────────────────────

# What the last word of an address's name says: it makes a row…
MAKES = """
    add answer ask begin convene copy create enrol forecast freeze give invite open prepare record renew repeat send start step
    write"""
# … or it changes what its address names, and a second time changes nothing.
CHANGES = """
    accept address again agree amend announce apart approve back before cancel change check close compare compute confirm correct
    decide delete detail doubts drop edit end erase extend file finish first held hired hold hours identity import keep lift mine
    move note pause persons presence processing prolong publish recompute reconcile rectify refuse remove rename reopen request resend
    restart restore resume retry review revoke rights secret settle skills test told undo unlink up validate widen withdraw"""
# Pages whose name says another thing than what they do.
MAKES_TOO = ["evaluation:report_request", "evaluation:forecast", "ppde:orientation_rights"]

NOT_TWICE = {
    "un nom, un mois ou un jour qui n’est pris qu’une fois\u00a0: la seconde est refusée": """
        cle:committee_create cle:quorum_rule_create ebe:enterprise_create ebe:rate_create ebe:return_create
        evaluation:delay_create ppde:criterion_add ppde:follow_up_record ppde:gathering_repeat ppde:list_rule_create
        ppde:reading_rule_create ppde:retention_rule_create ppde:skill_create ppde:version_prepare ppde:word_add
        territories:department_create territories:legal_figure_create territories:masking_rule_create
        territories:territory_create""",
    "une seule à la fois pour cette personne, ce compte ou ces jours\u00a0: la seconde est refusée, ou reprend la première": """
        ebe:contract_create ebe:convention_create ebe:direction_create ebe:direction_invite ebe:proposal_create
        evaluation:extract_open evaluation:subscriber_create ppde:access_ask ppde:consent_record ppde:elimination_prepare
        ppde:gathering_add ppde:ineligible_record ppde:inquiry_ask ppde:mobility_open ppde:orientation_rights ppde:outcome_record
        ppde:pause_start ppde:person_page_give ppde:return_record ppde:review_prepare ppde:rights_record
        ppde:scheme_request_create ppde:session_enrol ppde:trial_start ppde:volunteer_record ppde:volunteer_renew
        territories:invitation_create territories:phase_open""",
    "la réponse, l’envoi ou la lecture de ce que l’adresse nomme, qui change d’état": """
        cle:convocation_send cle:meeting_convene ebe:proposal_answer evaluation:count_begin evaluation:newsletter_send
        ppde:inquiry_answer ppde:note_open ppde:orientation_answer ppde:rights_answer territories:exchange_answer""",
    "un bouton sans réponse\u00a0: chaque feuille dit la liste de sa minute": "ebe:list_sheet_freeze",
}


def pages(resolver=None, space="") -> dict:
    """{name of the address: its view}"""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= pages(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            found[f"{space}{pattern.name}"] = pattern.callback
    return found


def is_held(view, known: set) -> bool:
    """`once`, or `once_only=True`, in the view or in the functions of the pages that it calls."""
    view = inspect.unwrap(view)
    if not inspect.isfunction(view) or view in known:
        return False
    known.add(view)
    # What is asked of a helper, not what it could do for others.
    if "once_only" in inspect.signature(view).parameters:
        return False
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    if any(isinstance(n, ast.keyword) and n.arg == "once_only" for n in ast.walk(tree)):
        return True
    names = [view.__globals__.get(n.id) for n in ast.walk(tree) if isinstance(n, ast.Name)]
    return once in names or any(
        is_held(found, known)
        for found in names
        if inspect.isfunction(found)
        and ("views" in found.__module__.split(".") or found.__module__ == once.__module__)
    )


def test_each_page_that_makes_a_row_makes_it_once():
    """It uses `once`, or it is named here with what refuses the second."""
    posted = {n: v for n, v in pages().items() if "POST" in getattr(v, "methods", ())}
    last = {name: name.rpartition("_")[2].rpartition(":")[2] for name in posted}
    said = {*MAKES.split(), *CHANGES.split()}
    unknown = {name for name, word in last.items() if word not in said}
    assert unknown == set(), "fait-elle une ligne\u00a0? dites-le dans MAKES ou CHANGES"
    making = {*MAKES_TOO, *(n for n, word in last.items() if word in MAKES.split())}
    bare = {name for name in making if not is_held(posted[name], set())}
    named = {name for names in NOT_TWICE.values() for name in names.split()}
    assert bare - named == set(), "servez-vous de once, ou dites ce qui refuse la seconde"
    assert named - bare == set(), "n’est plus à nommer"
