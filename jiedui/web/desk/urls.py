from django.urls import path

from jiedui.web.desk import home

app_name = "desk"
urlpatterns = [path("", home.home, name="home")]
