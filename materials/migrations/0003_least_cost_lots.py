"""The lot policy least cost."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("materials", "0002_supplier_versions")]

    operations = [
        migrations.AlterField(
            model_name="itemsite",
            name="lot_policy",
            field=models.CharField(
                choices=[
                    ("lot_for_lot", "Lot for lot"), ("fixed", "Fixed quantity"), ("period", "Period of supply"),
                    ("least_cost", "Least cost"),
                ],
                default="period", max_length=16, verbose_name="lot policy",
            ),
        ),
    ]  # fmt: skip
