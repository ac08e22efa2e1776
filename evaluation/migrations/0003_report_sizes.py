"""Weight and pages of the files, kept beside them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0002_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="pages",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="pages du PDF"),
        ),
        migrations.AddField(
            model_name="report",
            name="pdf_size",
            field=models.PositiveIntegerField(default=0, verbose_name="poids du PDF (octets)"),
        ),
        migrations.AddField(
            model_name="report",
            name="xlsx_size",
            field=models.PositiveIntegerField(default=0, verbose_name="poids du XLSX (octets)"),
        ),
    ]
