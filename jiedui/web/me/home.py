"""What waits for whoever comes in by this door."""

from django.shortcuts import render

from jiedui.web.kit.pages import staff


@staff("me.live")
def home(request):
    return render(request, "me/home.html")
