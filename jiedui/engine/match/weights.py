"""What counts how much: the dated policy numbers of a matching, each with its reason."""

from dataclasses import dataclass, field, fields

RANKS = 8  # wishes are ranked 0 (first) to 7
BANDS = 8  # distance bands 0 (next door) to 7 (across the country, or unknown)
CLASSES = 8  # household classes; class 0 is general, every other one may use reserved openings
WORKER_SCORE_LIMIT = 1 << 22
MERIT_LIMIT = 1 << 30


def _weight(default: int | tuple[int, ...], why: str) -> int:
    return field(default=default, metadata={"why": why})  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Weights:
    """Points on both sides of a pair; all integers, all at least 0.

    The first group makes a worker's score of a vacancy, the second a vacancy's score of a
    worker (its *merit*). The defaults are a starting point: a county hands in its own figures
    with the date and number of the notice that fixes them. Raises `ValueError` when a weight
    is negative or a sum would not fit into the keys (22 and 30 bits).
    """

    occupation: int = _weight(40_000, "意向工种每靠前一位加的分：先看干什么活。")
    place: int = _weight(20_000, "意向地区每靠前一位加的分：再看去哪里。")
    pay: int = _weight(10, "承诺工资每高出最低期望 10 元加的分。")
    pay_cap: int = _weight(5_000, "高出最低期望多少元以后不再加分，免得工资盖过意向。")
    pay_reference: int = _weight(2_000, "没有说最低工资的人，从这个月工资（元）起算加分。")
    lodging: int = _weight(1_000, "单位提供住宿加的分。")
    employer_kind: int = _weight(2_000, "单位类型合乎本人意向加的分。")
    near: int = _weight(300, "离家每近一个距离档加的分。")
    compatriot: int = _weight(200, "岗位上每有一位同县老乡加的分。")
    compatriot_cap: int = _weight(5, "最多按几位老乡计分。")

    experience: int = _weight(300, "在岗位所需工种上每干过一年加的分。")
    experience_cap: int = _weight(10, "最多按几年工作经历计分。")
    education: int = _weight(200, "学历每高出岗位要求一级加的分。")
    certificate: int = _weight(500, "每持有一项岗位优先考虑的证书加的分。")
    priority: tuple[int, ...] = _weight(  # type: ignore[assignment]
        (0, 1_000, 1_500), "各类家庭（一般、脱贫、监测……）按政策加的分，依类别序号排列。"
    )

    def __post_init__(self) -> None:
        for spec in fields(self):
            value = getattr(self, spec.name)
            parts = value if isinstance(value, tuple) else (value,)
            if not all(type(part) is int and part >= 0 for part in parts):
                raise ValueError(f"weight {spec.name} must be whole and not negative: {value!r}")
        if not 1 <= len(self.priority) <= CLASSES:
            raise ValueError(f"priority needs 1 to {CLASSES} classes, not {len(self.priority)}")
        if self.highest_score() >= WORKER_SCORE_LIMIT:
            raise ValueError(f"worker scores reach {self.highest_score()}, more than 22 bits")
        if self.highest_merit() >= MERIT_LIMIT:
            raise ValueError(f"merits reach {self.highest_merit()}, more than 30 bits")

    def highest_score(self) -> int:
        """The largest score any worker can give any vacancy."""
        ranks = (RANKS - 1) * (self.occupation + self.place)
        return ranks + self.pay_cap // 10 * self.pay + self.lodging + self.highest_liking()

    def highest_liking(self) -> int:
        """The largest part of a score that neither rank, pay nor lodging gives."""
        kin = self.compatriot * self.compatriot_cap
        return self.employer_kind + self.near * (BANDS - 1) + kin

    def highest_merit(self) -> int:
        """The largest merit any vacancy can see in any worker."""
        learnt = self.experience * self.experience_cap + self.education * 7
        return learnt + self.certificate * 64 + max(self.priority)

    @classmethod
    def explained(cls) -> dict[str, str]:
        """Name of each weight with the Chinese sentence that says why it exists."""
        return {spec.name: spec.metadata["why"] for spec in fields(cls)}
