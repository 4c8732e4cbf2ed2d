"""The rows of plans become stored once for all plans that share them; views take the place of the old tables."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

TABLES = {
    "item": (
        "item_id, opening_balance, gross_requirement, orders, forecast, scheduled_receipts, mps_receipts, mps_starts,"
        " projected_balance, atp, cumulative_atp"
    ),
    "load": "work_center_id, available_minutes, load_minutes, setup_minutes, overtime_minutes",
    "lot": "item_id, quantity, start_date, finish_date, status, lot_key",
}
OLD = {"item": "mps_planitem", "load": "mps_planload", "lot": "mps_plannedorder"}
OLD_CONSTRAINTS = {"item": "plan_item_once", "load": "plan_load_once", "lot": "planned_order_once"}
MAKE_ROOM = [f"ALTER TABLE {OLD[name]} DROP CONSTRAINT {OLD_CONSTRAINTS[name]}" for name in TABLES]
# Every plan's rows as they are, each for this one plan; the next publication shares what it can.
MOVE = """
INSERT INTO mps_stored{name} (site_id, from_plan_id, until_plan_id, digest, {columns})
SELECT plan.site_id, plan.id, coalesce(plan.next_id, 9223372036854775807), 0, {columns}
FROM (SELECT id, site_id, lead(id) OVER (PARTITION BY site_id ORDER BY id) AS next_id FROM mps_plan) AS plan
JOIN {old} AS old ON old.plan_id = plan.id
"""
VIEW = """
CREATE VIEW {old} AS SELECT stored.id, plan.id AS plan_id, {columns}
FROM mps_plan AS plan JOIN mps_plandetail AS detail ON detail.plan_id = plan.id
JOIN mps_stored{name} AS stored ON stored.site_id = plan.site_id AND stored.from_plan_id <= plan.id
    AND stored.until_plan_id > plan.id
"""
EXCHANGE = [
    sql.format(name=name, columns=columns, old=OLD[name])
    for name, columns in TABLES.items()
    for sql in (MOVE, "DROP TABLE {old}", VIEW)
]


class Migration(migrations.Migration):

    dependencies = [
        ('capacity', '0004_known_holidays'),
        ('company', '0002_bump_revision'),
        ('materials', '0002_supplier_versions'),
        ('mps', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(MAKE_ROOM),
        migrations.AlterModelOptions(
            name='planitem',
            options={'managed': False, 'verbose_name': 'item of a plan', 'verbose_name_plural': 'items of plans'},
        ),
        migrations.AlterModelOptions(
            name='planload',
            options={'managed': False, 'verbose_name': 'load of a plan', 'verbose_name_plural': 'loads of plans'},
        ),
        migrations.AlterModelOptions(
            name='plannedorder',
            options={'managed': False, 'verbose_name': 'planned order', 'verbose_name_plural': 'planned orders'},
        ),
        migrations.CreateModel(
            name='StoredItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_plan_id', models.BigIntegerField(verbose_name='first plan')),
                ('until_plan_id', models.BigIntegerField(default=9223372036854775807, verbose_name='first plan without it')),
                ('digest', models.BigIntegerField(verbose_name='digest')),
                ('opening_balance', models.FloatField(verbose_name='opening balance')),
                ('gross_requirement', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='gross requirement')),
                ('orders', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='orders')),
                ('forecast', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='forecast')),
                ('scheduled_receipts', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='scheduled receipts')),
                ('mps_receipts', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='MPS')),
                ('mps_starts', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='MPS starts')),
                ('projected_balance', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='projected balance')),
                ('atp', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='ATP')),
                ('cumulative_atp', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='cumulative ATP')),
                ('item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='materials.item', verbose_name='item')),
                ('site', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='company.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'item of a plan',
                'verbose_name_plural': 'items of plans',
                'constraints': [models.UniqueConstraint(fields=('site', 'until_plan_id', 'item'), name='plan_item_once')],
            },
        ),
        migrations.CreateModel(
            name='StoredLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_plan_id', models.BigIntegerField(verbose_name='first plan')),
                ('until_plan_id', models.BigIntegerField(default=9223372036854775807, verbose_name='first plan without it')),
                ('digest', models.BigIntegerField(verbose_name='digest')),
                ('available_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='available')),
                ('load_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='load')),
                ('setup_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='set-up')),
                ('overtime_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None, verbose_name='overtime')),
                ('site', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='company.site', verbose_name='site')),
                ('work_center', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='capacity.workcenter', verbose_name='work centre')),
            ],
            options={
                'verbose_name': 'load of a plan',
                'verbose_name_plural': 'loads of plans',
                'constraints': [models.UniqueConstraint(fields=('site', 'until_plan_id', 'work_center'), name='plan_load_once')],
            },
        ),
        migrations.CreateModel(
            name='StoredLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_plan_id', models.BigIntegerField(verbose_name='first plan')),
                ('until_plan_id', models.BigIntegerField(default=9223372036854775807, verbose_name='first plan without it')),
                ('digest', models.BigIntegerField(verbose_name='digest')),
                ('quantity', models.FloatField(verbose_name='quantity')),
                ('start_date', models.DateField(verbose_name='start')),
                ('finish_date', models.DateField(verbose_name='finish')),
                ('status', models.CharField(max_length=8, verbose_name='status')),
                ('lot_key', models.CharField(max_length=96, verbose_name='lot')),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='materials.item', verbose_name='item')),
                ('site', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='company.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'planned order',
                'verbose_name_plural': 'planned orders',
                'constraints': [models.UniqueConstraint(fields=('site', 'until_plan_id', 'lot_key'), name='planned_order_once')],
            },
        ),
        migrations.RunSQL(EXCHANGE),
    ]
