"""docker-compose.yml and the Dockerfile, as far as they can be checked without an engine."""

import os
import re
import subprocess

import psycopg
import pytest
import yaml
from django.conf import settings

from tzcld import health
from tzcld.embedded import postgres
from tzcld.embedded.places import CHECKOUT, Home

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "beat", "migrate"}
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()


def test_the_services_of_the_platform_are_there():
    assert set(SERVICES) == OURS | {"postgres", "valkey", "proxy"}


def test_what_a_service_refers_to_is_declared():
    for service in SERVICES.values():
        for needed, terms in service.get("depends_on", {}).items():
            assert needed in SERVICES
            if terms["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[needed]
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert {config["source"] for config in service.get("configs", [])} <= set(
            COMPOSE["configs"]
        )
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= set(COMPOSE["volumes"])


def test_no_query_of_a_page_lasts_and_the_workers_take_their_time():
    """Read by the database's own driver (libpq)."""
    assert SERVICES["web"]["environment"]["PGOPTIONS"] == "-c statement_timeout=60s"
    assert not any("PGOPTIONS" in SERVICES[name]["environment"] for name in OURS - {"web"})


def test_no_secret_is_written_down():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|TOKEN", name):
                assert re.fullmatch(r"\$\{\w+:[?-][^}]*\}", value), name
            # An address may carry a password: only as a variable.
            assert not re.search(r"://[^/@:]*:(?!\$\{)[^/@]+@", str(value)), name


def test_images_have_a_version_and_name_no_registry():
    images = [service["image"] for service in SERVICES.values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    for image in set(images) - {"tzcld"}:
        name, _, version = image.partition(":")
        assert re.match(r"\d", version) or version.startswith("3."), image
        assert "." not in name.split("/")[0]


def test_only_migrate_holds_the_owner_and_only_the_proxy_has_a_door():
    assert {n for n, s in SERVICES.items() if "DATABASE_OWNER_URL" in s.get("environment", {})} == {
        "migrate"
    }
    assert {n for n, s in SERVICES.items() if "ports" in s} == {"proxy"}
    for name in ("postgres", "valkey"):
        assert SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_our_containers_run_without_privilege_after_the_migrations():
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    for name in OURS - {"migrate"}:
        needed = SERVICES[name]["depends_on"]["migrate"]
        assert needed == {"condition": "service_completed_successfully"}
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1] != "root"


def test_the_site_is_asked_whether_it_is_ready():
    assert f"127.0.0.1:8000{health.READY}" in " ".join(SERVICES["web"]["healthcheck"]["test"])


def test_the_image_holds_every_room():
    copied = set(re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE))
    copied = {word for line in copied for word in line.split()}
    for path in copied:
        assert (CHECKOUT / path).exists(), path
    rooms = {
        a.split(".")[0] for a in settings.INSTALLED_APPS if (CHECKOUT / a.split(".")[0]).is_dir()
    }
    assert rooms | {"templates", "static", "manage.py"} <= copied


class Empty(postgres.Postgres):
    """A cluster as the image's entry point finds it: no role, no database of ours."""

    def _set_up(self) -> None:
        pass


@pytest.fixture
def empty_cluster(tmp_path):
    cluster = Empty(Home(tmp_path / "var", for_tests=True))
    cluster.home.make()
    cluster.home.make_sockets()
    cluster.start()
    yield cluster
    cluster.stop()
    if cluster.home.sockets != cluster.home.run:
        cluster.home.sockets.rmdir()


def test_the_set_up_script_gives_the_roles_of_the_private_cluster(empty_cluster):
    script = COMPOSE["configs"]["roles"]["content"].replace("$$", "$")
    sockets = str(empty_cluster.home.sockets)
    environment = {
        "PATH": f"{empty_cluster.programs}:{os.environ['PATH']}",
        "PGHOST": sockets,
        "DB_OWNER_PASSWORD": "it's",
        "DB_APP_PASSWORD": "b",
    }
    subprocess.run(["sh", "-e"], input=script, env=environment, text=True, check=True)

    def connect(user):
        return psycopg.connect(host=sockets, user=user, dbname="tzcld", autocommit=True)

    with connect("tzcld_owner") as owner, connect("tzcld_app") as runtime:
        owner.execute("create table note (id serial primary key, word citext)")
        runtime.execute("insert into note (word) values ('Été')")
        found = runtime.execute("select unaccent(word::text) from note where word = 'été'")
        assert found.fetchall() == [("Ete",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            runtime.execute("truncate note")
    # Two texts, one intention: what one side grants, the other grants.
    for statement in postgres.IN_EACH_DATABASE.split(";"):
        assert " ".join(statement.split()) in " ".join(script.split())
