"""The accounts of the demonstration."""

import json

from django.core.management.base import BaseCommand

from evaluation.demo.accounts import ACCOUNTS, DOMAIN, PASSWORD


class Command(BaseCommand):
    help = "Liste les comptes de la démonstration."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="une liste {email, password, roles, territory}"
        )

    def handle(self, **options) -> None:
        accounts = [
            {
                "email": f"{name}@{DOMAIN}",
                "password": PASSWORD,
                "roles": [role.value for _, role, _ in roles],
                "territory": roles[0][0],
            }
            for name, _, _, roles in ACCOUNTS
        ]
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Mot de passe de tous les comptes : {PASSWORD}")
        for name, first, last, roles in ACCOUNTS:
            labels = ", ".join(f"{role.label} ({slug})" for slug, role, _ in roles)
            self.stdout.write(f"  {name}@{DOMAIN:<16} {first} {last} : {labels}")
