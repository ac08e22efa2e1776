"""Where the name of whoever is erased stands outside the rows of its file, in words: what is shown before the erasure is
confirmed, with the page that corrects each text and what will happen to it (ppde/retention/elsewhere.py finds and replaces)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.db import models
from django.urls import reverse

from ppde.models import Orientation, Person, RightsRequest
from ppde.retention.above import is_reviewed, namesakes
from ppde.retention.elsewhere import (
    PUT,
    Place,
    borne_by_others,
    by_table,
    find,
    is_replaced,
    is_sealed,
)
from ppde.retention.names import Names
from territories.free_texts import Texts
from territories.holdings import holdings, telling
from territories.models import Entry
from tzcld.ui import french

REPLACED = f"«\u00a0{PUT}\u00a0» prendra sa place."
SEALED = f"Ce compte rendu est approuvé. {REPLACED} Un additif le dira sous le texte."
APART = "Seuls le prénom et le nom côte à côte, avec leurs majuscules, sont remplacés."
IN_NOTE = "À effacer, ou à récrire, par qui peut ouvrir cette note\u00a0: seuls le prénom et le nom côte à côte y sont remplacés."
IN_REVIEW = "L’attendra dans ses textes à relire, dès l’effacement."
AT_HUB = "L’effacement ne l’y envoie pas\u00a0: demandez-lui de le corriger."
NAMESAKE_AT_HUB = "Quelqu’un y porte ces noms\u00a0: rien n’y est envoyé. S’il s’agit d’elle, demandez à la métropole de le corriger."
JOURNAL_AT_HUB = "Perd le nom avec le texte qu’elle corrige."
NAMED_AFTER = (
    "S’il s’agit d’elle\u00a0: le nom d’un lieu, d’un groupe ou d’un document n’est pas remplacé."
)
SHOWN = "Gardé\u00a0: ce qu’une lettre montre s’efface avec ce qui est gardé à part du dossier, ou depuis la lettre."
OF_ANOTHER = "Rien n’y est remplacé\u00a0: ces noms sont aussi ceux de quelqu’un d’autre ici."
IN_JOURNAL = "Personne n’y corrige rien\u00a0: les noms trop éloignés l’un de l’autre y restent."
# What somebody does about each, what is done, what others do.
BY_HAND, GOES, ABOVE = (
    "À corriger à la main",
    "Remplacé à l’effacement, si la case plus bas reste cochée",
    "Chez la métropole, qui seule y écrit",
)
# Of a long text, what surrounds the name.
MARGIN = 60


@dataclass(frozen=True)
class Told:
    """A place in words: where, what surrounds the name ("" in somebody else's file, which is read where it is opened, and in
    what is no text), the page that corrects it ("": none), what will happen. `is_replaced`: the erasure writes there, be it not
    everywhere; `group`: under which of the three titles it is told; `row`: what is written there, when it is of nobody's file."""

    where: str
    said: str
    url: str
    fate: str
    is_replaced: bool
    group: str
    row: models.Model | None = None


@dataclass(frozen=True)
class Standing:
    """Where a name stands outside the rows of its file; `is_others`: somebody else bears it here."""

    reference: str
    places: list[Told]
    is_others: bool

    @property
    def is_replaced(self) -> bool:
        return any(place.is_replaced for place in self.places)

    @property
    def groups(self) -> list[tuple[str, list[Told]]]:
        """What is to be done first, under its title."""
        grouped = (
            (title, [p for p in self.places if p.group == title])
            for title in (BY_HAND, GOES, ABOVE)
        )
        return [(title, places) for title, places in grouped if places]


def told(subject: Person | Orientation) -> Standing:
    """In the caller's scope."""
    [standing] = told_of([subject])
    return standing


def told_of(subjects: list[Person] | list[Orientation]) -> list[Standing]:
    """The same for each file, or each orientation, of a list, in its order, the texts read once."""
    if not subjects:
        return []
    here, wanted = subjects[0].territory_id, [Names.of(subject) for subject in subjects]
    found = find(here, wanted)
    left = {subject.pk: _others(subject, found.get(subject.pk, [])) for subject in subjects}
    hub = subjects[0].territory.hub_id
    above = find(hub, wanted) if hub else {}
    others = borne_by_others(here, [names for names in wanted if left[names.pk]])
    at_hub = namesakes(subjects[0].territory, [n for n in wanted if above.get(n.pk)])
    rows = Rows.of([place for places in (*left.values(), *above.values()) for place in places])
    return [
        Standing(
            subject.reference,
            [
                *_worded(names, left[subject.pk], rows, subject.pk in others),
                *_of_hub(names, above.get(names.pk, []), rows, subject.pk in at_hub),
            ],
            subject.pk in others,
        )
        for subject, names in zip(subjects, wanted, strict=True)
    ]


@dataclass(frozen=True)
class Rows:
    """What these places are of, by table and key, and the files that they are about: read once for a whole list."""

    rows: dict[tuple[str, int], models.Model]
    files: dict[int, Person]

    @classmethod
    def of(cls, places: list[Place]) -> "Rows":
        rows: dict[tuple[str, int], models.Model] = {}
        for texts, keys in by_table(places):
            if texts.model is not Entry:
                links = [f.name for f in texts.model._meta.concrete_fields if f.is_relation]
                found = texts.model._base_manager.select_related(*links).in_bulk(keys)
                rows |= {(texts.model_name, pk): row for pk, row in found.items()}
        abouts = {place.about for place in places if place.about}
        return cls(rows, Person.objects.in_bulk(abouts) if abouts else {})


def _of_hub(names: Names, places: list[Place], rows: Rows, is_namesake: bool) -> list[Told]:
    """What the hub wrote, as far as the reader's territory reaches: where, without the text."""
    if is_namesake:
        told = _worded(names, places, rows, is_others=False)
        return [_without_text(one, NAMESAKE_AT_HUB) for one in told]
    sent = [place for place in places if is_reviewed(place)]
    of_journal = [place for place in places if place not in sent and place.texts.model is Entry]
    others = [place for place in places if place not in sent and place not in of_journal]
    return [
        _without_text(one, fate)
        for fate, found in ((IN_REVIEW, sent), (AT_HUB, others), (JOURNAL_AT_HUB, of_journal))
        for one in _worded(names, found, rows, is_others=False)
    ]


def _without_text(told: Told, fate: str) -> Told:
    return replace(told, said="", url="", fate=fate, is_replaced=False, group=ABOVE)


def _others(subject: Person | Orientation, places: list[Place]) -> list[Place]:
    """Those of rows that the erasure does not empty."""
    of_models = {texts.model: keys for texts, keys in by_table(places)}
    if not of_models:
        return []
    rows = _of_file(subject, of_models) if isinstance(subject, Person) else _of_sent(subject)
    own = {
        (model, pk)
        for model, found in rows
        if model in of_models
        for pk in found.filter(pk__in=of_models[model]).order_by().values_list("pk", flat=True)
    }
    return [place for place in places if (place.texts.model, place.pk) not in own]


def _of_file(person: Person, models_asked: Collection) -> Iterator[tuple[type, models.QuerySet]]:
    # The search has left out the rows whose own column says whom they are about.
    asked = [h for h in holdings() if h.model in models_asked and h.link != "person"]
    told_in = telling(person) if asked else frozenset()
    for holding in asked:
        if holding.model_name in told_in:
            yield holding.model, holding.rows(person, told_in)


def _of_sent(orientation: Orientation) -> Iterator[tuple[type, models.QuerySet]]:
    """What an orientation that no file tells is erased with (ppde/retention/endings.py)."""
    sent = Orientation.objects.filter(pk=orientation.pk)
    asked = RightsRequest.objects.filter(orientation=orientation)
    yield from ((Orientation, sent), (RightsRequest, asked))
    about = models.Q(pk=None)
    for rows in (sent, asked):
        keys = rows.order_by().values("pk")
        about |= models.Q(model=rows.model._meta.label_lower, object_id__in=keys)
    yield Entry, Entry.objects.filter(about, territory=orientation.territory_id)


def _worded(names: Names, places: list[Place], rows: Rows, is_others: bool) -> list[Told]:
    told = [
        _tell_place(names, place, row, rows.files.get(place.about), is_others)
        for place in places
        if (row := rows.rows.get((place.texts.model_name, place.pk)))
    ]
    entries = [place for place in places if place.texts.model is Entry]
    return [*told, *_tell_journal(names, entries, is_others)]


def _tell_place(
    names: Names, place: Place, row: models.Model, file: Person | None, is_others: bool
) -> Told:
    meta = row._meta
    where = french.upper_first(f"{meta.verbose_name}, {meta.get_field(place.column).verbose_name}")
    goes, stays, group = False, True, BY_HAND
    if is_others:
        fate = OF_ANOTHER
    elif place.texts.is_shown:
        fate = SHOWN
    elif not is_replaced(place.texts, place.column):
        fate = NAMED_AFTER
    else:
        goes, stays = place.fate(names)
        if stays:
            fate = IN_NOTE if place.column == place.texts.sealed else APART
        else:
            fate = SEALED if place.column == "minutes" and is_sealed(row) else REPLACED
            group = GOES
    if file:
        where = f"{where}, dossier {file.reference}"
    said = ""
    if file is None and isinstance(place.said, str):
        said = _around(place, names, only_loose=goes and stays)
    return Told(where, said, _page(place, row), fate, goes, group, None if file else row)


def _tell_journal(names: Names, entries: list[Place], is_others: bool) -> list[Told]:
    """The lines of the journal together: they copy texts that are told where they are."""
    if not entries:
        return []
    n = len({place.pk for place in entries})
    fates = [] if is_others else [place.fate(names) for place in entries]
    goes, stays = (any(some) for some in zip(*fates, strict=True)) if fates else (False, True)
    told = [OF_ANOTHER] if is_others else [REPLACED] * goes + [IN_JOURNAL] * stays
    where = f"Journal, {french.count(n, 'ligne')}"
    return [Told(where, "", "", " ".join(told), goes, GOES if goes else BY_HAND)]


def _around(place: Place, names: Names, *, only_loose: bool) -> str:
    """`only_loose`: around what stays when the rest is replaced."""
    said, spans = place.said, names.spans(place.words)
    start, stop, _ = next(span for span in spans if not (only_loose and span[2]))
    low, high = max(0, start - MARGIN), min(len(said), stop + MARGIN)
    piece = " ".join(said[low:high].split())
    return f"{'… ' if low else ''}{piece}{' …' if high < len(said) else ''}"


def _page(place: Place, row: models.Model) -> str:
    """Where somebody corrects it: its own page, else that of what it hangs on."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    slug, texts = row.territory.slug, place.texts
    if texts.page:
        return reverse(texts.page, args=[slug, *filter(None, [_key(row, texts)])])
    if place.about:
        return reverse("ppde:person_detail", args=[slug, place.about])
    links = (f.name for f in row._meta.concrete_fields if f.is_relation and f.name != "territory")
    named = (getattr(row, name) for name in links)
    return next((one.get_absolute_url() for one in named if hasattr(one, "get_absolute_url")), "")


def _key(row: models.Model, texts: Texts) -> int | None:
    return getattr(row, texts.page_of) if texts.page_of else None
