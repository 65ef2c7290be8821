"""What a kilogram of recovered food stands for: CO2e, water, euros; each with its range and whose it is (DOMAIN 3)."""

import datetime as dt

from django.db import migrations

VERSION = "2026-11"
VALID_FROM = dt.date(2016, 1, 1)
FACTORS = {
    "co2e": (1600, 1100, 2500, "g CO2e/kg",
        "1.60 kg CO2e/kg, gross: FareShare / Carbon Trust 2019-20, 6,699 t redistributed, 10,698 t CO2e "
        "(https://www.carbontrust.com/our-work-and-impact/guides-reports-and-tools/"
        "the-positive-impact-of-food-waste-redistribution). "
        "1.1: Banco Alimentare \"Impatto +\" 2021, 46,000 t, 52,000 t CO2e "
        "(https://radioinblu.it/2022/04/22/a-come-ambiente-banco-alimentare). "
        "2.5: FAO 2013, 3.3 Gt over 1.3 Gt edible, without land-use change, as Too Good To Go uses it "
        "(https://toogoodtogo.org/en/movement/knowledge/the-carbon-footprint). "
        "Other published figures go from 0.19 to 4."),
    "water": (1525, 322, 2049, "l/kg",
        "1,525 l/kg, total water (green, blue and grey): FareShare / Carbon Trust 2019-20, "
        "10,216,904 m3 over 6,699 t. Range by Mekonnen & Hoekstra 2012, total water: 322 if all were vegetables; 2,049 "
        "in the published proportions of a year (30.8 % vegetables at 322, 5.9 % meat at 15,415 as beef, the rest at "
        "1,644 as cereals) (https://www.spifastfacts.org/single-post/2015/06/08/"
        "beef-uses-50-times-more-water-than-vegetables-40-times-more-than-root-crops-9-times-more). "
        "Blue water alone is another measure and is not mixed with this one."),
    "euro": (299, 200, 357, "cent/kg",
        "2.99 EUR/kg: Banco Alimentare Lombardia 2014, 13,948 t worth EUR 41.75 million "
        "(https://www.redattoresociale.it/article/notiziario/"
        "banco_alimentare_nel_piu_grande_ristorante_d_italia_piatti_sempre_meno_abbondanti). "
        "2.00: CAR Roma, fruit and vegetables, assumed retail price "
        "(https://www.freshplaza.it/article/9070074/car-recuperate-1090-tonnellate-di-frutta-e-verdura/). "
        "3.57: Colletta Alimentare 2021, 7,000 t, over EUR 25 million (https://www.agenzianova.com/a/"
        "6373db24cf4272.05669246/4140754/2022-11-15/solidarieta-il-26-novembre-torna-giornata-nazionale-colletta-"
        "alimentare-2). For social reporting only: the value for L. 166/2016 art. 16 is the shop's own last price."),
}


def add(apps, schema_editor):
    for slug, (value, low, high, unit, source) in FACTORS.items():
        facts = {"value": value, "low": low, "high": high, "unit": unit, "source": source, "valid_from": VALID_FROM}
        apps.get_model("impact", "Factor").objects.get_or_create(slug=slug, version=VERSION, defaults=facts)


def remove(apps, schema_editor):
    apps.get_model("impact", "Factor").objects.filter(slug__in=FACTORS, version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("impact", "0002_grams_a_meal")]
    operations = [migrations.RunPython(add, remove)]
