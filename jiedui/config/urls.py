"""Which door stands at which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("jiedui.web.public.urls")),
    path("", include("jiedui.web.public.account")),
    path("me/", include("jiedui.web.me.urls")),
    path("village/", include("jiedui.web.village.urls")),
    path("employer/", include("jiedui.web.employer.urls")),
    path("desk/", include("jiedui.web.desk.urls")),
    path("kit/", include("jiedui.web.kit.urls")),
]
