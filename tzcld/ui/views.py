"""The gallery: every component with invented data, for who builds pages. Routed in DEBUG or DEMO only."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.html import format_html

from tzcld.ui import charts, forms, french, icons, lists
from tzcld.ui.lists.chips import Chip

TODAY = dt.date(2026, 11, 22)
VIEWS = {
    "": "Composants",
    "tableau": "Tableau de bord",
    "liste": "Liste de mobilisation",
    "formulaire": "Inscrire une personne volontaire",
    "fiche": "Samira Boutaleb",
    "comparaison": "Les territoires de la métropole",
}


@dataclass
class Row:
    pk: int
    name: str
    state: tuple
    since: dt.date
    referent: str
    fact: str
    reference: str = ""

    def __post_init__(self):
        self.reference = f"M-{30 + self.pk:04}"

    @property
    def months(self):
        return french.months_between(self.since, TODAY)


ACTIVE = ("ok", "check-circle", "Active")
OFFERED = ("info", "send", "Proposition en cours")
PAUSED = ("warn", "pause-circle", "En pause")
LOST = ("bad", "telephone-x", "Sans contact")
PEOPLE = [
    Row(
        1,
        "Amar Belhadj",
        ACTIVE,
        dt.date(2024, 9, 3),
        "Claire Fontanel",
        "Proposition déclinée, 6 nov.",
    ),
    Row(2, "Josiane Perret", ACTIVE, dt.date(2024, 11, 19), "Yanis Oumraou", "Entretien, 12 nov."),
    Row(
        3,
        "Lamine Diarra",
        OFFERED,
        dt.date(2025, 1, 14),
        "Claire Fontanel",
        "EBE, 24 h, réponse attendue le 27 nov.",
    ),
    Row(
        4,
        "Samira Boutaleb",
        ACTIVE,
        dt.date(2025, 2, 11),
        "Claire Fontanel",
        "Visite de la recyclerie, 17 nov.",
    ),
    Row(6, "Thierry Vial", PAUSED, dt.date(2025, 3, 4), "Yanis Oumraou", "Pause jusqu’au 30 nov."),
    Row(
        8,
        "Fatoumata Sylla",
        ACTIVE,
        dt.date(2025, 4, 22),
        "Inès Marquet",
        "Immersion, du 9 au 20 nov.",
    ),
    Row(
        9,
        "Denis Morel",
        LOST,
        dt.date(2025, 5, 13),
        "Inès Marquet",
        "Dernier contact il y a 74 jours",
    ),
    Row(
        12,
        "Leïla Haddouche",
        OFFERED,
        dt.date(2025, 6, 10),
        "Yanis Oumraou",
        "SIAE, 26 h, entretien le 25 nov.",
    ),
    Row(
        13,
        "Brigitte Chanal",
        ACTIVE,
        dt.date(2025, 7, 1),
        "Claire Fontanel",
        "Atelier couture, 18 nov.",
    ),
    Row(
        16,
        "Karim Zeroual",
        ACTIVE,
        dt.date(2025, 8, 12),
        "Inès Marquet",
        "Formation cuisine, fin le 11 déc.",
    ),
    Row(18, "Odette Lopes", ACTIVE, dt.date(2025, 9, 16), "Yanis Oumraou", "Entretien, 5 nov."),
    Row(
        21,
        "Stéphane Gallo",
        ACTIVE,
        dt.date(2025, 10, 7),
        "Claire Fontanel",
        "Visite du jardin, 10 nov.",
    ),
]
PEOPLE += [
    Row(
        22 + i,
        f"Personne fictive {i + 1}",
        ACTIVE,
        dt.date(2025, 10, 8) + dt.timedelta(days=5 * i),
        "Inès Marquet",
        "Entretien",
    )
    for i in range(60)
]

MOBILISATION = lists.Table(
    name="liste-mobilisation",
    one="personne",
    many="personnes",
    feminine=True,
    order="pk",
    ranked=True,
    empty="Les personnes y entrent quand le comité local les déclare éligibles.",
    detail="ui/gallery_row.html",
    columns=[
        lists.Column("pk", "Rang", kind="number", sort="pk"),
        lists.Column(
            "name",
            "Personne",
            sort="name",
            link=lambda r: "?vue=fiche",
            sub=lists.Column("reference", "Numéro"),
        ),
        lists.Column("state", "État", kind="state"),
        lists.Column("since", "Volontaire depuis", kind="date", sort="since"),
        lists.Column(
            "months",
            "Attente",
            kind="text",
            sort="months",
            value="months",
            cell=lambda r: format_html(
                '<span class="nowrap">{}</span>{}',
                french.elapsed(r.since, TODAY),
                charts.wait(r.months / 26),
            ),
        ),
        lists.Column("referent", "Référent·e", sort="referent"),
        lists.Column("fact", "Dernier fait"),
    ],
)


class DemoFilters(forms.FilterForm):
    """A filter form alone: the gallery has no database behind it."""

    q = forms.CharField(
        label="Nom ou numéro",
        widget=forms.TextInput({"placeholder": "Ex. Perret ou M-0038", "type": "search"}),
    )
    etat = forms.ChoiceField(label="État", choices=[("", "Sauf sortis")])
    attente = forms.ChoiceField(label="Attente", choices=[("", "Plus d’un an")])
    referent = forms.ChoiceField(label="Référent·e", choices=[("", "Toute l’équipe")])
    quartier = forms.ChoiceField(label="Quartier", choices=[("", "Monmousseau")])


class PersonForm(forms.Form):
    numbered = True
    sections = [
        ("La personne", [("first_name", "last_name"), "birth_year", "district"]),
        ("Le volontariat", ["volunteer_on", "oriented_by", "hours", "needs", "referent"]),
        ("Commentaire", ["comment", "informed"]),
    ]
    first_name = forms.CharField(label="Prénom", max_length=60)
    last_name = forms.CharField(label="Nom", max_length=60)
    birth_year = forms.IntegerField(
        label="Année de naissance",
        help_text="L’année suffit. Exemple\u00a0: 1984",
        min_value=1940,
        max_value=2010,
    )
    district = forms.ChoiceField(
        label="Quartier",
        help_text="Sert à vérifier que la personne habite le territoire.",
        choices=[("", "---------"), ("m", "Monmousseau"), ("b", "Les Balmes")],
        widget=forms.Select({"class": "w-m"}),
    )
    volunteer_on = forms.DateField(
        label="Date de volontariat",
        help_text="Le jour où la personne a signé. Cette date fixe son rang dans la liste. Exemple\u00a0: 17/11/2026",
    )
    oriented_by = forms.ChoiceField(
        label="Orientée par",
        choices=[
            (w, w)
            for w in (
                "France Travail",
                "Référent·e RSA",
                "CCAS",
                "Association du quartier",
                "Bouche-à-oreille",
                "Ne sait pas",
            )
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse. «\u00a0Ne sait pas\u00a0» est possible."
        },
    )
    hours = forms.IntegerField(
        label="Temps de travail souhaité",
        help_text="C’est la personne qui choisit. Cela peut changer plus tard.",
    )
    hours.unit = "heures par semaine"
    needs = forms.MultipleChoiceField(
        label="À prendre en compte",
        required=False,
        help_text="Des aménagements, jamais un diagnostic ni un état de santé.",
        choices=[
            (w, w)
            for w in (
                "Mobilité",
                "Garde d’enfant ou de proche",
                "Horaires",
                "Français à renforcer",
                "Numérique",
                "Aménagement du poste",
            )
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    referent = forms.CharField(
        label="Référent·e", required=False, widget=forms.TextInput({"class": "w-m"})
    )
    comment = forms.CharField(
        label="Ce qu’il faut savoir pour l’accueillir",
        required=False,
        max_length=300,
        help_text="La personne pourra lire ce texte. 300 signes au plus.",
        widget=forms.Textarea({"rows": 3}),
    )
    informed = forms.BooleanField(label="La notice d’information lui a été remise")

    def clean_volunteer_on(self):
        value = self.cleaned_data["volunteer_on"]
        if value > TODAY:
            raise forms.ValidationError(
                f"Le {french.numeric_date(value)} n’est pas encore passé. Écrivez la date de signature, au plus tard aujourd’hui, "
                f"{french.numeric_date(TODAY)}."
            )
        return value


TYPED = {
    "first_name": "Mirela",
    "last_name": "Dobrescu",
    "birth_year": "1986",
    "district": "m",
    "volunteer_on": "27/11/2026",
    "hours": "28",
    "needs": ["Mobilité", "Français à renforcer"],
    "comment": "Préfère être appelée l’après-midi. Dossier 2 86 05 99 123 456 78.",
    "informed": "on",
}
MONTHS = [dt.date(2025 + (11 + i) // 12, (11 + i) % 12 + 1, 1) for i in range(12)]


def drawings():
    bar, part = charts.Bar, charts.Part
    return {
        "funnel": charts.bars(
            [
                bar(
                    1240,
                    "personnes estimées",
                    "sans emploi durable depuis un an ou plus",
                    tone="c0",
                ),
                bar(512, "rencontrées", "41\u00a0% des personnes estimées"),
                bar(298, "volontaires", "58\u00a0% des personnes rencontrées"),
                bar(
                    143,
                    "en emploi",
                    "88 dans l’EBE (plein), 55 ailleurs (hachuré)",
                    parts=[part(88, "dans l’EBE"), part(55, "ailleurs", "hatch")],
                ),
            ],
            caption=format_html(
                "<strong>{}</strong>\u00a0; {}",
                "Six personnes privées d’emploi sur dix n’ont pas encore été rencontrées",
                "parmi celles qui l’ont été, plus de la moitié se sont portées volontaires.",
            ),
            source="Estimation\u00a0: diagnostic territorial, mars 2026. Les volontaires sont comptés depuis l’habilitation.",
            head=("Étape", "Personnes"),
            first_word="Entonnoir",
        ),
        "dots": charts.dots(
            [
                charts.Group(24, "moins de 3 mois", "c3"),
                charts.Group(21, "de 3 à 6 mois", "c3"),
                charts.Group(30, "de 6 à 12 mois"),
                charts.Group(22, "plus de 12 mois", "hollow"),
            ],
            caption=format_html(
                "<strong>{}</strong> {}",
                "22 personnes attendent depuis plus d’un an.",
                "Chaque point est une personne.",
            ),
        ),
        "lines": charts.lines(
            [
                charts.Series(
                    "solutions depuis 2023",
                    [101, 104, 107, 110, 115, 119, 122, 124, 125, 130, 137, 143],
                ),
                charts.Series(
                    "en attente", [112, 114, 113, 115, 112, 110, 111, 109, 106, 104, 103, 97]
                ),
            ],
            MONTHS,
            caption=format_html(
                "<strong>{}</strong> {}",
                "En un an, 42 solutions de plus",
                "et 15 personnes de moins en attente.",
            ),
        ),
        "target": charts.target(
            143,
            160,
            reached="atteints",
            caption=format_html(
                "<strong>{}</strong>, soit 9 sur 10.",
                "143 emplois créés ou trouvés sur les 160 prévus fin 2026",
            ),
        ),
        "seats": charts.seats(21, 27, 14, caption="21 voix sur 27, il en faut 14."),
        "masked": charts.bars(
            [bar(18, "femmes"), bar(None, "hommes", said="moins de 5")],
            caption="Un effectif de 1 à 4 est masqué hors du territoire.",
        ),
    }


def _multiples():
    starts = {
        "Lyon 8 – Plaine Santy": (22, 47),
        "Saint-Fons – Arsenal": (14, 38),
        "Vaulx-en-Velin – Mas du Taureau": (None, 19),
        "Vénissieux – Les Minguettes": (8, 48),
        "Villeurbanne – Saint-Jean": (61, 67),
    }
    months = [f"{m} {y}" for y in (2024, 2025) for m in ("nov.", "févr.", "mai", "août")] + [
        "nov. 2026"
    ]

    def values(start, end):
        if start is None:
            return [None] * 4 + [end * i / 4 for i in range(5)]
        return [start + (end - start) * i / 8 for i in range(9)]

    series = {name: values(*ends) for name, ends in starts.items()}
    items = [
        {
            "title": "Givors – Grigny",
            "url": "#",
            "note": "Dossier déposé en mars 2024",
            "candidate": True,
            "text": "Pas encore de solution comptée. 148 personnes rencontrées, 61 prêtes à être volontaires.",
            "facts": [{"label": "Habitants", "value": french.number(9300)}],
        }
    ]
    for name, points in series.items():
        others = [v for other, v in series.items() if other != name]
        drawing = charts.small(
            charts.Series("volontaires ayant une solution", points),
            months,
            context=others,
            top=75,
            title=name,
        )
        items.append(
            {
                "title": name,
                "url": "#",
                "note": "Habilité depuis juillet 2022",
                "svg": drawing.svg,
                "facts": [
                    {"label": "Habitants", "value": french.number(7900)},
                    {"label": "Chômage", "value": french.percent(0.2)},
                ],
            }
        )
    return items


def _list(request):
    listing = lists.build_list(request, queryset=PEOPLE, table=MOBILISATION, title=VIEWS["liste"])
    listing.chips = [
        Chip("Attente", "plus d’un an", "?vue=liste"),
        Chip("Quartier", "Monmousseau", "?vue=liste"),
    ]
    return listing


def _page(name, request):
    """The context of one view of the gallery."""
    sample = {"drawings": drawings()}
    if name == "":
        sample |= {
            "palette": icons.PALETTE,
            "empty_form": PersonForm(),
            "listing": _list(request),
            "multiples": _multiples()[:3],
        }
        return sample
    if name == "liste":
        return {"listing": _list(request), "filters": DemoFilters()}
    if name == "formulaire":
        return {
            "form": PersonForm(TYPED if "erreur" in request.GET else None),
            "submit_label": "Inscrire sur la liste",
            "cancel_url": "?",
            "second_label": "Garder comme brouillon",
            "intro": "Comptez cinq minutes, avec la personne. Sauf mention «\u00a0facultatif\u00a0», chaque réponse est nécessaire.",
        }
    if name == "comparaison":
        return {"multiples": _multiples()}
    return sample


@login_not_required
def gallery(request):
    name = request.GET.get("vue", "")
    if name not in VIEWS:
        raise Http404
    nav = [
        {"label": label, "url": f"?vue={key}" if key else "?", "current": key == name}
        for key, label in VIEWS.items()
    ]
    context = {
        "title": VIEWS[name],
        "nav": nav,
        "view": name,
        "today": TODAY,
        **_page(name, request),
    }
    template = "ui/gallery.html" if not name else f"ui/gallery_{name}.html"
    return render(request, template, context)
