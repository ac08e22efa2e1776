"""The file of a person: what the page shows, what it writes in the journal, and each form of the journey."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde.models import EventKind, JourneyEvent, Person, Reading
from territories.models import Entry, Membership, Organisation, PerimeterUnit
from territories.periods import period
from territories.scoping import scoped
from tzcld.users.models import User

TODAY = timezone.localdate
NEW = {
    "first_name": "Mirela",
    "last_name": "Dobrescu",
    "birth_year": "1986",
    "identified_on": "02/11/2026",
    "origin": "word_of_mouth",
    "duration": "1_2",
    "france_travail": "unknown",
    "rsa": "unknown",
    "wished_hours": "28",
    "constraints_known": ["mobility", "language"],
}


def page(name, world, *args):
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


@pytest.fixture
def person(world):
    return world.rows["home"]["person"]


def test_the_file_tells_the_journey_and_who_opened_it(lead, world, person):
    url = page("person_detail", world, person.pk)
    shown = text(lead.get(url))
    assert "<h1>Camille Quetzal</h1>" in shown
    assert "<strong>1</strong> sur 1" in shown
    assert "11\u00a0février\u00a02025" in shown
    assert '<li aria-current="step">Sur la liste</li>' in shown
    assert "Acte signé" in shown
    assert "Lecture, nom affiché" in shown
    assert "Les critères de la règle sont réunis." in shown
    assert "06 00 00 00 01" in shown
    lead.get(url)
    with scoped(world.home.pk):
        reading = Reading.objects.filter(person=person, kind="read").first()
        assert Reading.objects.filter(person=person, kind="read").count() == 2
    assert (reading.user, reading.is_referent) == (world.users["lead"], True)


def test_the_number_alone_hides_the_name_and_is_a_reading_of_its_own_kind(lead, world, person):
    url = page("person_detail", world, person.pk) + "?affichage=numero"
    shown = text(lead.get(url))
    assert "Lecture par le numéro seul" in shown
    lead.get(url)
    assert "<h1>M-0001</h1>" in shown
    main = shown[shown.index("<main") :]
    assert "Quetzal" not in main
    assert "Identité masquée" in main
    assert "1984" not in main
    assert "06 00 00 00 01" not in main
    with scoped(world.home.pk):
        assert Reading.objects.filter(kind="read", person=person).count() == 1
        read = Reading.objects.get(kind="number", person=person)
    assert read.user == world.users["lead"]


def test_a_form_with_the_name_is_a_reading_too(lead, world, person):
    lead.get(page("person_edit", world, person.pk))
    lead.get(page("event_add", world, person.pk))
    with scoped(world.home.pk):
        assert Reading.objects.filter(kind="read", person=person).count() == 2


def test_the_short_view_keeps_what_commits(lead, world, person):
    with scoped(world.home.pk):
        JourneyEvent.objects.create(
            territory=world.home, person=person, kind=EventKind.VISIT, on=date(2026, 5, 5)
        )
    url = page("person_detail", world, person.pk)
    assert "Visite</h3>" in re.sub(r"\s+", "", text(lead.get(url)))
    short = re.sub(r"\s+", "", text(lead.get(url + "?faits=etapes")))
    assert "Visite</h3>" not in short
    assert "Volontaire</h3>" in short


def test_the_file_costs_few_queries(lead, world, person, django_assert_max_num_queries):
    url = page("person_detail", world, person.pk)
    lead.get(url)
    with scoped(world.home.pk):
        for day in range(1, 29):
            JourneyEvent.objects.create(
                territory=world.home,
                person=person,
                kind=EventKind.CONTACT,
                on=date(2026, 2, day),
                author=world.users["officer"],
            )
    # Savepoints of the tests' own transactions are counted too.
    with django_assert_max_num_queries(15):
        lead.get(url)


def test_registering_with_the_volunteer_act(lead, world):
    with scoped(world.home.pk):
        organisation = Organisation.objects.get(territory=world.home)
    sent = NEW | {
        "volunteer_on": "17/11/2026",
        "notice_given": "on",
        "orienting_organisation": organisation.name,
        "comment": "Préfère l’après-midi.",
    }
    response = lead.post(page("person_create", world), sent)
    with scoped(world.home.pk):
        made = Person.objects.get(last_name="Dobrescu")
        assert made.volunteer_on == made.notice_given_on == date(2026, 11, 17)
        assert (made.number, made.state) == (3, Person.State.VOLUNTEER)
        assert made.identified_on == date(2026, 11, 2)
        assert made.constraints_known == ["mobility", "language"]
        assert made.orienting_organisation == organisation
    assert response.url == page("person_detail", world, made.pk)


def test_a_refusal_says_what_to_write_and_keeps_what_was_typed(lead, world):
    tomorrow = TODAY() + timedelta(days=1)
    wrong = NEW | {
        "volunteer_on": f"{tomorrow:%d/%m/%Y}",
        "origin": "",
        "comment": "Dossier 2 86 05 99 123 456 78.",
    }
    response = lead.post(page("person_create", world), wrong)
    shown = text(response)
    assert "<title>Erreur : Inscrire une personne" in shown.replace("\u00a0", " ")
    assert f"Le {tomorrow:%d/%m/%Y} n’est pas encore passé." in shown
    assert "Choisissez une réponse. «\u00a0Ne sait pas\u00a0» est possible." in shown
    assert "Retirez le numéro à 15 chiffres" in shown
    assert 'value="Dobrescu"' in shown
    with scoped(world.home.pk):
        assert Person.objects.filter(territory=world.home).count() == 2


def test_a_number_cut_short_and_a_year_of_two_figures_are_sent_back(lead, world):
    wrong = NEW | {"phone": "06 12", "birth_year": "84"}
    shown = text(lead.post(page("person_create", world), wrong))
    assert "Écrivez dix chiffres, par exemple 06 12 34 56 78." in shown
    assert "Vérifiez l’année de naissance\u00a0: écrivez une année de" in shown
    # From the top of the page down: the year is asked before the number.
    summary = shown[shown.index('class="summary') :]
    assert summary.index("Année de naissance") < summary.index("Téléphone")
    lead.post(page("person_create", world), NEW | {"phone": "0612345678"})
    with scoped(world.home.pk):
        assert Person.objects.latest("pk").phone == "06 12 34 56 78"


def test_nobody_signs_before_being_met(lead, world):
    url = page("person_create", world)
    signed = NEW | {"volunteer_on": "20/10/2026"}
    assert "l’équipe connaissait déjà la personne" in text(lead.post(url, signed))
    # The day that the form proposes gives way.
    lead.post(url, signed | {"identified_on": f"{TODAY():%d/%m/%Y}"})
    with scoped(world.home.pk):
        assert Person.objects.latest("pk").identified_on == date(2026, 10, 20)


def test_a_refused_act_leaves_nobody_half_registered(lead, world):
    response = lead.post(
        page("person_create", world),
        NEW | {"identified_on": "17/11/2006", "volunteer_on": "17/11/2006"},
    )
    assert "antérieur à la démarche" in text(response)
    with scoped(world.home.pk):
        assert Person.objects.filter(territory=world.home).count() == 2


def test_somebody_already_known_is_shown_before_a_second_file_is_opened(lead, world, person):
    url = page("person_create", world)
    same = NEW | {"first_name": "camille", "last_name": "QUÉTZAL", "birth_year": "1984"}
    shown = text(lead.post(url, same))
    assert "Cette personne est peut-être déjà connue" in shown
    assert "Un dossier ressemble à celui-ci\u00a0: M-0001." in shown
    assert page("person_detail", world, person.pk) in shown
    assert 'name="not_the_same"' in shown
    response = lead.post(url, same | {"not_the_same": "on"})
    assert response.status_code == 302
    with scoped(world.home.pk):
        assert Person.objects.get(number=3).last_name == "QUÉTZAL"


def test_choices_are_those_of_the_territory(lead, world):
    shown = text(lead.get(page("person_create", world)))
    select = shown[shown.index('name="referent"') :]
    select = select[: select.index("</select>")]
    assert re.findall(r">([^<]+ Essai)</option>", select) == ["Lead Essai", "Officer Essai"]
    with scoped(world.home.pk, world.next.pk):
        next_door = PerimeterUnit.objects.get(territory=world.next)
    response = lead.post(page("person_create", world), NEW | {"district": next_door.pk})
    assert "Cette réponse n’est plus dans la liste." in text(response)


def test_a_referent_who_left_stays_on_the_file(lead, world, person):
    gone = User.objects.create_user(
        "partie@exemple.fr", None, first_name="Anne", last_name="Partie"
    )
    with scoped(world.home.pk):
        Membership.objects.create(
            territory=world.home,
            user=gone,
            role="journey_officer",
            period=period(date(2024, 1, 1), date(2025, 1, 1)),
        )
        Person.objects.filter(pk=person.pk).update(referent=gone)
    shown = text(lead.get(page("person_edit", world, person.pk)))
    assert f'<option value="{gone.pk}" selected>Anne Partie</option>' in shown


def test_editing_writes_the_change_and_its_past(lead, world, person):
    url = page("person_edit", world, person.pk)
    form = lead.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    sent |= {"phone": "06 00 00 00 99", "district": "", "notice_given_on": "11/02/2025"}
    response = lead.post(url, sent)
    assert response.status_code == 302, response.context["form"].errors
    with scoped(world.home.pk):
        person.refresh_from_db()
        assert (person.phone, person.district, person.volunteer_on) == (
            "06 00 00 00 99",
            None,
            date(2025, 2, 11),
        )
        entry = Entry.objects.filter(verb="update", object_id=person.pk).first()
    assert entry.before["phone"] == "06 00 00 00 01"
    assert set(entry.after) == {"phone", "district", "notice_given_on"}


def test_the_journey_by_its_forms(lead, world, person):
    def send(name, *args, **data):
        response = lead.post(page(name, world, *args), data)
        if response.status_code == 302:
            return None
        return text(response)

    today = f"{TODAY():%d/%m/%Y}"
    assert send("event_add", person.pk, kind="visit", on=today, text="Recyclerie.") is None
    assert "pas encore passé" in send("event_add", person.pk, kind="visit", on="01/01/2099")
    assert "n’est pas dans la liste" in send("event_add", person.pk, kind="volunteer", on=today)
    with scoped(world.home.pk):
        visit = JourneyEvent.objects.get(person=person, kind="visit")
        act = JourneyEvent.objects.get(person=person, kind="volunteer")
    correction = {"kind": "workshop", "on": today, "text": "Atelier couture."}
    assert "Il manque une réponse" in send("event_correct", visit.pk, **correction)
    assert send("event_correct", visit.pk, **correction, reason="Mauvaise case.") is None
    assert "se corrige là où il a été pris" in send(
        "event_correct", act.pk, **correction, reason="Mauvaise case."
    )
    assert "déjà volontaire" in send("volunteer_record", person.pk, on=today)
    assert send("volunteer_correct", person.pk, on="10/02/2025", reason="Acte relu.") is None
    assert "déjà reconnu cette personne" in send(
        "review_prepare",
        person.pk,
        without_job_since="01/01/2022",
        resident_since="01/01/2011",
        evidence_seen_on=today,
    )
    until = f"{TODAY() + timedelta(days=30):%d/%m/%Y}"
    pause = {"since": today, "until": until, "reason": "care"}
    assert send("pause_start", person.pk, **pause) is None
    assert "Une autre pause couvre déjà ces dates." in send("pause_start", person.pk, **pause)
    with scoped(world.home.pk):
        running = person.pauses.first()
    later = f"{TODAY() + timedelta(days=60):%d/%m/%Y}"
    assert send("pause_extend", running.pk, until=later) is None
    assert "plus tardif" in send("pause_extend", running.pk, until=until)
    assert "au plus tard aujourd’hui" in send("pause_end", running.pk, on=later)
    assert send("pause_end", running.pk, on=today) is None
    assert "Choisissez une réponse" in send("outcome_record", person.pk, kind="", on=today)
    assert "n’est pas dans la liste" in send("outcome_record", person.pk, kind="ebe", on=today)
    assert send("outcome_record", person.pk, kind="permanent", on=today, employer="Atelier") is None
    shown = text(lead.get(page("person_detail", world, person.pk)))
    assert "En emploi ailleurs" in shown
    assert "Annuler la sortie" in shown
    with scoped(world.home.pk):
        outcome = person.outcomes.get()
    assert send("outcome_cancel", outcome.pk, reason="Contrat non signé.") is None
    shown = text(lead.get(page("person_detail", world, person.pk)))
    assert "<strong>1</strong> sur 1" in shown
    assert "Sortie annulée" in shown
    readings = text(lead.get(page("person_readings", world, person.pk)))
    for words in ("Ajout d’un fait", "Correction", "Pause", "Reprise", "Sortie"):
        assert words in readings


def test_from_volunteer_to_the_list_by_the_committee(lead, world):
    lead.post(
        page("person_create", world),
        NEW | {"identified_on": "20/09/2026", "volunteer_on": "01/10/2026"},
    )
    with scoped(world.home.pk):
        made = Person.objects.get(last_name="Dobrescu")
    sent = {
        "without_job_since": "01/10/2025",
        "resident_since": "02/04/2026",
        "positive_acts": "on",
        "evidence": ["statement", "caf"],
        "evidence_seen_on": "02/10/2026",
    }
    assert lead.post(page("review_prepare", world, made.pk), sent).status_code == 302
    detail = text(lead.get(page("person_detail", world, made.pk)))
    assert "Un critère n’est pas réuni\u00a0: habite le territoire." in detail
    assert "Présenter l’examen d’éligibilité au comité local" in detail
    listed = text(lead.get(page("review_list", world)))
    assert "1\u00a0examen attend le comité local" in listed
    assert "Déclaration et attestation CAF" in listed
    bare = sent | {"evidence": []}
    assert lead.post(page("review_prepare", world, made.pk), bare).status_code == 302
    listed = text(lead.get(page("review_list", world)))
    assert "À présenter, sans indice vu" in listed
    with scoped(world.home.pk):
        review = made.reviews.get()
    url = page("review_decide", world, review.pk)
    shown = text(lead.get(url))
    assert "Dobrescu" not in shown
    assert "M-0003" in shown
    decision = world.rows["home"]["decision"]
    assert "Choisissez une réponse" in text(lead.post(url, {"decision": decision.pk}))
    next_door = world.rows["next"]["decision"].pk
    assert "n’est plus dans la liste" in text(
        lead.post(url, {"decision": next_door, "outcome": "eligible"})
    )
    assert lead.post(url, {"decision": decision.pk, "outcome": "eligible"}).status_code == 302
    assert "déjà prononcé" in text(lead.post(url, {"decision": decision.pk, "outcome": "eligible"}))
    with scoped(world.home.pk):
        made.refresh_from_db()
    assert (made.state, made.eligible_on) == (Person.State.LISTED, date(2026, 11, 5))


def test_what_to_do_next_follows_the_journey(lead, world):
    lead.post(page("person_create", world), NEW | {"referent": ""})
    with scoped(world.home.pk):
        made = Person.objects.get(last_name="Dobrescu")
    shown = text(lead.get(page("person_detail", world, made.pk)))
    assert "Rencontrer la personne" in shown
    assert "Choisir qui suit cette personne" in shown
    assert "À rencontrer" in shown
    today = f"{TODAY():%d/%m/%Y}"
    lead.post(page("event_add", world, made.pk), {"kind": "interview", "on": today})
    assert "Enregistrer le volontariat, si la personne le souhaite" in text(
        lead.get(page("person_detail", world, made.pk))
    )
    lead.post(page("volunteer_record", world, made.pk), {"on": today})
    shown = text(lead.get(page("person_detail", world, made.pk)))
    assert "Remettre la notice d’information" in shown
    assert "Préparer l’examen d’éligibilité" in shown


def test_an_officer_does_not_correct_a_volunteer_date_nor_record_decisions(sign_in, world, person):
    shown = text(sign_in("officer").get(page("person_detail", world, person.pk)))
    assert "Corriger la date de volontariat" not in shown
    assert "Mettre en pause" in shown
