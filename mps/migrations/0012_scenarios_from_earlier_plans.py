from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mps', '0010_scenarios_made_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='scenario',
            name='base_plan_id',
            field=models.BigIntegerField(null=True, verbose_name='earlier plan that it is planned on'),
        ),
        migrations.AddField(
            model_name='scenarioplan',
            name='inputs_hash',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='hash of the inputs without the last plan'),
        ),
    ]
