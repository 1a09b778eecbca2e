"""What waits for whoever comes in by this door."""

from django.shortcuts import render

from jiedui.web.kit.pages import staff


@staff("employer.post")
def home(request):
    return render(request, "employer/home.html")
