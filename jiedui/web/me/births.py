"""The form that asks who somebody is: name and day of birth as on the identity card."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from jiedui.workers import queries as workers


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    year = forms.IntegerField(
        label=_("出生年份"),
        min_value=1920,
        max_value=2100,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    month = forms.IntegerField(
        label=_("月"),
        min_value=1,
        max_value=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "bday-month"}),
    )
    day = forms.IntegerField(
        label=_("日"),
        min_value=1,
        max_value=31,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "bday-day"}),
    )

    def clean_name(self):
        name = workers.read_name(self.cleaned_data["name"])
        if not workers.is_name(name):
            raise forms.ValidationError(_("请写身份证上的姓名，如：扎西·卓玛。"))
        return name

    def clean(self):
        told = super().clean()
        if {"year", "month", "day"} <= told.keys():
            try:
                told["born_on"] = date(told["year"], told["month"], told["day"])
            except ValueError:
                self.add_error("day", _("这一天不存在：请照身份证上的出生日期填。"))
        return told

    def bare_name(self):
        """扎西卓玛 is the same as 扎西·卓玛: nobody types the interpunct."""
        return self.cleaned_data["name"].replace("·", "")
