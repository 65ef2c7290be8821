"""How Django's forms look: one field template, and the classes that its widgets carry."""

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.renderers import TemplatesSetting

CHOICES = (CheckboxInput, CheckboxSelectMultiple, RadioSelect)
FIGURES = {"numeric", "decimal"}


class LookField(BoundField):
    """A field whose widget carries our classes, and the invalid one when it has errors."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Django's attributes (ids, aria) plus the class that the stylesheet knows."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        names = [str(built.get("class") or widget.attrs.get("class", "")), css_class(widget)]
        if self.errors:
            names.append("is-invalid")
        built["class"] = " ".join(name for name in names if name)
        if is_left_to_right(widget):
            built["dir"] = "ltr"
        return built

    @property
    def is_check(self) -> bool:
        """Whether the label stands after the box."""
        return isinstance(self.field.widget, CheckboxInput)

    @property
    def is_group(self) -> bool:
        """Whether the field is a list of boxes, read as one group."""
        return isinstance(self.field.widget, CheckboxSelectMultiple | RadioSelect)


def css_class(widget: object) -> str:
    """The class of a widget: boxes are native ones with our colour."""
    if isinstance(widget, CHOICES):
        return ""
    return "form-select" if isinstance(widget, Select) else "form-control"


def is_left_to_right(widget: object) -> bool:
    """Whether what is written in it runs from the left in every language: an address, or digits in groups, which a
    page that reads from the right would put in another order than the ticket has them."""
    kind = getattr(widget, "input_type", "")
    return kind == "email" or (kind == "text" and getattr(widget, "attrs", {}).get("inputmode") in FIGURES)


class LookRenderer(TemplatesSetting):
    """FORM_RENDERER: needs "django.forms" among the installed apps."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = LookField
