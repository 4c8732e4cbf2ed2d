"""A promise says how much overtime it needs that the plan had not bought."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Both have a default in the database: a promise made by a program of before needs none."""

    dependencies = [("orders", "0014_request_replaced")]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="overtime_minutes",
            field=models.FloatField(db_default=0.0, default=0.0, verbose_name="minutes of overtime it needs"),
        ),
        migrations.AddField(
            model_name="promise",
            name="overtime_cost",
            field=models.FloatField(db_default=0.0, default=0.0, verbose_name="cost of that overtime"),
        ),
    ]
