from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.i18n import set_language

from jiedui.web.public import answer, hooks, landing, places, signin, vacancies
from jiedui.web.public.feeds import NewestFeed, VacancyMap

app_name = "public"
urlpatterns = [
    path("", landing.home, name="home"),
    path("signin/", signin.Signin.as_view(), name="signin"),
    path("signout/", signin.signout, name="signout"),
    path("vacancies/", vacancies.listed, name="vacancies"),
    path("vacancies/places/", places.by_place, name="places"),
    path("vacancies/feed.xml", NewestFeed(), name="feed"),
    path("vacancies/<slug:code>/", vacancies.one, name="vacancy"),
    path("sitemap.xml", sitemap, {"sitemaps": {"vacancies": VacancyMap}}, name="sitemap"),
    path("robots.txt", vacancies.robots, name="robots"),
    path("language/", set_language, name="language"),
    path("a/<str:token>/", answer.enter, name="answer_link"),
    path("answer/", answer.begin, name="answer"),
    path("answer/last/", answer.last, name="answer_last"),
    path("answer/check/", answer.check, name="answer_check"),
    path("answer/no/", answer.no, name="answer_no"),
    path("answer/about/<str:name>/", answer.question, name="answer_question"),
    path("hooks/sms/<slug:provider>/<str:key>/", hooks.sms, name="hook_sms"),
    path("hooks/wechat/", hooks.wechat, name="hook_wechat"),
]
