from django.urls import path

from jiedui.web.employer import home

app_name = "employer"
urlpatterns = [
    path("", home.home, name="home"),
]
