"""The first accounts of an installation, made at its terminal."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from jiedui.accounts.models import Organisation, User
from jiedui.core.events import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def enrol(monkeypatch, username="lan", password="nine-villages-7", **told):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    told = {"name": "测试兰", "role": "west", "region": 513225} | told
    call_command("enrol", username, **told, stdout=io.StringIO())


def test_two_colleagues_share_one_bureau_and_can_sign_in(monkeypatch, rf):
    enrol(monkeypatch)
    enrol(monkeypatch, "mei", name="测试梅", role="watcher")

    bureau = Organisation.objects.get()
    assert (bureau.name, bureau.region_id) == ("九寨沟县人力资源和社会保障局", 513225)
    staff = User.objects.order_by("pk").values_list("username", "role", "organisation")
    assert list(staff) == [("lan", "west", bureau.pk), ("mei", "watcher", bureau.pk)]
    signed_in = authenticate(rf.post("/signin/"), username="lan", password="nine-villages-7")
    assert signed_in.full_name == "测试兰"


@pytest.mark.parametrize("password", ["", "short-1", "4711471147114711", "password123"])
def test_a_weak_password_leaves_nothing_behind(monkeypatch, password):
    with pytest.raises(CommandError, match="too weak"):
        enrol(monkeypatch, password=password)

    assert (User.objects.count(), Organisation.objects.count()) == (0, 0)
    assert not Event.objects.filter(verb__in=["organisation.opened", "user.enrolled"]).exists()


def test_a_name_that_is_taken_and_a_place_that_is_not_are_told(monkeypatch):
    enrol(monkeypatch)
    with pytest.raises(CommandError, match="taken"):
        enrol(monkeypatch)
    with pytest.raises(CommandError, match="999999"):
        enrol(monkeypatch, "mei", region=999999)

    assert User.objects.count() == 1
