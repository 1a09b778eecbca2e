from django.urls import path

from jiedui.web.village import home, papers, phones, rounds, shell

app_name = "village"
urlpatterns = [
    path("", home.home, name="home"),
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
