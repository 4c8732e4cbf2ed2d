"""
The problem of a plan moves to the part of it that retention drops: half a megabyte with every edit was kept for ever.

Only plans that are still kept in full (at most some dozens a site) have a row to copy to, so a full table costs no more
than an empty one; dropping the column rewrites nothing. Going back, older plans have an empty problem.
"""

from django.db import migrations, models

FORTH = """
UPDATE mps_plandetail SET problem = plan.problem FROM mps_plan AS plan WHERE plan.id = mps_plandetail.plan_id
"""
# Plans are immutable by trigger, for everyone but this.
BACK = [
    "ALTER TABLE mps_plan DISABLE TRIGGER USER",
    "UPDATE mps_plan SET problem = detail.problem FROM mps_plandetail AS detail WHERE detail.plan_id = mps_plan.id",
    "ALTER TABLE mps_plan ENABLE TRIGGER USER",
]


class Migration(migrations.Migration):

    dependencies = [
        ('mps', '0002_stored_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='plandetail',
            name='problem',
            field=models.BinaryField(default=b'', verbose_name='problem'),
            preserve_default=False,
        ),
        migrations.RunSQL(FORTH, BACK),
        migrations.AlterField(
            model_name='plan',
            name='problem',
            field=models.BinaryField(default=b'', verbose_name='problem'),
        ),
        migrations.RemoveField(
            model_name='plan',
            name='problem',
        ),
    ]
