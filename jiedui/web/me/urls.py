from django.urls import path

from jiedui.web.me import home, messages

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("messages/", messages.listed, name="messages"),
    path("messages/wanted/", messages.wanted, name="wanted"),
    path("messages/wechat/", messages.wechat, name="wechat"),
]
