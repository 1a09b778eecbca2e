from django.urls import path

from jiedui.web.village import home

app_name = "village"
urlpatterns = [
    path("", home.home, name="home"),
]
