"""The words to review: a starting list for each hub, and the database finds them in whatever is written about a person."""

from django.db import migrations

from ppde.database import flagged
from territories.database import erasing, no_nir

# Stems, without accents; a trailing dot stands for a whole word.
START = {
    "health": "depress bipolair schizo psychiatr psychot cancer diabet epilep alcool toxicoman addict drogu sida vih "
    "seropositi handicap rqth maladie malade diagnos hospitalis enceinte grossesse medicament traitement_medical "
    "burn_out burnout suicid",
    "offence": "condamn prison incarcer detenu garde_a_vue casier delinquan bracelet_electronique sursis "
    "liberation_conditionnelle deal",
    "opinion": "musulman catholique juif juive islam voile syndiqu vote_pour",
    "origin": "sans_papier clandestin gitan maghreb africain ethni",
    "judgement": "paresseu faineant ment. menteu agressi mauvaise_volonte sale.",
}
ROWS = ", ".join(
    f"('{word.rstrip('.').replace('_', ' ')}', '{subject}', {str(word.endswith('.')).lower()})"
    for subject, words in START.items()
    for word in words.split()
)
LIST = migrations.RunSQL(
    rf"""
    CREATE FUNCTION start_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO ppde_sensitiveword (territory_id, stem, subject, is_whole, added_at)
        SELECT h.id, s.stem, s.subject, s.is_whole, now()
        FROM hubs h, (VALUES {ROWS}) AS s (stem, subject, is_whole) WHERE h.kind = 'hub';
        RETURN NULL;
    END $$;
    CREATE TRIGGER start_words AFTER INSERT ON territories_territory
        REFERENCING NEW TABLE AS hubs FOR EACH STATEMENT EXECUTE FUNCTION start_words();
    -- A hub that had written its own list keeps it as it is.
    INSERT INTO ppde_sensitiveword (territory_id, stem, subject, is_whole, added_at)
    SELECT h.id, s.stem, s.subject, s.is_whole, now()
    FROM territories_territory h, (VALUES {ROWS}) AS s (stem, subject, is_whole)
    WHERE h.kind = 'hub' AND NOT EXISTS (SELECT FROM ppde_sensitiveword w WHERE w.territory_id = h.id);
    CREATE FUNCTION words_pattern(place bigint) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT '\m((?:' || string_agg(stem || CASE WHEN is_whole THEN '\M' ELSE '[a-z0-9]*' END, '|') || '))'
        FROM ppde_sensitiveword
        WHERE removed_at IS NULL
          AND territory_id IN (place, (SELECT hub_id FROM territories_territory WHERE id = place))
    $$;
    CREATE FUNCTION found_words(said text, pattern text) RETURNS text[] LANGUAGE sql STABLE AS $$
        -- Most texts hold none: asking whether there is one costs less than asking which.
        SELECT CASE WHEN plain ~ pattern THEN (
            SELECT array_agg(DISTINCT left(hit[1], 40)) FROM regexp_matches(plain, pattern, 'g') AS hit
        ) ELSE '{{}}' END
        FROM (SELECT plain_words(said) AS plain OFFSET 0) AS words
    $$;
    -- A trigger flags what anybody writes, a partner who reads no file included; no other statement does.
    CREATE POLICY found ON ppde_textflag FOR INSERT WITH CHECK (pg_trigger_depth() > 0);
    """,
    """
    DROP POLICY found ON ppde_textflag;
    DROP FUNCTION found_words(text, text);
    DROP FUNCTION words_pattern(bigint);
    DROP TRIGGER start_words ON territories_territory;
    DROP FUNCTION start_words();
    """,
)
# A text of the person, or of the row `item` of the model `subject`. Exact texts only: a word is never cut out of somebody
# else's sentence.
REPLACE = erasing(
    "replace_text(place bigint, about bigint, subject text, item bigint, old text, new text, who bigint, why text)",
    "void",
    "quoted_old text := to_jsonb(old)::text; quoted_new text := to_jsonb(new)::text;",
    """
    INSERT INTO territories_entry
        (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
        VALUES (place, who, now(), 'review', CASE WHEN about IS NULL THEN subject ELSE 'ppde.person' END,
                coalesce(about, item),
                coalesce((SELECT left(first_name || ' ' || last_name, 200) FROM ppde_person WHERE id = about), 'Texte relu'),
                '{}', '{"texte": "remplacé partout"}', why, about IS NOT NULL);
    UPDATE ppde_journeyevent SET text = new WHERE person_id = about AND text = old;
    UPDATE ppde_journeyevent SET reason = new WHERE person_id = about AND reason = old;
    UPDATE ppde_rankact SET reason = new WHERE person_id = about AND reason = old;
    UPDATE ppde_consent SET proof = left(new, 200) WHERE person_id = about AND proof = old;
    UPDATE ppde_reading SET reason = new WHERE (person_id = about OR subject = 'ppde.reading' AND id = item) AND reason = old;
    UPDATE territories_entry SET
        before = replace(before::text, quoted_old, quoted_new)::jsonb,
        after = replace(after::text, quoted_old, quoted_new)::jsonb,
        reason = CASE WHEN reason = old THEN new ELSE reason END
        WHERE territory_id = place
          AND (model = 'ppde.person' AND object_id = about OR model = subject AND object_id = item
               OR subject = 'territories.entry' AND id = item)
          AND (reason = old OR position(quoted_old in before::text) > 0 OR position(quoted_old in after::text) > 0);
    """,
    "",
)
# What a member of the team types at a fact; the text of the other facts is composed by an operation.
TYPED = (
    "CASE WHEN {r}.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview',"
    " 'workshop', 'visit', 'training', 'immersion') THEN {r}.text ELSE '' END"
)
ENTRY = "CASE WHEN w.model = 'ppde.person' THEN w.object_id END"
MOBILITY = "(SELECT m.person_id FROM ppde_mobilityfile m WHERE m.id = w.mobility_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("ppde", "0028_free_texts"),
        ("cle", "0005_no_nir"),
        ("territories", "0014_no_nir"),
    ]

    operations = [
        LIST,
        REPLACE,
        flagged("territories_entry", "territories.entry", ("reason",), person=ENTRY, once=True),
        flagged("territories_grant", "territories.grant", ("reason",), person="NULL::bigint"),
        flagged("ppde_person", "ppde.person", ("comment", "contact_preference"), person="w.id"),
        flagged("ppde_merge", "ppde.merge", ("reason",), person="w.kept_id"),
        flagged("ppde_mobilityfile", "ppde.mobilityfile", ("project",)),
        flagged("ppde_mobilitystep", "ppde.mobilitystep", ("text",), person=MOBILITY),
        flagged("ppde_consent", "ppde.consent", ("proof",)),
        flagged(
            "ppde_journeyevent",
            "ppde.journeyevent",
            {"text": TYPED, "reason": "{r}.reason"},
        ),
        flagged("ppde_orientation", "ppde.orientation", ("contact_preference", "closed_reason")),
        flagged("ppde_rankact", "ppde.rankact", ("reason",), once=True),
        flagged("ppde_return", "ppde.return", ("reason",), once=True),
        flagged("ppde_reading", "ppde.reading", ("reason",), once=True),
        flagged("ppde_readingalert", "ppde.readingalert", ("note",), person="NULL::bigint"),
        flagged("ppde_following", "ppde.following", ("reason",)),
        flagged("ppde_session", "ppde.session", ("title",), person="NULL::bigint"),
        flagged("ppde_schemerequest", "ppde.schemerequest", ("result",)),
        flagged(
            "ppde_rightsrequest",
            "ppde.rightsrequest",
            ("details", "extension_reason", "answer"),
        ),
        flagged("ppde_eliminationline", "ppde.eliminationline", ("kept_because",)),
        no_nir(
            "ppde_person",
            "comment",
            "contact_preference",
            "last_name",
            "first_name",
            "phone",
            "email",
        ),
        no_nir("ppde_merge", "reason"),
        no_nir("ppde_outcome", "employer"),
        no_nir("ppde_mobilityfile", "project", "target_jobs[]"),
        no_nir("ppde_mobilitystep", "text"),
        no_nir("ppde_mobilitytrial", "employer"),
        no_nir("ppde_consent", "proof"),
        no_nir("ppde_journeyevent", "text", "reason"),
        no_nir(
            "ppde_orientation",
            "contact_preference",
            "closed_reason",
            "last_name",
            "first_name",
            "phone",
            "email",
        ),
        no_nir("ppde_rankact", "reason"),
        no_nir("ppde_return", "reason"),
        no_nir("ppde_refusalreview", "post", "motive"),
        no_nir("ppde_reading", "reason"),
        no_nir("ppde_readingalert", "note"),
        no_nir("ppde_following", "reason"),
        no_nir("ppde_session", "title", "place"),
        no_nir("ppde_schemerequest", "result"),
        no_nir("ppde_rightsrequest", "details", "extension_reason", "answer"),
        no_nir("ppde_textflag", "reason"),
        no_nir("ppde_eliminationline", "kept_because"),
        migrations.RunSQL(
            "DROP FUNCTION replace_words(bigint, text, text, bigint, text);",
            migrations.RunSQL.noop,
        ),
    ]
