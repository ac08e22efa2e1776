"""The journal: operations write it in their own transaction; reads of a person and exports are entries too."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

from territories.models import Entry, Territory

# What the journal's page calls each verb, in French.
VERBS: dict[str, str] = {
    "create": "créé",
    "update": "modifié",
    "confirm": "confirmé",
    "delete": "supprimé",
    "read": "ouvert",
    "export": "exporté",
    "import": "importé",
    "undo_import": "import annulé",
    "invite": "invité",
    "resend": "invitation renvoyée",
    "agree": "invitation de la métropole acceptée et envoyée",
    "revoke": "invitation annulée",
    "accept": "invitation acceptée",
    "reopen": "compte rouvert",
    "link": "identité liée",
    "unlink": "identité retirée",
    "grant": "accès nominatif ouvert",
    "name": "direction nommée",
    "end": "terminé",
    "volunteer": "acte de volontariat enregistré",
    "correct": "corrigé",
    "decide": "décidé",
    "hire": "embauché",
    "propose": "proposé",
    "reply": "réponse enregistrée",
    "compute": "calculé",
    "publish": "publié",
    "widen": "diffusion élargie",
    "unpublish": "publication retirée",
    "send": "envoyé",
    "announce": "présence annoncée",
    "request": "demandé",
    "fact": "fait du parcours ajouté",
    "prepare": "examen d’éligibilité préparé",
    "pause": "pause enregistrée",
    "resume": "reprise enregistrée",
    "outcome": "sortie enregistrée",
    "print": "imprimé",
    "give_page": "lien privé donné",
    "close_page": "lien privé fermé",
    "open_page": "page privée ouverte par son lien",
    "follow_up": "nouvelles notées",
    "mobility": "mobilité externe notée",
    "return": "retour enregistré",
    "rank": "rang changé",
    "consent": "accord enregistré",
    "withdraw": "accord retiré",
    "end_consent": "accord terminé",
    "reply_right": "demande sur les données répondue",
    "reopen_right": "demande sur les données rouverte",
    "limit": "dossier gelé",
    "review": "texte relu",
    "settle": "alerte expliquée",
    "apart": "dit différent d’un autre dossier",
    "merge": "fusionné",
    "undo": "fusion défaite",
    "ask": "question posée à un autre territoire",
    "answer": "réponse donnée à un autre territoire",
    "cancel": "annulé",
    "attendance": "feuille de présence remplie",
    "orient": "orientation reçue",
    "accept_orientation": "orientation acceptée",
    "unlink_orientation": "orientation déliée",
    "reopen_orientation": "orientation rouverte",
    "restore": "rétabli",
    "close": "clos",
    "open": "extrait ouvert",
    "refuse": "refusé",
    "tell": "retrait dit à qui l’a reçu",
    "prolong": "prolongé",
}


def record(
    verb: str,
    target: models.Model,
    *,
    by,
    territory: Territory | int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    named: bool = False,
    label: str = "",
) -> Entry:
    """One entry about `target`. `by` is the account or None (the system). `named` says that the entry names a person.

    `before` and `after` hold only the fields that changed, as plain values.
    """
    if territory is None:
        territory = target if isinstance(target, Territory) else target.territory_id
    return Entry.objects.create(
        territory_id=territory if isinstance(territory, int) else territory.pk,
        user=by if by and by.pk else None,
        verb=verb,
        model=target._meta.label_lower,
        object_id=target.pk,
        label=(label or str(target))[:200],
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
        is_named=named,
    )


def refuse_no_reason(reason: str, sentence: str) -> None:
    """For the verbs whose reason the journal keeps: a missing one is asked for, under its field."""
    if not reason.strip():
        raise ValidationError({"reason": sentence})


def forget(territory: Territory, model: type[models.Model], keys: Sequence[int]) -> None:
    """Rows about somebody that were just deleted: the journal keeps who wrote, when and what was done, not about whom.

    `model`: a contact, a seat, a contract or a person; the database refuses any other, and what is still there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select forget_gone(%s, %s, %s)", [territory.pk, model._meta.label_lower, list(keys)]
        )


def record_export(
    request,
    *,
    model: type[models.Model],
    format: str,
    filters: dict,
    columns: list[str],
    rows: int,
    named: bool = False,
) -> None:
    """An export of a list: what was asked, which columns, how many rows left."""
    Entry.objects.create(
        territory=request.territory,
        user=request.user,
        verb="export",
        model=model._meta.label_lower,
        label=f"{model._meta.verbose_name_plural} ({format})"[:200],
        after=_plain({"filters": filters, "columns": columns, "rows": rows}),
        is_named=named,
    )


def exporter(
    request, model: type[models.Model], *, named: bool = False, untold: Collection[str] = ()
):
    """What `render_list(export=…)` takes: journals the file, or None when the account may not take a list away.

    `named`: a filter may hold the name of a person, and goes from the journal with them. The journal of the other lists, which
    nobody empties, keeps no word that was typed. `untold`: labels of the filters whose words the journal must not hold.
    """
    if not request.scope.can("export"):
        return None
    # A grant is for reading: names do not leave in a file.
    if named and request.scope.is_granted(request.territory):
        return None
    return journaled(request, model, named=named, untold=untold)


def journaled(
    request, model: type[models.Model], *, named: bool = False, untold: Collection[str] = ()
):
    """The `export` of a file whose page has asked by itself who may take it away; see `exporter`."""

    def write(
        *,
        format: str,
        filters: dict,
        columns: list[str],
        row_count: int,
        rows=(),
        typed: Collection[str] = (),
    ) -> None:
        hidden = {*untold, *(() if named else typed)}
        record_export(
            request,
            model=model,
            format=format,
            filters={
                label: "non gardé" if label in hidden else said for label, said in filters.items()
            },
            columns=columns,
            rows=row_count,
            named=named,
        )

    return write


def state_before(row: models.Model, state: str, otherwise: str) -> str:
    """The state that `row` had when it last took this one, of which the journal keeps the trace; `otherwise` without any."""
    entry = (
        Entry.objects.filter(
            territory=row.territory_id,
            model=row._meta.label_lower,
            object_id=row.pk,
            verb="update",
            after__state=state,
        )
        .order_by("-at", "-pk")
        .first()
    )
    return entry.before["state"] if entry else otherwise


def changes(instance: models.Model, fields: list[str], before: dict[str, Any]) -> tuple[dict, dict]:
    """The part of `fields` whose value differs from `before`, as (before, after)."""
    after = {name: getattr(instance, name) for name in fields}
    changed = [name for name in fields if before.get(name) != after[name]]
    return {n: before.get(n) for n in changed}, {n: after[n] for n in changed}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, (list, tuple, set)):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, models.Model):
        return str(value)
    return str(value)
