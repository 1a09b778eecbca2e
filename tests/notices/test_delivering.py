from datetime import datetime, timedelta

import pytest

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.notices import actions as notices
from jiedui.notices.models import Channel, Notice, OptOut, Stage
from jiedui.workers import actions as workers
from tests.notices.conftest import HERE, NOON, PHONE
from tests.town import TODAY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def at(hour, minute=0, day=2):
    return datetime(2026, 3, day, hour, minute, tzinfo=HERE)


def sms(worker, post="缝纫工", when=NOON, template="application_received"):
    """One message to this worker, waiting to be sent."""
    return notices.tell(template, worker=worker, values={"post": post}, at=when)[-1]


def again(notice):
    return Notice.objects.get(pk=notice.pk)


def sent(notice, when=NOON, number="n1"):
    taken = notices.take_up(notice, at=when)
    return notices.note_sent(taken, provider="outbox", provider_id=number, at=when)


def test_taken_up_sent_delivered(achu):
    notice = sms(achu)
    assert notices.take_up(notice, at=NOON).stage == Stage.SENDING
    assert notices.take_up(notice, at=NOON) is None, "nobody else may carry it now"

    notices.note_sent(notice, provider="aliyun", provider_id="b1", at=NOON)
    notices.note_report(provider_id="b1", delivered=True, at=NOON + MINUTE)

    notice = again(notice)
    assert (notice.stage, notice.provider, notice.attempts) == (Stage.DELIVERED, "aliyun", 1)
    verbs = Event.objects.filter(subject_id=notice.pk, subject_kind="notices.notice")
    assert list(verbs.values_list("verb", flat=True)) == ["notice.sent", "notice.delivered"]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(20, 59), None),
        (at(21), at(8, day=3)),
        (at(23, 30), at(8, day=3)),
        (at(3), at(8)),
        (at(7, 59), at(8)),
        (at(8), None),
    ],
)
def test_nobody_is_woken(achu, now, then):
    notice = sms(achu, when=now)
    taken = notices.take_up(notice, at=now)

    notice = again(notice)
    if then is None:
        assert taken == notice
    else:
        assert (taken, notice.stage) == (None, Stage.HELD)
        assert (notice.not_before, notice.trouble) == (then, "quiet-hours")
        assert notices.take_up(notice, at=then).stage == Stage.SENDING


def test_a_code_does_not_wait_for_the_morning():
    code = notices.send_code(PHONE, "482913", at=at(2))
    assert notices.take_up(code, at=at(2)).stage == Stage.SENDING


def test_three_a_day_and_the_fourth_waits(achu):
    for number in range(3):
        sent(sms(achu, f"岗位{number}"), NOON + number * MINUTE)
    fourth = sms(achu, "岗位4")
    assert notices.take_up(fourth, at=NOON + 5 * MINUTE) is None

    fourth = again(fourth)
    assert (fourth.stage, fourth.trouble) == (Stage.HELD, "limit")
    assert fourth.not_before == NOON + timedelta(days=1), "a day after the first of the three"


def test_seven_a_week_and_what_would_come_too_late_is_not_sent(achu):
    for number in range(7):
        day = NOON + timedelta(days=number // 2)
        sent(sms(achu, f"岗位{number}", when=day), day)
    late = NOON + timedelta(days=4)
    eighth = sms(achu, "岗位8", when=late)
    notices.take_up(eighth, at=late)
    assert again(eighth).not_before == NOON + timedelta(days=7)

    news = {"count": 1, "place": "嘉善县", "post": "缝纫工", "pay": "5000元/月"}
    # News is stale after three days: better unsaid than said a week late.
    tip = notices.tell("vacancies_fit", worker=achu, values=news, at=NOON + timedelta(days=3))[-1]
    notices.take_up(tip, at=NOON + timedelta(days=3))
    assert (again(tip).stage, again(tip).trouble) == (Stage.REFUSED, "too-late")


def test_codes_are_not_counted_and_not_limited(achu):
    for number in range(3):
        sent(sms(achu, f"岗位{number}"), NOON)
    code = notices.send_code(PHONE, "482913", at=NOON)
    assert notices.take_up(code, at=NOON)


def test_people_who_share_a_telephone_share_its_limit(achu, baiyu):
    baiyu.phone, baiyu.phone_index = achu.phone, achu.phone_index
    baiyu.save()
    for number in range(3):
        sent(sms(achu, f"岗位{number}"), NOON)
    other = sms(baiyu)
    assert notices.take_up(other, at=NOON) is None
    assert again(other).trouble == "limit"


def test_certainly_not_taken_is_tried_again_with_growing_pauses_and_then_given_up(achu):
    notice, now, pauses = sms(achu, when=at(9)), at(9), []
    while again(notice).stage == Stage.WAITING:
        taken = notices.take_up(notice, at=now)
        notices.note_later(taken, provider="aliyun", trouble="not-reached", at=now)
        pauses.append(again(notice).not_before - now)
        now = again(notice).not_before

    notice = again(notice)
    assert [pause // MINUTE for pause in pauses[:-1]] == [1, 2, 10, 60, 240]
    assert (notice.stage, notice.trouble, notice.attempts) == (Stage.FAILED, "not-reached", 6)


def test_before_its_time_nobody_takes_it_up(achu):
    notice = sms(achu)
    notices.note_later(notices.take_up(notice, at=NOON), provider="x", trouble="t", at=NOON)
    assert notices.take_up(notice, at=NOON + 0.5 * MINUTE) is None
    assert notices.take_up(notice, at=NOON + MINUTE)


def test_what_may_have_been_taken_is_not_sent_again(achu):
    notice = sms(achu)
    taken = notices.take_up(notice, at=NOON)
    notices.note_unknown(taken, provider="aliyun", trouble="no-answer", at=NOON)

    assert again(notice).stage == Stage.UNKNOWN
    assert notices.take_up(notice, at=NOON + timedelta(hours=1)) is None


def test_a_report_clears_up_what_was_unknown(achu):
    notice = sms(achu)
    notices.note_unknown(notices.take_up(notice, at=NOON), provider="a", trouble="t", at=NOON)
    notices.note_report(code=notice.code, delivered=False, trouble="MK:0001", at=NOON + MINUTE)
    assert (again(notice).stage, again(notice).trouble) == (Stage.FAILED, "MK:0001")

    notices.note_report(code=notice.code, delivered=True, at=NOON + 2 * MINUTE)
    assert again(notice).stage == Stage.DELIVERED
    notices.note_report(code=notice.code, delivered=False, trouble="late", at=NOON + 3 * MINUTE)
    assert again(notice).stage == Stage.DELIVERED, "what arrived has arrived"


def test_a_report_that_is_faster_than_our_own_note_stands(achu):
    notice = notices.take_up(sms(achu), at=NOON)
    notices.note_report(code=notice.code, delivered=True, at=NOON)
    notices.note_sent(notice, provider="aliyun", provider_id="b7", at=NOON)

    assert (again(notice).stage, again(notice).provider_id) == (Stage.DELIVERED, "b7")


def test_a_report_of_somebody_elses_message_is_nothing(achu):
    sms(achu)
    assert notices.note_report(code="nobody", delivered=True, at=NOON) is None
    assert notices.note_report(delivered=True, at=NOON) is None


def test_after_a_fall_only_a_provider_that_knows_repeats_is_asked_again(achu):
    first, second = sms(achu, "一"), sms(achu, "二")
    Notice.objects.filter(pk=second.pk).update(channel=Channel.WECHAT)
    for notice in (first, second):
        notices.take_up(notice, at=NOON)
    later = NOON + 4 * MINUTE
    known = {(Channel.WECHAT, "application_received")}

    assert notices.clear_stranded(before=NOON, at=later, repeatable=known) == 0
    assert notices.clear_stranded(before=later - MINUTE, at=later, repeatable=known) == 2
    assert [again(one).stage for one in (first, second)] == [Stage.UNKNOWN, Stage.WAITING]

    for _try in range(2):
        later += 4 * MINUTE
        assert notices.take_up(second, at=later)
        notices.clear_stranded(before=later + MINUTE, at=later, repeatable=known)
    assert again(second).stage == Stage.UNKNOWN, "a provider remembers for ten minutes only"


def test_a_courier_that_wakes_up_late_still_tells_what_it_knows(achu):
    notice = notices.take_up(sms(achu), at=NOON)
    notices.clear_stranded(before=NOON + MINUTE, at=NOON + 4 * MINUTE)
    notices.note_sent(notice, provider="aliyun", provider_id="b9", at=NOON + 5 * MINUTE)
    assert again(notice).stage == Stage.SENT

    other = notices.take_up(sms(achu, "二"), at=NOON)
    notices.clear_stranded(before=NOON + MINUTE, at=NOON + 4 * MINUTE)
    notices.note_later(other, provider="aliyun", trouble="t", at=NOON + 5 * MINUTE)
    assert again(other).stage == Stage.UNKNOWN, "somebody else has decided meanwhile"


def test_an_officer_sends_again_what_failed(achu, officer):
    notice = sms(achu)
    notices.note_failed(notices.take_up(notice, at=NOON), provider="a", trouble="t", at=NOON)
    notices.resend(notice, by=officer, at=NOON + timedelta(days=20))

    assert notices.take_up(notice, at=NOON + timedelta(days=20))
    with pytest.raises(Refusal) as refused:
        notices.resend(notice, by=officer, at=NOON)
    assert refused.value.code == "nothing-to-resend"
    code = notices.send_code(PHONE, "482913", at=NOON)
    with pytest.raises(Refusal) as refused:
        notices.resend(code, by=officer, at=NOON)
    assert refused.value.code == "codes-are-not-resent"


def test_a_reply_of_one_letter_ends_them_all_for_that_telephone(achu):
    notice = sms(achu)
    assert notices.obey_reply(PHONE, " ｔ 。", at=NOON) == "out"
    assert notices.obey_reply(PHONE, "T", at=NOON) == "out"
    assert OptOut.objects.count() == 1

    assert notices.take_up(notice, at=NOON) is None
    assert (again(notice).stage, again(notice).trouble) == (Stage.REFUSED, "opted-out")
    assert notices.take_up(notices.send_code(PHONE, "1", at=NOON), at=NOON), "codes still come"

    assert notices.obey_reply(PHONE, "恢复", at=NOON) == "in"
    assert notices.take_up(sms(achu, "二"), at=NOON)


def test_what_a_machine_does_not_understand_changes_nothing(achu):
    assert notices.obey_reply(PHONE, "什么时候发车？", at=NOON) == ""
    assert not OptOut.objects.exists()


def test_somebody_may_refuse_one_kind_and_keep_the_others(achu):
    notices.opt_out("news", worker=achu, at=NOON, by=None)
    assert notices.take_up(sms(achu), at=NOON)

    notices.opt_out("progress", worker=achu, at=NOON, by=None)
    assert notices.take_up(sms(achu, "二"), at=NOON) is None
    assert notices.opt_in("progress", worker=achu, by=None)
    assert not notices.opt_in("progress", worker=achu, by=None)


def test_codes_cannot_be_opted_out(achu):
    with pytest.raises(Refusal) as refused:
        notices.opt_out("code", worker=achu, at=NOON, by=None)
    assert refused.value.code == "codes-stay"


def test_who_took_back_the_consent_to_messages_is_left_in_peace(achu, officer):
    told = {"on": TODAY, "by": officer}
    workers.record_consent(
        achu, purpose="messages", wording="接收短信", language="mandarin", heard_by=officer, **told
    )
    assert notices.take_up(sms(achu), at=NOON)
    workers.withdraw_consent(achu, purpose="messages", **told)
    notice = sms(achu, "二")
    assert notices.take_up(notice, at=NOON) is None
    assert again(notice).trouble == "no-consent"


def test_who_has_died_is_told_nothing(achu, officer):
    workers.mark_left(achu, why="deceased", on=TODAY, by=officer, because="家属告知")
    achu.refresh_from_db()
    assert notices.tell("application_received", worker=achu, values={"post": "x"}, at=NOON) == []


def bound(worker, open_id="oABC"):
    word = notices.ask_wechat(worker, at=NOON, by=None)
    return notices.bind_wechat(word.lower(), open_id, at=NOON + MINUTE)


def test_a_wechat_is_bound_by_a_word_and_then_used(achu):
    assert bound(achu)
    notice = sms(achu)
    assert (notice.channel, notice.address) == (Channel.WECHAT, "oABC")


def test_a_word_is_good_once_and_for_half_an_hour(achu):
    word = notices.ask_wechat(achu, at=NOON, by=None)
    assert notices.bind_wechat(word, "oABC", at=NOON + 31 * MINUTE) is None
    assert notices.bind_wechat("JD000000", "oABC", at=NOON) is None
    assert notices.bind_wechat(word, "oABC", at=NOON + MINUTE)
    assert notices.bind_wechat(word, "oXYZ", at=NOON + MINUTE) is None


def test_a_new_wechat_takes_the_place_of_the_old_one(achu):
    bound(achu, "oOLD")
    bound(achu, "oNEW")
    assert sms(achu).address == "oNEW"


def test_whom_wechat_has_lost_is_told_by_sms(achu):
    bound(achu)
    notice = notices.take_up(sms(achu), at=NOON + MINUTE)
    notices.note_gone(notice, provider="wechat", trouble="wechat-43004", at=NOON + MINUTE)

    fallback = Notice.objects.get(key=notice.key, channel=Channel.SMS)
    assert (again(notice).stage, fallback.stage) == (Stage.FAILED, Stage.WAITING)
    assert fallback.address == PHONE
    assert sms(achu, "二").channel == Channel.SMS
