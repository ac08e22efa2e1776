"""The world of the tests: a hub, two neighbouring territories, one account per role.

Home is Vénissieux (invented people). The neighbour owns rows of every model, each marked with the canary word,
which may appear on no page of anybody who belongs to the home territory.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityPartner
from cle.models import (
    Addendum,
    AgendaItem,
    Attendance,
    Committee,
    Convocation,
    ConvocationMail,
    Decision,
    Meeting,
    MeetingAnswer,
    NoticeRule,
    QuorumRule,
    Seat,
)
from ebe.models import (
    CdeRate,
    CdeStatement,
    Contract,
    ContractHours,
    Convention,
    DirectionInvitation,
    Enterprise,
    HiringPlan,
    Management,
    MonthlyReturn,
    OwnRate,
    Post,
    Proposal,
    ReturnCorrection,
    ReturnRule,
    SmicRate,
    StaffEntry,
)
from evaluation.models import (
    Answer,
    Delivery,
    Extract,
    ExtractKey,
    ExtractLine,
    ExtractMail,
    Forecast,
    IndicatorValue,
    MonthlyCount,
    Newsletter,
    NewsletterBlock,
    Question,
    Questionnaire,
    Removal,
    Renewal,
    RenewalMail,
    Report,
    Response,
    StaleFigures,
    Subscriber,
    WaitRule,
    Witness,
)
from ppde.models import (
    AccessFile,
    Consent,
    Controller,
    Desk,
    DurationRule,
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityReview,
    EligibilityRule,
    Elimination,
    EliminationLine,
    EventKind,
    Following,
    FollowUp,
    Inquiry,
    JourneyEvent,
    ListRule,
    ListSheet,
    Lookalike,
    Merge,
    MobilityFile,
    MobilityStep,
    MobilityTrial,
    Orientation,
    Outcome,
    PastTime,
    Pause,
    Person,
    PersonPage,
    Presence,
    Processing,
    RankAct,
    Reading,
    ReadingAlert,
    ReadingRule,
    RefusalReview,
    Rereading,
    RestrictedNote,
    RetentionRule,
    Return,
    RightsRequest,
    SensitiveWord,
    Session,
    TextFlag,
)
from ppde.privacy.cipher import seal
from territories.models import (
    Batch,
    ColumnMapping,
    Contact,
    Contribution,
    Entry,
    Estimate,
    ExchangeItem,
    Grant,
    GrantMail,
    GrantRule,
    Invitation,
    KeyDate,
    MaskingRule,
    Membership,
    Organisation,
    Outline,
    OutlineFile,
    PerimeterUnit,
    Phase,
    StagedRow,
    Target,
    Territory,
    TerritoryDepartment,
    TypedPeriod,
)
from territories.periods import period
from territories.roles import Role
from territories.scoping import Reach, apply, of_enterprises
from tests.world_resources import fill_resources
from tzcld.users.models import User

CANARY = "Zibeline"
# A name that only the home team and the EBE of the person may read.
NAME = "Quetzal"
# What a rate of the CDE says beside the State's share: no field of it has a value of its own.
CDE_TERMS = {
    "local_percent": Decimal(15),
    "monthly_hours": Decimal("151.67"),
    "other_percent": Decimal(10),
    "start_up_percent": Decimal(30),
    "full_time_hours": Decimal(35),
}
PASSWORD = "une phrase assez longue"


def moment(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@dataclass
class World:
    """`world.users[kind]`: lead, officer, chair, member, director, partner, hub_admin, hub_officer, funder, evaluator,
    communication, dpo, neighbour. `world.rows[territory]`: one row of every model, by model name in lower case."""

    users: dict[str, User] = field(default_factory=dict)
    # An open session of each, for the tests that visit as everybody: opening one costs as much as a page.
    sessions: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict] = field(default_factory=dict)

    def build(self) -> None:
        self.hub = Territory.objects.create(
            kind="hub", name="Métropole d’essai", slug="metropole", is_public=True
        )
        self.home = self.local("Vénissieux", "venissieux")
        self.next = self.local(f"Voisine {CANARY}", "voisine")
        self.see_all()
        self.rules()
        self.accounts()
        self.rows["home"] = self.fill(self.home, "", NAME)
        self.rows["next"] = self.fill(self.next, f" {CANARY}", CANARY)
        # As if the night had passed: nothing of what was just written waits to be counted.
        StaleFigures.objects.all().delete()
        self.forget()
        self.open_sessions()

    def local(self, name: str, slug: str) -> Territory:
        return Territory.objects.create(
            kind="local",
            hub=self.hub,
            name=name,
            slug=slug,
            population=9800,
            is_public=slug == "venissieux",
        )

    def see_all(self) -> None:
        """The scope of whoever sees everything: no account has it, only the set-up."""
        ids = {self.hub.pk, self.home.pk, self.next.pk}
        apply(Reach(reach=ids, named=ids))

    def forget(self) -> None:
        apply(Reach())

    def rules(self) -> None:
        self.rule = EligibilityRule.objects.create(
            territory=self.hub,
            version=1,
            valid_from=date(2021, 7, 1),
            source="loi 2020-1577, art. 9 VI",
        )
        Processing.objects.create(
            territory=self.hub,
            code="essai",
            version=1,
            name="Essai",
            purpose="Essayer",
            basis="public",
            people="Personne",
            categories="Aucune",
            recipients="Personne",
            retention="Un jour",
            valid_from=date(2021, 7, 1),
            source="Essai",
        )
        outlines = OutlineFile.objects.create(
            territory=self.hub, source="Essai", as_of="2018", licence="Ouverte", communes=1
        )
        Outline.objects.create(
            territory=self.hub,
            file=outlines,
            code="69259",
            name="Vénissieux",
            polygons=[[[[4.8, 45.6], [4.9, 45.6], [4.9, 45.7], [4.8, 45.7], [4.8, 45.6]]]],
            west=4.8,
            south=45.6,
            east=4.9,
            north=45.7,
        )
        GrantRule.objects.create(
            territory=self.hub, valid_from=date(2021, 7, 1), source="Note du délégué"
        )
        MaskingRule.objects.create(
            territory=self.hub, valid_from=date(2021, 7, 1), source="Convention de la métropole"
        )
        DurationRule.objects.create(
            territory=self.hub,
            what="contrats",
            months=60,
            valid_from=date(2021, 7, 1),
            source="Code du travail",
        )
        ReadingRule.objects.create(
            territory=self.hub, valid_from=date(2021, 7, 1), source="CNIL, journalisation"
        )
        ReturnRule.objects.create(
            territory=self.hub, valid_from=date(2024, 1, 1), due_day=15, source="Convention"
        )
        SmicRate.objects.create(
            territory=self.hub,
            valid_from=date(2024, 1, 1),
            hourly=Decimal("11.65"),
            source="décret",
        )
        SmicRate.objects.create(
            territory=self.hub,
            valid_from=date(2025, 1, 1),
            hourly=Decimal("11.88"),
            source="décret",
        )
        CdeRate.objects.create(
            territory=self.hub,
            valid_from=date(2024, 1, 1),
            state_percent=95,
            source="arrêté",
            **CDE_TERMS,
        )
        # A département where the hub has no territory.
        OwnRate.objects.create(
            territory=self.hub,
            department="971",
            valid_from=date(2024, 1, 1),
            local_percent=18,
            source="délibération",
        )

    def accounts(self) -> None:
        for kind, role, territory in [
            ("lead", Role.PROJECT_LEAD, self.home),
            ("officer", Role.JOURNEY_OFFICER, self.home),
            ("chair", Role.CLE_CHAIR, self.home),
            ("member", Role.CLE_MEMBER, self.home),
            ("director", Role.EBE_DIRECTOR, self.home),
            ("partner", Role.PARTNER, self.home),
            ("hub_admin", Role.HUB_ADMIN, self.hub),
            ("hub_officer", Role.HUB_OFFICER, self.hub),
            ("funder", Role.FUNDER, self.hub),
            ("evaluator", Role.EVALUATOR, self.hub),
            ("communication", Role.COMMUNICATION, self.hub),
            ("dpo", Role.DPO, self.hub),
            ("neighbour", Role.PROJECT_LEAD, self.next),
        ]:
            user = User.objects.create_user(
                f"{kind}@exemple.fr",
                PASSWORD,
                first_name="Voisine" if kind == "neighbour" else kind.capitalize(),
                last_name=CANARY if kind == "neighbour" else "Essai",
            )
            self.users[kind] = user
            Membership.objects.create(
                user=user, territory=territory, role=role, period=period(date(2024, 1, 1))
            )

    def open_sessions(self) -> None:
        """Each has read a page, else nobody has signed in yet: no date of it, nothing in the lists of open sessions."""
        for kind, user in self.users.items():
            client = Client()
            client.force_login(user)
            # The token of the forms is kept in the session once a page has shown one.
            client.get(reverse("account_home"))
            assert CSRF_SESSION_KEY in client.session
            self.sessions[kind] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.forget()
        User.objects.update(last_login=None)
        UserSession.objects.all().delete()
        for user in self.users.values():
            user.last_login = None

    def fill(self, territory: Territory, mark: str, name: str) -> dict:
        """One row of every model in this territory. `mark` ends collective names, `name` is a person's."""
        made: dict = {}

        def make(of, **values):
            row = of.objects.create(territory=territory, **values)
            made[of._meta.model_name] = row
            return row

        by = self.users["neighbour" if mark else "lead"]
        unit = make(PerimeterUnit, kind="district", name=f"Quartier{mark}")
        make(TerritoryDepartment, code="38")
        make(Phase, kind="habilitated", period=period(date(2023, 5, 12)), act=f"décret{mark}")
        make(KeyDate, on=date(2023, 5, 12), title=f"Habilitation{mark}", is_key=True)
        make(Estimate, on=date(2026, 3, 1), persons=1240, source=f"diagnostic{mark}")
        make(Target, year=2026, destination="ebe", jobs=100)
        organisation = make(Organisation, name=f"Association{mark}", kind="association")
        make(
            Contact,
            organisation=organisation,
            first_name="Alix",
            last_name=f"Contact{mark}",
            email="alix@exemple.fr",
        )
        contribution = make(
            Contribution,
            label=f"Pays d’essai{mark}",
            workshop="Atelier",
            on=date(2026, 3, 16),
            steps=f"Un diagnostic{mark}",
            author=by,
        )
        make(
            ExchangeItem,
            contribution=contribution,
            kind="offer" if mark else "need",
            text=f"Animer un réseau{mark}",
            tags=["réseau", "clauses"],
            author=by,
        )
        batch = make(
            Batch,
            kind="personnes",
            format="xlsx",
            state="checked",
            rows=1,
            mapping={"last_name": 0, "first_name": 1},
            counts={"error": 1},
            problems=[["required", "first_name", 1]],
            opened_by=by,
        )
        staged = {"batch": batch, "is_named": True, "opened_by": by}
        make(StagedRow, **staged, line=0, cells=["Nom", "Prénom"])
        make(
            StagedRow,
            **staged,
            line=2,
            label=name,
            cells=[name, ""],
            action="error",
            errors=[
                {
                    "rule": "required",
                    "column": "first_name",
                    "value": "",
                    "message": "Il manque le prénom.",
                }
            ],
        )
        make(ColumnMapping, kind="personnes", labels={"0123456789abcdef": "last_name"})
        make(
            Invitation,
            email=f"invitee{mark.strip().lower()}@exemple.fr",
            first_name="Dominique",
            last_name=f"Invitée{mark}",
            role=Role.CLE_MEMBER,
            digest=f"{territory.pk:064d}",
            invited_by=by,
            expires_at=timezone.now() + timedelta(days=7),
        )
        make(
            Controller,
            name=f"Association porteuse{mark}",
            address="1 rue de l’Essai",
            dpo="Service juridique",
            dpo_contact=f"dpo{mark.strip().lower()}@exemple.fr",
            valid_from=date(2024, 1, 1),
            source="Statuts",
        )
        # Long over: the doors are those of a hub that reads no name.
        grant = make(
            Grant,
            holder=self.users["hub_officer"],
            reason=f"Revue des parcours{mark}",
            period=period(date(2024, 3, 1), date(2024, 3, 31)),
            opened_by=by,
            closed_at=moment(2024, 4, 1),
        )
        make(GrantMail, grant=grant, what="opening", user=by, state="sent")
        committee = make(Committee, kind="cle", name=f"Comité{mark}")
        make(QuorumRule, committee=committee, percent=50, source=f"Règlement, article 6{mark}")
        seat = make(
            Seat,
            committee=committee,
            college="local_authority",
            rank="chair",
            holder=f"Présidente{mark}",
            period=period(date(2024, 1, 1)),
        )
        meeting = make(
            Meeting,
            committee=committee,
            title=f"Séance{mark}",
            starts_at=moment(2026, 11, 5),
            state="held",
        )
        make(AgendaItem, meeting=meeting, position=1, title=f"Point{mark}")
        make(Addendum, meeting=meeting, text=f"Précision{mark}", written_by=by)
        make(Attendance, meeting=meeting, seat=seat, status="present")
        make(MeetingAnswer, meeting=meeting, seat=seat, starts_at=meeting.starts_at, said="present")
        make(
            NoticeRule,
            committee=committee,
            valid_from=date(2024, 1, 1),
            days=10,
            source=f"Règlement intérieur, article 4{mark}",
        )
        convocation = make(
            Convocation,
            meeting=meeting,
            state="sent",
            asked_by=by,
            asked_at=moment(2026, 10, 20),
            subject=f"Convocation{mark}",
            text=f"Ordre du jour{mark}",
            calendar="BEGIN:VCALENDAR",
        )
        make(
            ConvocationMail,
            convocation=convocation,
            seat=seat,
            email=f"presidente{mark.strip().lower()}@exemple.fr",
            state="sent",
            sent_at=moment(2026, 10, 20),
        )
        decision = make(
            Decision,
            meeting=meeting,
            number="2026-01",
            kind="eligibility",
            wording=f"Éligibilité de M-0001{mark}",
            outcome="adopted",
            recorded_by=by,
        )
        # What each act of another nature rests on: the database asks for it.
        grounds = {
            kind: Decision.objects.create(
                territory=territory,
                meeting=meeting,
                number=number,
                kind=kind,
                wording=f"{kind}{mark}",
                outcome="adopted",
                recorded_by=by,
            )
            for kind, number in (
                ("list_rule", "2024-01"),
                ("list_place", "2024-02"),
                ("eligibility_rule", "2024-03"),
            )
        }
        person = make(
            Person,
            number=1,
            last_name=name,
            first_name=f"Camille{mark}",
            birth_year=1984,
            district=unit,
            origin="ccas",
            phone="06 00 00 00 01",
            identified_on=date(2025, 1, 10),
            met_on=date(2025, 1, 23),
            interviewed_on=date(2025, 2, 1),
            volunteer_on=date(2025, 2, 11),
            volunteer_recorded_at=moment(2025, 2, 11),
            eligible_on=date(2025, 3, 20),
            last_contact_on=date(2026, 11, 2),
            state="listed",
            referent=by,
        )
        make(
            JourneyEvent,
            person=person,
            kind=EventKind.VOLUNTEER,
            on=date(2025, 2, 11),
            author=by,
            text=f"Acte signé{mark}",
        )
        precision = make(
            EligibilityPrecision,
            version=1,
            valid_from=date(2099, 1, 1),
            source=f"Règlement intérieur{mark}",
            decision=grounds["eligibility_rule"],
            text=f"Un temps partiel subi compte{mark}",
        )
        make(
            EligibilityCriterion,
            precision=precision,
            key="situation-locale",
            label=f"Situation locale{mark}",
            question=f"La situation est-elle connue du comité ?{mark}",
            kind="yes_no",
            source=f"Comité{mark}",
        )
        make(
            EligibilityReview,
            person=person,
            rule=self.rule,
            without_job_since=date(2022, 1, 1),
            resident_since=date(2011, 1, 1),
            positive_acts=True,
            evidence=["statement"],
            evidence_seen_on=date(2025, 2, 11),
            prepared_by=by,
            outcome="eligible",
            decision=decision,
            decided_on=date(2025, 3, 20),
        )
        make(
            Pause, person=person, period=period(date(2025, 6, 1), date(2025, 6, 30)), reason="care"
        )
        make(
            ListRule,
            version=1,
            valid_from=date(2024, 1, 1),
            source=f"règlement intérieur{mark}",
            decision=grounds["list_rule"],
        )
        make(
            RankAct,
            person=person,
            kind="correction",
            before_on=date(2025, 2, 12),
            after_on=date(2025, 2, 11),
            after_at=moment(2025, 2, 11),
            reason=f"Bulletin relu{mark}",
            author=by,
        )
        make(
            RefusalReview,
            person=person,
            refused_on=date(2025, 8, 4),
            post=f"Légumerie{mark}",
            motive="lieu ou trajet",
            effect="keep",
            decision=grounds["list_place"],
            decided_on=date(2025, 9, 4),
            recorded_by=by,
        )
        make(
            Orientation,
            first_name=f"Noa{mark}",
            last_name=name,
            phone="06 00 00 00 02",
            has_agreed=True,
            author=self.users["neighbour" if mark else "partner"],
            organisation=organisation,
        )
        make(
            Following,
            person=person,
            referent=by,
            period=period(date(2025, 2, 1)),
            word=f"Aime le matin{mark}.",
            word_by=by,
        )
        session = make(
            Session,
            kind="workshop",
            title=f"Atelier{mark}",
            place=f"Centre social{mark}",
            starts_at=moment(2026, 11, 3),
            animator=by,
            anonymous=3,
            state="held",
        )
        make(Presence, session=session, person=person, status="present")
        gone = Person.objects.create(
            territory=territory,
            number=2,
            last_name=f"{name}son",
            first_name="Morgan",
            origin="outreach",
            identified_on=date(2025, 1, 10),
            met_on=date(2025, 1, 23),
            volunteer_on=date(2025, 2, 12),
            volunteer_recorded_at=moment(2025, 2, 12),
            eligible_on=date(2025, 3, 20),
            outcome_on=date(2025, 9, 1),
            outcome_kind="ebe",
            state="ebe",
        )
        withdrawn = make(Outcome, person=gone, kind="no_longer", on=date(2025, 4, 1))
        make(
            Return,
            person=gone,
            outcome=withdrawn,
            on=date(2025, 5, 2),
            effect="keep",
            reason=f"Revenue{mark}",
        )
        make(Outcome, person=gone, kind="ebe", on=date(2025, 9, 1), employer=f"EBE{mark}")
        make(Lookalike, first=person, second=gone, likeness=0.7, reasons=[f"noms proches ({name})"])
        make(
            Merge,
            kept=person,
            absorbed_id=0,
            absorbed_reference="M-0002",
            reason=f"La même personne{mark}",
            memory={"aside": [name]},
            merged_by=by,
        )
        elimination = make(
            Elimination, cut_off=date(2024, 11, 1), prepared_by=by, visa=f"visa{mark}"
        )
        make(PastTime, what="parcours", past=2, soon=1)
        make(RetentionRule, valid_from=date(2024, 1, 1), source=f"délibération{mark}")
        make(
            EliminationLine,
            elimination=elimination,
            person=person,
            number=1,
            last_on=date(2024, 10, 1),
            kept_because=f"{name}, à revoir",
        )
        make(
            Inquiry,
            person=person,
            peer=self.hub,
            way="received",
            token=uuid.uuid4(),
            asked_by=f"Équipe{mark}",
        )
        make(Desk, place=f"1 place d’essai{mark}", phone="04 00 00 00 01")
        make(
            PersonPage,
            person=person,
            digest=f"{territory.pk:064d}",
            given_by=by,
            expires_at=timezone.now() + timedelta(days=90),
        )
        make(FollowUp, person=gone, outcome=made["outcome"], months=3, due_on=date(2025, 12, 1))
        mobility = make(
            MobilityFile,
            person=gone,
            consented_on=date(2026, 2, 2),
            project=f"Travailler en cuisine{mark}",
            target_jobs=["cuisine"],
        )
        make(
            MobilityStep, mobility=mobility, kind="visit", on=date(2026, 3, 2), text=f"Visite{mark}"
        )
        make(
            MobilityTrial,
            mobility=mobility,
            person=gone,
            kind="permanent",
            employer=f"Le Fournil{mark}",
            period=period(date(2026, 4, 1), date(2026, 5, 31)),
        )
        make(
            ListSheet,
            lines=[
                {"reference": "M-0001", "rank": 1, "state": "Active", "band": f"plus d’un an{mark}"}
            ],
            counts={"total": 1},
        )
        enterprise = make(
            Enterprise,
            name=f"Pari{mark}",
            legal_form="association",
            model="ex_nihilo",
            opened_on=date(2023, 9, 4),
        )
        make(
            Management,
            enterprise=enterprise,
            user=self.users["neighbour" if mark else "director"],
            period=period(date(2024, 1, 1)),
        )
        make(
            DirectionInvitation,
            invitation=made["invitation"],
            enterprise=enterprise,
            since=date(2026, 1, 1),
        )
        make(
            Convention,
            enterprise=enterprise,
            reference=f"Convention{mark}",
            signed_on=date(2023, 8, 1),
            period=period(date(2023, 9, 1), date(2026, 12, 31)),
            fte_ceiling=Decimal("90"),
        )
        post = make(
            Post,
            enterprise=enterprise,
            title=f"Tri{mark}",
            text=f"Trier et réparer{mark}",
            hours_min=20,
            hours_max=35,
            positions=9,
            opened_on=date(2026, 11, 2),
        )
        make(
            Proposal,
            enterprise=enterprise,
            post=post,
            person=person,
            job_title=f"Tri{mark}",
            weekly_hours=24,
            proposed_on=date(2026, 11, 10),
        )
        contract = make(
            Contract,
            enterprise=enterprise,
            person=gone,
            last_name=f"{name}son",
            first_name="Morgan",
            job_title=f"Accueil{mark}",
            starts_on=date(2025, 9, 1),
        )
        with of_enterprises(enterprise.pk):
            make(
                StaffEntry,
                enterprise=enterprise,
                last_name=f"{name}eau",
                first_name="Alix",
                job_title=f"Accueil{mark}",
                starts_on=date(2023, 9, 1),
                ends_on=date(2025, 8, 31),
            )
        make(
            ContractHours,
            enterprise=enterprise,
            contract=contract,
            period=period(date(2025, 9, 1)),
            weekly_hours=28,
        )
        make(
            CdeStatement,
            enterprise=enterprise,
            month=date(2026, 10, 1),
            fte_privation=Decimal("0.8"),
            fte_other=0,
            fte_financed=Decimal("0.8"),
            state_amount=Decimal("1369.40"),
            local_amount=Decimal("205.41"),
        )
        activity = make(
            Activity,
            name=f"Recyclerie{mark}",
            sector="reuse",
            state="running",
            carrier=enterprise,
            expected_fte=6,
        )
        make(ActivityPartner, activity=activity, partner=self.hub)
        fill_resources(self, make, made, mark, by, moment)
        # Long over: the months of the tests are counted by name.
        make(
            TypedPeriod,
            period=period(date(2019, 1, 1), date(2019, 3, 31)),
            reason=f"Avant l’équipe{mark}",
            reconciliation={"waiting": [0, 0]},
        )
        make(MonthlyCount, month=date(2019, 1, 1), met=7, reason=f"Réunions{mark}", typed_by=by)
        make(
            Forecast,
            month=date(2026, 9, 1),
            basis={"listed": 1, "unproposed": 1},
            central=date(2027, 3, 1),
            course=[[0, 1, 2]],
            note=f"Essai{mark}",
            made_by=by,
        )
        make(
            HiringPlan,
            enterprise=enterprise,
            month=date(2030, 1, 1),
            positions=2,
            weekly_hours=28,
            author=by,
        )
        monthly = make(
            MonthlyReturn,
            enterprise=enterprise,
            month=date(2025, 1, 1),
            heads_privation=7,
            note=f"Reprise{mark}",
            author=by,
        )
        make(
            ReturnCorrection,
            monthly=monthly,
            field="joined",
            before="1",
            after="2",
            reason=f"Paie{mark}",
            author=by,
        )
        make(WaitRule, valid_from=date(2020, 1, 1), source=f"Comité{mark}", months=6)
        make(IndicatorValue, code="E5", version=1, month=date(2026, 11, 1), value=2)
        report = make(
            Report,
            kind="territory_sheet",
            title=f"Fiche{mark}",
            month=date(2026, 10, 1),
            requested_by=by,
        )
        subscriber = make(
            Subscriber, email=f"lectrice{mark.strip().lower()}@exemple.fr", state="active"
        )
        letter = make(Newsletter, subject=f"Lettre{mark}", created_by=by)
        block = make(
            NewsletterBlock, newsletter=letter, position=1, title=f"Bloc{mark}", report=report
        )
        make(Witness, block=block, person=person, purpose="photo", is_agreed=True)
        make(Delivery, newsletter=letter, subscriber=subscriber)
        renewal = make(Renewal, state="sent", answer_by=date(2026, 12, 31))
        make(RenewalMail, renewal=renewal, subscriber=subscriber, state="sent")
        questionnaire = make(
            Questionnaire,
            title=f"Bilan{mark}",
            state="open",
            opens_on=date(2026, 1, 1),
            closes_on=date(2099, 12, 31),
            author=by,
        )
        question = make(
            Question,
            questionnaire=questionnaire,
            section="Votre organisation",
            position=1,
            text=f"Qu’avez-vous appris ?{mark}",
        )
        sheet = make(
            Response,
            questionnaire=questionnaire,
            origin=territory,
            organisation=f"Régie{mark}",
            state="submitted",
            publication="hub",
            author=by,
        )
        make(Answer, response=sheet, question=question, text=f"Aller vers{mark}")
        reader = self.users["evaluator"]
        extract = make(
            Extract,
            holder=reader,
            state="open",
            purpose=f"Combien de temps sépare le volontariat de l’embauche ?{mark}",
            convention=f"2026-14{mark}",
            volunteers_from=date(2019, 1, 1),
            volunteers_until=date(2019, 12, 31),
            columns=["profile", "place", "steps", "exit", "events"],
            asked_by=reader,
            answer_by=date(2026, 11, 30),
            answered_by=by,
            answered_at=moment(2026, 11, 2),
            until=date(2099, 12, 31),
            latest_on=date(2099, 12, 31),
        )
        make(ExtractKey, extract=extract, secret=bytes(32))
        make(ExtractLine, extract=extract, person=person)
        make(ExtractMail, extract=extract, what="open", user=reader, state="sent")
        make(Removal, extract=extract, pseudonym="7KQ2M-4TX9P")
        Entry.objects.create(
            territory=territory,
            user=by,
            verb="create",
            model="ppde.person",
            object_id=person.pk,
            label=f"{name}{mark}",
            is_named=True,
        )
        make(
            Reading,
            person=person,
            number=person.number,
            user=by,
            at=moment(2026, 11, 3),
            kind="read",
        )
        make(
            ReadingAlert,
            user=by,
            on=date(2026, 11, 3),
            kind="night",
            files=1,
            note=f"Astreinte{mark}",
        )
        make(
            Consent,
            person=person,
            purpose="photo",
            is_given=True,
            on=date(2026, 10, 1),
            channel="paper",
            proof=f"Formulaire signé{mark}",
            recorded_by=by,
        )
        asked = make(
            RightsRequest,
            person=person,
            number=person.number,
            kind="access",
            received_on=date(2026, 11, 2),
            due_on=date(2026, 12, 2),
            channel="desk",
            identity="known",
            details=f"Tout le dossier{mark}",
            recorded_by=by,
        )
        make(
            AccessFile,
            request=asked,
            person=person,
            state="done",
            pdf=seal(f"%PDF{mark}".encode()),
            json=seal(b"{}"),
            asked_by=by,
            finished_at=timezone.now(),
        )
        make(RestrictedNote, person=person, subject="other", token="", author=by)
        make(
            TextFlag,
            person=person,
            number=person.number,
            field="comment",
            words=[f"depressif{mark.lower()}"],
        )
        make(Rereading, state="done", error=f"Rien{mark}")
        make(SensitiveWord, stem=f"azurite{mark}".lower(), subject="judgement", is_whole=True)
        made["entry"] = Entry.objects.filter(territory=territory).first()
        made["membership"] = Membership.objects.filter(territory=territory).first()
        return made
