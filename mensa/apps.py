from django.apps import AppConfig


class MensaConfig(AppConfig):
    name = "mensa"
