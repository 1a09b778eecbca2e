from django.urls import path

from jiedui.web.me import helping, home, join, messages, posts, record, signin, survey, wishes

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("in/", signin.phone, name="signin"),
    path("in/code/", signin.code, name="code"),
    path("in/again/", signin.again, name="again"),
    path("in/who/", signin.who, name="who"),
    path("in/join/", join.join, name="join"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<slug:code>/", posts.post, name="post"),
    path("posts/<slug:code>/yes/", posts.yes, name="yes"),
    path("posts/<slug:code>/no/", posts.no, name="no"),
    path("posts/<slug:code>/again/", posts.again, name="think_again"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/new/", wishes.wish, name="wish"),
    path("survey/<int:pk>/", survey.last, name="survey_last"),
    path("survey/<int:pk>/check/", survey.check, name="survey_check"),
    path("survey/<int:pk>/no/", survey.no, name="survey_no"),
    path("survey/<int:pk>/about/<str:name>/", survey.question, name="survey_question"),
    path("record/", record.record, name="record"),
    path("record/withdraw/", record.withdraw, name="withdraw"),
    path("record/phone/", record.new_phone, name="new_phone"),
    path("record/phone/code/", record.phone_code, name="phone_code"),
    path("help/", helping.helps, name="helps"),
    path("help/new/", helping.ask, name="ask"),
    path("messages/", messages.listed, name="messages"),
    path("messages/wanted/", messages.wanted, name="wanted"),
    path("messages/wechat/", messages.wechat, name="wechat"),
]
