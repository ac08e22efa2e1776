"""What watching over the data is made of: the words that send a text to the review, the thresholds of the alerts."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ppde import operations
from ppde.forms import ReasonForm
from ppde.models import ReadingRule, SensitiveWord, TextFlag
from ppde.operations.readings import TERMS
from ppde.privacy.filters import WordFilters
from ppde.privacy.forms import ReadingRuleForm, WordForm
from ppde.privacy.rule_tables import reading_rules_table, rule_terms
from ppde.privacy.text_tables import rereading_words, told_by_word, words_table
from ppde.views.common import tried, url
from ppde.views.watch import here as texts_here
from ppde.views.watch import place_of
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list


@allows("word_view")
def word_list(request):
    """The words in the list and those removed, with who did it and when."""
    here = request.territory
    words = SensitiveWord.objects.read_in(here)
    counted = words.aggregate(n=Count("pk", filter=Q(removed_at=None)), removed=Count("removed_at"))
    n = counted["n"]
    may_edit = request.scope.can("word_edit")

    def link(word) -> str | None:
        own = word.territory_id == here.pk and word.removed_at is None
        return url(request, "word_remove", word.pk) if may_edit and own else None

    add = {"label": "Ajouter un mot", "url": url(request, "word_add"), "icon": "plus-lg"}
    return render_list(
        request,
        queryset=words.select_related("added_by", "removed_by"),
        table=words_table(
            here,
            link,
            with_removed=counted["removed"] > 0,
            with_act=may_edit,
            # Whoever watches over the data reads the texts of the territories too.
            of_hub_alone=here.is_hub and not request.scope.watched_ids,
            # Where a word is written is told to whoever reads the queue of texts, nobody else.
            told=told_by_word(texts_here(request, TextFlag))
            if request.scope.can("flag_view")
            else None,
        ),
        title="Mots à relire",
        filterset_class=WordFilters,
        template="ppde/word_list.html",
        export=journal.exporter(request, SensitiveWord),
        context=place_of(request, "Mots à relire")
        | {
            "actions": [add | {"primary": True}] if may_edit else [],
            "lead": f"{french.count(n, 'mot envoie', 'mots envoient')} un texte à relire. Un mot ne prouve rien\u00a0: une personne lit et décide.",
            "rereading": rereading_words(operations.last_rereadings(here), of_hub=here.is_hub),
        },
    )


@allows("word_edit", methods=FORM)
def word_add(request):
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        word = tried(
            form, lambda: operations.add_word(request.territory, by=request.user, **data), "stem"
        )
        if word:
            messages.success(
                request,
                f"«\u00a0{word}\u00a0» est dans la liste. Les textes déjà écrits sont relus, vous pouvez quitter la page.",
            )
            return redirect(url(request, "word_list"))
    where = "de tous les territoires" if request.territory.is_hub else "de ce territoire seulement"
    return _form(
        request,
        form,
        "word_list",
        "Mots à relire",
        title="Ajouter un mot",
        intro=f"Il vaut pour les textes {where}. Ceux déjà écrits sont relus aussitôt, sans renvoyer ceux que quelqu’un a déjà relus.",
        submit_label="Ajouter ce mot",
    )


@allows("word_edit", methods=FORM)
def word_remove(request, pk: int):
    words = SensitiveWord.objects.filter(territory=request.territory).current()
    word = get_object_or_404(words, pk=pk)
    form = ReasonForm(
        request.POST or None,
        help_text="Exemple\u00a0: trop de textes sans rapport. Elle reste au journal.",
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(
            form, lambda: operations.remove_word(word, by=request.user, reason=reason), "reason"
        ):
            messages.success(request, f"«\u00a0{word}\u00a0» n’est plus dans la liste.")
            return redirect(url(request, "word_list"))
    return _form(
        request,
        form,
        "word_list",
        "Mots à relire",
        title=f"Retirer «\u00a0{word}\u00a0»",
        intro="Les textes déjà envoyés à relire y restent.",
        submit_label="Retirer ce mot",
        danger=True,
    )


@allows("reading_rule_view")
def reading_rule_list(request):
    """The thresholds in force in words, then their versions; the hub writes them for its territories."""
    here = request.territory
    rule = operations.reading_rule(here.rules_hub_id)
    may_edit = here.is_hub and request.scope.can("reading_rule_edit")
    change = {"label": "Changer les seuils", "url": url(request, "reading_rule_create")}
    return render_list(
        request,
        queryset=ReadingRule.objects.filter(territory=here.rules_hub_id).select_related(
            "written_by"
        ),
        table=reading_rules_table(rule),
        title="Seuils des alertes",
        template="ppde/reading_rule_list.html",
        export=journal.exporter(request, ReadingRule),
        context=place_of(request, "Seuils des alertes")
        | {
            "terms": rule_terms(rule),
            "actions": [change | {"icon": "pencil", "primary": True}] if may_edit else [],
            "lead": "Une alerte n’accuse personne\u00a0: elle demande ce qui s’est passé. "
            "La métropole fixe les seuils pour tous ses territoires.",
        },
    )


@allows("reading_rule_edit", methods=FORM)
def reading_rule_create(request):
    """Other thresholds from a day on, starting from what is in force."""
    if not request.territory.is_hub:
        raise Http404
    rule = operations.reading_rule(request.territory.pk)
    initial = {name: getattr(rule, name) for name in TERMS} | {"valid_from": timezone.localdate()}
    form = ReadingRuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = tried(
            form,
            lambda: operations.write_reading_rule(request.territory, by=request.user, **data),
        )
        if made:
            since = french.date(made.valid_from)
            messages.success(request, f"Ces seuils valent à partir du {since}.")
            return redirect(url(request, "reading_rule_list"))
    return _form(
        request,
        form,
        "reading_rule_list",
        "Seuils des alertes",
        title="Changer les seuils",
        intro="Une version enregistrée ne se modifie pas.",
        submit_label="Enregistrer ces seuils",
    )


def _form(request, form, back: str, label: str, **page):
    address = url(request, back)
    context = {
        "form": form,
        "cancel_url": address,
        "breadcrumb": [(label, address), (page["title"], "")],
        **page,
    }
    return render(request, "ui/form_page.html", context)
