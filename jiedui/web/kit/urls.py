from django.urls import path

from jiedui.web.kit import sizes, styleguide

app_name = "kit"
urlpatterns = [
    path("", styleguide.style, name="style"),
    path("size/", sizes.choose, name="size"),
]
