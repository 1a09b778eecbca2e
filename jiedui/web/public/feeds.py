"""For programs and readers of feeds: the newest vacancies, and the list of all pages."""

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from jiedui.vacancies.models import Vacancy
from jiedui.web.kit.templatetags.kit import pay
from jiedui.web.public.vacancies import published_on

NEWEST = 50


class NewestFeed(Feed):
    """The vacancies opened last, pay and place first."""

    feed_type = Atom1Feed
    title = _("结对：新岗位")
    subtitle = _("东西部劳务协作的公开岗位，先审后发。")

    def link(self):
        return reverse("public:vacancies")

    def items(self):
        newest = Vacancy.objects.live(timezone.localdate()).select_related("employer", "region")
        rows = list(newest.order_by("-pk")[:NEWEST])
        opened = published_on(rows)
        for vacancy in rows:
            vacancy.opened_at = opened.get(vacancy.pk)
        return rows

    def item_title(self, vacancy):
        return f"{vacancy.title} · {pay(vacancy)}"

    def item_description(self, vacancy):
        return f"{vacancy.region} · {vacancy.employer}"

    def item_link(self, vacancy):
        return reverse("public:vacancy", args=[vacancy.code])

    def item_pubdate(self, vacancy):
        return vacancy.opened_at

    def item_updateddate(self, vacancy):
        return vacancy.opened_at


class VacancyMap(Sitemap):
    """Every open vacancy, for search engines."""

    changefreq = "daily"
    limit = 5000

    def items(self):
        return Vacancy.objects.live(timezone.localdate()).order_by("pk").only("pk", "code")

    def location(self, vacancy):
        return reverse("public:vacancy", args=[vacancy.code])
