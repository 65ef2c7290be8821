from django.apps import AppConfig


class RestituzioneConfig(AppConfig):
    name = "restituzione"
