from django.db import migrations, models


class Migration(migrations.Migration):
    """Saved views are of a page: those there are, of the orders."""

    dependencies = [
        ('orders', '0017_slack_of_promises'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderview',
            name='surface',
            field=models.CharField(choices=[('orders', 'Orders'), ('schedule', 'Master schedule')], default='orders', max_length=16, verbose_name='page'),
        ),
        migrations.RemoveConstraint(model_name='orderview', name='order_view_name_once'),
        migrations.AddConstraint(
            model_name='orderview',
            constraint=models.UniqueConstraint(fields=('owner', 'surface', 'name'), name='view_name_once'),
        ),
    ]
