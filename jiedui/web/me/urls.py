from django.urls import path

from jiedui.web.me import home

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
]
