from django.urls import path

from jiedui.web.village import helps, home, papers, people, phones, rounds, shell, visits

app_name = "village"
urlpatterns = [
    path("", home.home, name="home"),
    path("helps/", helps.listed, name="helps"),
    path("helps/<slug:code>/", helps.answer, name="help_answer"),
    path("visits/<int:pk>/", visits.one, name="visit"),
    path("visits/<int:pk>/outcome/", visits.outcome, name="visit_outcome"),
    path("visits/<int:pk>/photo/", visits.photo, name="visit_photo"),
    path("visits/<int:pk>/member/", visits.member, name="visit_member"),
    path("people/<int:wave>/<slug:code>/", people.one, name="person"),
    path("people/<int:wave>/<slug:code>/unchanged/", people.unchanged, name="unchanged"),
    path("people/<int:wave>/<slug:code>/<uuid:clash>/", people.settle, name="settle"),
    # The app for a phone, and the only addresses at which it speaks with the house.
    path("app/", shell.page, name="app"),
    path("app/worker.js", shell.worker, name="worker"),
    path("app/manifest.webmanifest", shell.manifest, name="manifest"),
    path("app/icon/<str:name>", shell.icon, name="icon"),
    path("app/who/", phones.who, name="who"),
    path("app/enrol/", phones.enrol, name="enrol"),
    path("app/spare/", phones.spare, name="spare"),
    path("app/standing/", phones.standing, name="standing"),
    path("app/wiped/", phones.wiped, name="wiped"),
    path("app/round/", rounds.fetch, name="round"),
    path("app/papers/", papers.receive, name="papers"),
    path("app/photo/", papers.photo, name="photo"),
    path("app/<slug:version>/<str:name>", shell.file, name="shell"),
]
