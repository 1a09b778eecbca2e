from django.urls import path

from jiedui.web.kit import styleguide

app_name = "kit"
urlpatterns = [path("", styleguide.style, name="style")]
