from django.db import migrations


class Migration(migrations.Migration):
    """The column has its rows (0034): they are in a table of their own, with the day they count from."""

    dependencies = [
        ("territories", "0037_territorydepartment"),
    ]

    operations = [
        migrations.RemoveField(
            model_name='territory',
            name='department',
        ),
    ]
