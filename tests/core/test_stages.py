import pytest

from jiedui.candidacies.models import Candidacy, Stage
from jiedui.core.refusal import Refusal


def test_a_stage_that_is_not_next_is_refused():
    candidacy = Candidacy(stage=Stage.PROPOSED)

    with pytest.raises(Refusal) as refused:
        candidacy.move(Stage.WORKING)

    assert refused.value.code == "wrong-stage"
    assert candidacy.stage == Stage.PROPOSED


def test_a_refusal_speaks_both_languages():
    with pytest.raises(Refusal) as refused:
        Candidacy(stage=Stage.ENDED).move(Stage.HIRED)

    said = refused.value.in_both()
    assert said["code"] == "wrong-stage"
    assert "刷新页面" in said["zh"]
    assert said["en"].startswith("This step cannot be taken")


def test_many_rows_move_together_or_not_at_all():
    rows = [Candidacy(pk=1, stage=Stage.PROPOSED), Candidacy(pk=2, stage=Stage.ENDED)]

    with pytest.raises(Refusal) as refused:
        Candidacy.move_all(rows, Stage.REGISTERED)

    assert refused.value.code == "wrong-stage"
    assert [row.stage for row in rows] == [Stage.PROPOSED, Stage.ENDED]
