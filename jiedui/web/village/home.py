"""What waits for whoever comes in by this door."""

from django.shortcuts import render

from jiedui.web.kit.pages import staff


@staff("village.survey")
def home(request):
    return render(request, "village/home.html")
