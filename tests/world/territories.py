"""Territories, their roles, imports and relations; what the hub decides for all."""

from datetime import date, timedelta

from django.utils import timezone

from territories.models import (
    Batch,
    ColumnMapping,
    Commitment,
    CommitmentDelivery,
    Contact,
    Contribution,
    Digest,
    DigestRefusal,
    Estimate,
    ExchangeItem,
    Grant,
    GrantMail,
    GrantRule,
    Invitation,
    KeyDate,
    MaskingRule,
    Membership,
    NewsReader,
    Organisation,
    Outline,
    OutlineFile,
    PerimeterUnit,
    Phase,
    Scheme,
    SchemeNews,
    StagedRow,
    Target,
    TerritoryDepartment,
    Token,
    TypedPeriod,
    Webhook,
    WebhookDelivery,
    WebhookMail,
)
from territories.periods import period
from territories.roles import Role
from territories.tokens.operations import digest_of
from territories.webhooks.signing import new_secret
from tests.world.place import Place, moment
from tzcld import cipher


def rules(world, hub) -> None:
    outlines = OutlineFile.objects.create(
        territory=hub, source="Essai", as_of="2018", licence="Ouverte", communes=1
    )
    Outline.objects.create(
        territory=hub,
        file=outlines,
        code="69259",
        name="Vénissieux",
        polygons=[[[[4.8, 45.6], [4.9, 45.6], [4.9, 45.7], [4.8, 45.7], [4.8, 45.6]]]],
        west=4.8,
        south=45.6,
        east=4.9,
        north=45.7,
    )
    GrantRule.objects.create(territory=hub, valid_from=date(2021, 7, 1), source="Note du délégué")
    MaskingRule.objects.create(
        territory=hub, valid_from=date(2021, 7, 1), source="Convention de la métropole"
    )


def fill(here: Place) -> None:
    make, made, mark, name, by = here.make, here.made, here.mark, here.name, here.by
    make(PerimeterUnit, kind="district", name=f"Quartier{mark}")
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
        digest=f"{here.territory.pk:064d}",
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=7),
    )
    # Long over: the doors are those of a hub that reads no name.
    grant = make(
        Grant,
        holder=here.world.users["hub_officer"],
        reason=f"Revue des parcours{mark}",
        period=period(date(2024, 3, 1), date(2024, 3, 31)),
        opened_by=by,
        closed_at=moment(2024, 4, 1),
    )
    make(GrantMail, grant=grant, what="opening", user=by, state="sent")
    # Long over: the months of the tests are counted by name.
    make(
        TypedPeriod,
        period=period(date(2019, 1, 1), date(2019, 3, 31)),
        reason=f"Avant l’équipe{mark}",
        reconciliation={"waiting": [0, 0]},
    )
    made["membership"] = Membership.objects.filter(territory=here.territory).first()
    make(
        Scheme,
        name=f"Prêt de vélo{mark}",
        theme="mobility",
        organisation=f"Maison du vélo{mark}",
        checked_on=date(2026, 11, 2),
    )
    commitment = make(
        Commitment,
        organisation=organisation,
        kind="jobs",
        promised=3,
        period=period(date(2026, 1, 1), date(2099, 12, 31)),
    )
    make(CommitmentDelivery, commitment=commitment, on=date(2026, 3, 2), number=1)
    make(SchemeNews, title=f"Du nouveau{mark}", text=f"Le prêt s’allonge{mark}", author=by)
    make(NewsReader, user=by, seen_at=moment(2026, 11, 1))
    make(DigestRefusal, user=by)
    make(Digest, user=by, week=date(2026, 11, 2), state="sent")
    # Over: it opens nothing.
    make(
        Token,
        label=f"Portail{mark}",
        digest=digest_of(f"tzcld_{here.territory.slug}"),
        ending="0000",
        made_by=by,
        since=date(2025, 1, 6),
        until=date(2025, 12, 31),
    )
    # Paused: what the tests do is told to nobody.
    webhook = make(
        Webhook,
        label=f"Entrepôt{mark}",
        url="https://si.example.org/tzcld",
        kinds=["report.published"],
        secret=cipher.encrypt(new_secret()),
        state="paused",
    )
    make(
        WebhookDelivery,
        webhook=webhook,
        kind="report.published",
        place=here.territory,
        path="/rapports-publies/1/",
        state="received",
        tries=1,
        status=204,
        duration_ms=120,
    )
    make(WebhookMail, webhook=webhook, user=by, state="sent")
