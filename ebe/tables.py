"""Columns of the enterprises' lists: page, CSV, XLSX and ODS read the same."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from ebe import funding
from ebe.models import CdeRate, CdeStatement, Contract, Post, Proposal, SmicRate
from ppde.models import PersonSkill
from tzcld.ui.lists import Column, Table

LIVE = "Contrats en cours ce jour, heures par semaine rapportées au temps plein."
STORED = "Moyenne du dernier mois dont la CDE est calculée."


# Enterprises ────────────────────────────────────────────────────────────────────────────────────


def enterprises(*, is_hub: bool, is_stored: bool) -> Table:
    """Rows are `ebe.overview.Situation`."""
    columns = [
        Column(
            "nom",
            "Entreprise",
            value="enterprise.name",
            sort=True,
            link=lambda s: s.enterprise.get_absolute_url(),
            sub=Column("modele", "Modèle", value="enterprise.get_model_display"),
        ),
        *(
            [Column("territoire", "Territoire", value="enterprise.territory.name", sort=True)]
            * is_hub
        ),
        Column("ouverte", "Ouverte le", kind="date", value="enterprise.opened_on", sort=True),
    ]
    if is_stored:
        columns += [
            Column("salaries", "Salariés", value="employees_words", css="num"),
            Column("etp", "ETP", value="fte_words", css="num", definition=STORED),
        ]
    else:
        columns += [
            Column("salaries", "Salariés", kind="number", value="employees", sort=True),
            Column("etp", "ETP", kind="number", value="total", sort=True, definition=LIVE),
        ]
    columns += [
        Column("plafond", "ETP conventionnés", kind="number", value="ceiling", sort=True),
        Column(
            "chiffres",
            "Chiffres de" if is_stored else "Chiffres du",
            kind="month" if is_stored else "date",
            value="on",
            sort=True,
        ),
    ]
    if not is_stored:
        columns.append(
            Column("attente", "Propositions en attente", kind="number", value="waiting", sort=True)
        )
    return Table(
        name="entreprises",
        one="entreprise",
        many="entreprises",
        feminine=True,
        order="nom",
        columns=columns,
        empty="Une entreprise à but d’emploi crée les emplois qui manquent au territoire. "
        "Elle apparaît ici une fois enregistrée.",
    )


# Contracts ──────────────────────────────────────────────────────────────────────────────────────


ORIGINS = {True: "privation d’emploi", False: "autre recrutement"}


def contract_state(contract: Contract) -> tuple[str, str, str]:
    today = timezone.localdate()
    if contract.starts_on > today:
        return "info", "calendar-event", "À venir"
    if contract.ends_on and contract.ends_on < today:
        return "", "box-arrow-right", "Terminé"
    if getattr(contract, "is_suspended", False):
        return "warn", "pause-circle", "Suspendu, essai ailleurs"
    if contract.ends_on:
        return "warn", "hourglass-split", "Fin prévue"
    return "ok", "check-circle", "En cours"


def contracts(*, many_enterprises: bool) -> Table:
    """Rows are contracts annotated with `hours_now` and `fte_now` (see `ebe.views.contracts`)."""
    return Table(
        name="contrats",
        one="contrat",
        many="contrats",
        order="nom",
        columns=[
            Column(
                "nom",
                "Personne",
                value=str,
                sort=("last_name", "first_name"),
                link=lambda c: c.get_absolute_url(),
                sub=Column("poste", "Poste", value="job_title"),
            ),
            Column("etat", "État", kind="state", value=contract_state),
            *(
                [
                    Column(
                        "entreprise", "Entreprise", value="enterprise.name", sort="enterprise__name"
                    )
                ]
                * many_enterprises
            ),
            Column(
                "heures",
                "Heures par semaine",
                kind="number",
                value="hours_now",
                sort="hours_now",
                definition="Temps de travail à la date du filtre « En cours le », sinon le dernier connu.",
            ),
            Column("etp", "ETP", kind="number", value="fte_now", sort="hours_now"),
            Column(
                "origine",
                "Origine",
                value=lambda c: ORIGINS[c.from_privation],
                sort="from_privation",
            ),
            Column("debut", "Début", kind="date", value="starts_on", sort="starts_on"),
            Column(
                "fin",
                "Dernier jour",
                kind="date",
                value="ends_on",
                sort="ends_on",
                sub=Column("motif", "Motif de départ", value="get_leaving_display"),
            ),
        ],
        empty="Un contrat naît d’une proposition acceptée, ou d’une embauche d’encadrement.",
    )


# Proposals ──────────────────────────────────────────────────────────────────────────────────────

REPLIES = {
    Proposal.Reply.WAITING: ("warn", "hourglass-split", "En attente"),
    Proposal.Reply.ACCEPTED: ("ok", "check-circle", "Acceptée"),
    Proposal.Reply.REFUSED: ("", "x-circle", "Refusée"),
    Proposal.Reply.NO_ANSWER: ("", "dash-circle", "Sans réponse"),
    Proposal.Reply.WITHDRAWN: ("", "arrow-counterclockwise", "Retirée"),
    Proposal.Reply.ENDED: ("", "door-open", "Close par la sortie"),
    Proposal.Reply.DROPPED: ("", "building", "Abandonnée par l’employeur"),
}


def next_step(proposal, scope) -> tuple[str, str] | None:
    """(address, words) of what a proposal waits for, when this account may do it. Needs `is_open`."""
    slug = scope.territory.slug
    if proposal.reply == Proposal.Reply.WAITING and scope.can("proposal_answer"):
        return reverse("ebe:proposal_answer", args=[slug, proposal.pk]), "Noter la réponse"
    if proposal.is_open and proposal.organisation_id and scope.can("outcome_record"):
        return reverse("ebe:proposal_hired", args=[slug, proposal.pk]), "Embaucher"
    if proposal.is_open and proposal.enterprise_id and scope.can("contract_edit"):
        url = reverse("ebe:contract_create", args=[slug, proposal.enterprise_id])
        return f"{url}?proposition={proposal.pk}", "Embaucher"
    return None


def proposal_steps(proposal, scope) -> list[tuple[str, str]]:
    """What comes next, and how to take back an answer that no hire has followed, or a proposal that waits."""
    slug, step = scope.territory.slug, next_step(proposal, scope)
    found = [step] if step else []
    replies = Proposal.Reply
    if proposal.is_open and scope.can("proposal_answer"):
        found.append(
            (reverse("ebe:proposal_drop", args=[slug, proposal.pk]), "L’employeur renonce")
        )
    answered = proposal.reply not in (replies.WAITING, replies.WITHDRAWN, replies.ENDED)
    if answered and (proposal.is_open or proposal.reply != Proposal.Reply.ACCEPTED):
        found.append((reverse("ebe:proposal_correct", args=[slug, proposal.pk]), "Corriger"))
    if proposal.reply == Proposal.Reply.WAITING and scope.can("proposal_make"):
        found.append((reverse("ebe:proposal_withdraw", args=[slug, proposal.pk]), "Retirer"))
    return found


def proposals(*, scope) -> Table:
    """The team reads why the order was not that of the list; the direction answers and hires."""
    slug = scope.territory.slug

    def words(proposal) -> str:
        step = next_step(proposal, scope)
        return step[1] if step else ""

    def steps(proposal) -> str:
        return format_html_join(
            "",
            '<a class="d-block" href="{}">{}<span class="visually-hidden"> : {}</span></a>',
            ((url, label, proposal.person) for url, label in proposal_steps(proposal, scope)),
        )

    def post_link(proposal) -> str | None:
        return (
            reverse("ebe:post_detail", args=[slug, proposal.post_id]) if proposal.post_id else None
        )

    person = Column(
        "personne",
        "Personne",
        value=lambda p: str(p.person),
        sort=("person__last_name", "person__first_name"),
        sub=Column("numero", "Numéro", value="person.reference"),
        head=True,
    )
    if scope.can("names_read"):
        person.link = lambda p: p.person.get_absolute_url()
    columns = [
        person,
        Column("reponse", "Réponse", kind="state", value=lambda p: REPLIES[p.reply], sort="reply"),
        Column(
            "poste",
            "Poste",
            value="job_title",
            sort="job_title",
            link=post_link,
            sub=Column("employeur", "Employeur", value=lambda p: str(p.employer)),
        ),
        Column(
            "heures", "Heures par semaine", kind="number", value="weekly_hours", sort="weekly_hours"
        ),
        Column("proposee", "Proposée le", kind="date", value="proposed_on", sort="proposed_on"),
        Column("debut", "Début souhaité", kind="date", value="starts_on", sort="starts_on"),
        Column(
            "repondue",
            "Réponse du",
            kind="date",
            value="replied_on",
            sort="replied_on",
            sub=Column("motif", "Motif", value="refusal_words"),
        ),
    ]
    if scope.can("proposal_make"):
        columns.append(Column("ordre", "Raison de l’ordre", value="order_reason"))
    if scope.can("proposal_answer"):
        columns.append(Column("suite", "À faire", value=words, cell=steps, export=False))
    return Table(
        name="propositions",
        one="proposition",
        many="propositions",
        feminine=True,
        order="-proposee",
        columns=columns,
        empty="L’équipe projet propose un poste à la première personne de la liste que rien ne fait passer. "
        "La réponse se note ici.",
    )


# Posts ──────────────────────────────────────────────────────────────────────────────────────────

POST_STATES = {
    Post.State.OPEN: ("info", "send", "Ouvert"),
    Post.State.FILLED: ("ok", "check-circle", "Pourvu"),
    Post.State.CLOSED: ("", "x-circle", "Fermé"),
}


def posts(*, scope) -> Table:
    """Rows are posts annotated with `said_yes` and `waiting`, the numbers of proposals accepted and awaited."""
    slug = scope.territory.slug
    return Table(
        name="postes",
        one="poste",
        many="postes",
        order="-ouvert",
        columns=[
            Column(
                "poste",
                "Poste",
                value="title",
                sort="title",
                link=lambda p: reverse("ebe:post_detail", args=[slug, p.pk]),
                head=True,
                sub=Column("employeur", "Employeur", value=lambda p: str(p.employer)),
            ),
            Column(
                "etat", "État", kind="state", value=lambda p: POST_STATES[p.state], sort="state"
            ),
            Column("temps", "Temps de travail", value="hours_words", sort="hours_min"),
            Column("places", "Places", kind="number", value="positions", sort="positions"),
            Column("oui", "Acceptées", kind="number", value="said_yes", sort="said_yes"),
            Column("attente", "Réponses attendues", kind="number", value="waiting", sort="waiting"),
            Column("lieu", "Lieu", value="place", sort="place"),
            Column("ouvert", "Ouvert le", kind="date", value="opened_on", sort=("opened_on", "pk")),
            Column(
                "competences",
                "Compétences utiles",
                value=lambda p: ", ".join(
                    f"{n['name']} ({PersonSkill.Level(n['level']).label})" for n in p.needs
                ),
                screen=False,
                definition="De la liste de la métropole, avec le niveau utile. Elles ne choisissent personne\u00a0: l’ordre est celui de la liste.",
            ),
            Column(
                "savoirs", "Autres savoir-faire", value=lambda p: ", ".join(p.skills), screen=False
            ),
        ],
        empty="Une EBE ou l’équipe projet publie un poste. Il se propose ensuite dans l’ordre de la liste de mobilisation.",
    )


EXCEPTIONS = Table(
    name="ecarts-a-l-ordre",
    one="écart à l’ordre",
    many="écarts à l’ordre",
    order="-date",
    columns=[
        Column("date", "Proposée le", kind="date", value="proposed_on", sort=("proposed_on", "pk")),
        Column(
            "numero",
            "Personne",
            value="person.reference",
            sort="person__number",
            head=True,
            definition="Le numéro seul\u00a0: cette liste peut être remise au comité.",
        ),
        Column("rang", "Rang", kind="number", value="rank", sort="rank"),
        Column(
            "passees",
            "Personnes passées",
            kind="number",
            value="passed",
            sort="passed",
            definition="Personnes qui venaient avant, que rien ne faisait passer (pause, réponse attendue, souhait).",
        ),
        Column("raison", "Raison écrite", value="order_reason"),
        Column(
            "poste",
            "Poste",
            value="job_title",
            sort="job_title",
            sub=Column("employeur", "Employeur", value=lambda p: str(p.employer)),
        ),
        Column("reponse", "Réponse", kind="state", value=lambda p: REPLIES[p.reply], sort="reply"),
        Column("auteur", "Proposée par", value=lambda p: str(p.made_by) if p.made_by else None),
    ],
    empty="Chaque poste a été proposé dans l’ordre de la liste.",
)


# Statements ─────────────────────────────────────────────────────────────────────────────────────


def statement_state(statement: CdeStatement) -> tuple[str, str, str]:
    if statement.detail.get("is_provisional"):
        return "warn", "hourglass-split", "Provisoire"
    return "ok", "check-circle", "Arrêté"


def statements(*, is_hub: bool, many_enterprises: bool) -> Table:
    """Rows are statements annotated with `total`."""
    return Table(
        name="cde",
        one="état mensuel",
        many="états mensuels",
        order="-mois",
        columns=[
            Column(
                "mois",
                "Mois",
                kind="month",
                value="month",
                sort="month",
                head=True,
                link=lambda s: reverse("ebe:statement_detail", args=[s.territory.slug, s.pk]),
            ),
            *(
                [Column("territoire", "Territoire", value="territory.name", sort="territory__name")]
                * is_hub
            ),
            *(
                [
                    Column(
                        "entreprise", "Entreprise", value="enterprise.name", sort="enterprise__name"
                    )
                ]
                * many_enterprises
            ),
            Column("etat", "État", kind="state", value=statement_state),
            Column(
                "etp_privation",
                "ETP issus de la privation",
                kind="number",
                value="fte_privation",
                sort="fte_privation",
            ),
            Column("etp_autres", "Autres ETP", kind="number", value="fte_other", sort="fte_other"),
            Column(
                "etp_finances",
                "ETP financés",
                kind="number",
                value="fte_financed",
                sort="fte_financed",
            ),
            Column(
                "etat_part",
                "Part de l’État",
                kind="money",
                value="state_amount",
                sort="state_amount",
            ),
            Column(
                "locale", "Part locale", kind="money", value="local_amount", sort="local_amount"
            ),
            Column("total", "Total", kind="money", sort="total"),
        ],
        notes=[
            (
                "Base",
                "ETP contractuels moyens du mois ; le Fonds paie les ETP travaillés, d’après la paie.",
            )
        ],
        empty="La contribution d’un mois se calcule à partir des contrats, de la convention et des taux en vigueur.",
    )


# Rates ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class RatePeriod:
    """What applies from a day on, and what changed that day."""

    since: date
    smic: SmicRate | None
    rate: CdeRate | None
    changed: list

    @property
    def shares(self) -> funding.Shares | None:
        return funding.cde_per_fte(self.rate, self.smic) if self.rate and self.smic else None

    @property
    def what(self) -> str:
        return " et ".join(rule._meta.verbose_name for rule in self.changed)

    @property
    def source(self) -> str:
        return " ; ".join(rule.source for rule in self.changed)

    @property
    def state(self) -> tuple[str, str, str]:
        if self.rate and self.rate.is_assumed:
            return "warn", "question-circle", "Taux supposé"
        return "ok", "check-circle", "Publié"


def rate_periods(smics: list[SmicRate], rates: list[CdeRate]) -> list[RatePeriod]:
    """One row by day on which the SMIC or the rate changes, latest first."""
    found = []
    smic = rate = None
    for since in sorted({rule.valid_from for rule in (*smics, *rates)}):
        new_smic = next((r for r in smics if r.valid_from == since), None)
        new_rate = next((r for r in rates if r.valid_from == since), None)
        smic, rate = new_smic or smic, new_rate or rate
        found.append(RatePeriod(since, smic, rate, [r for r in (new_smic, new_rate) if r]))
    return found[::-1]


def kind_of(rule: SmicRate | CdeRate) -> str:
    return "smic" if isinstance(rule, SmicRate) else "cde"


def rates(*, scope) -> Table:
    """Rows are `RatePeriod`; whoever adds rates may take back one typed by mistake."""
    withdraw = Column("retirer", "Retirer", value="what", export=False)

    def links(period: RatePeriod):
        slug = scope.territory.slug
        return format_html_join(
            mark_safe("<br>"),
            '<a href="{}"><span class="visually-hidden">Retirer le </span>{}</a>',
            (
                (
                    reverse("ebe:rate_withdraw", args=[slug, kind_of(rule), rule.pk]),
                    rule._meta.verbose_name.split()[0],
                )
                for rule in period.changed
            ),
        )

    withdraw.cell = links
    return Table(
        name="taux",
        one="période",
        many="périodes",
        feminine=True,
        order="-depuis",
        columns=[
            Column("depuis", "Depuis le", kind="date", value="since", sort=True, head=True),
            Column(
                "quoi",
                "Ce qui change",
                value="what",
                sub=Column("source", "Source", value="source"),
            ),
            Column("etat", "État", kind="state", value="state"),
            Column(
                "smic",
                "SMIC horaire brut",
                kind="money",
                value="smic.hourly",
                sort=True,
                sub=Column("smic_an", "par an", kind="money", value="shares.base"),
            ),
            Column(
                "parts",
                "Part de l’État",
                kind="number",
                value="rate.state_percent",
                sort=True,
                cell="ebe/rate_percents.html",
                definition="En pourcentage du SMIC annuel brut.",
            ),
            Column(
                "part_locale",
                "Part locale",
                kind="number",
                value="rate.local_percent",
                screen=False,
                definition="En pourcentage de la part de l’État.",
            ),
            Column("etat_an", "État, par ETP et par an", kind="money", value="shares.state"),
            Column("locale_an", "Part locale", kind="money", value="shares.local"),
            Column("total_an", "CDE par ETP et par an", kind="money", value="shares.total"),
            *([withdraw] * scope.can("rate_edit")),
        ],
        empty="Sans SMIC ni taux, aucune contribution ne peut être calculée.",
        notes=[
            (
                "Arrondi",
                "Le SMIC mensuel est arrondi au centime ; chaque montant l’est ensuite une seule fois, à la fin.",
            )
        ],
    )
