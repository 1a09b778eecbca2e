"""Tells Django that this room keeps its tables in events.py and chain.py."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "jiedui.core"
    label = "core"

    def import_models(self) -> None:
        assert self.apps is not None  # Django sets it before it asks for the models
        self.models = self.apps.all_models[self.label]
        # The events import the chain, by which they are closed in blocks.
        self.models_module = import_module("jiedui.core.events")
