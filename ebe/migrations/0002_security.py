"""Contracts and proposals name persons: row-level security. Children in their parent's territory."""

from django.db import migrations

from territories.database import by_territory, ids, same_territory

OWN = f"enterprise_id = ANY({ids('app.enterprises')})"


class Migration(migrations.Migration):
    dependencies = [("ebe", "0001_initial"), ("ppde", "0002_security")]

    operations = [
        by_territory("ebe_proposal", also=OWN),
        by_territory("ebe_contract", also=OWN),
        by_territory("ebe_contracthours", also=OWN),
        same_territory("ebe_management", "enterprise_id", "ebe_enterprise"),
        same_territory("ebe_convention", "enterprise_id", "ebe_enterprise"),
        same_territory("ebe_proposal", "enterprise_id", "ebe_enterprise"),
        same_territory("ebe_proposal", "person_id", "ppde_person"),
        same_territory("ebe_contract", "enterprise_id", "ebe_enterprise"),
        same_territory("ebe_contract", "person_id", "ppde_person"),
        same_territory("ebe_contracthours", "contract_id", "ebe_contract"),
        same_territory("ebe_cdestatement", "enterprise_id", "ebe_enterprise"),
    ]
