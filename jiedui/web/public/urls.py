from django.urls import path
from django.views.i18n import set_language

from jiedui.web.public import landing, signin

app_name = "public"
urlpatterns = [
    path("", landing.home, name="home"),
    path("signin/", signin.Signin.as_view(), name="signin"),
    path("signout/", signin.signout, name="signout"),
    path("language/", set_language, name="language"),
]
