from django.urls import path

from jiedui.web.employer import calls, firm, home, messages, register, sheets, vacancies, writing

app_name = "employer"
urlpatterns = [
    path("", home.home, name="home"),
    path("register/", register.register, name="register"),
    path("register/again/", register.again, name="register_again"),
    path("firm/", firm.firm, name="firm"),
    path("firm/papers/", firm.show_paper, name="firm_show"),
    path("firm/papers/<slug:code>/", firm.paper, name="firm_paper"),
    path("firm/colleagues/", firm.enrol, name="firm_enrol"),
    path("firm/colleagues/<int:pk>/dismiss/", firm.dismiss, name="firm_dismiss"),
    path("vacancies/", vacancies.listed, name="vacancies"),
    path("vacancies/new/", writing.new, name="new"),
    path("vacancies/new/blank/", writing.blank, name="new_blank"),
    path("sketches/<int:pk>/", writing.sketch, name="sketch"),
    path("sketches/<int:pk>/check/", writing.checked, name="sketch_check"),
    path("sketches/<int:pk>/drop/", writing.drop, name="sketch_drop"),
    path("books/new/", sheets.bring, name="bring"),
    path("books/blank/", sheets.empty, name="book_blank"),
    path("books/<int:pk>/", sheets.one, name="book"),
    path("books/<int:pk>/columns/", sheets.columns, name="book_columns"),
    path("books/<int:pk>/accept/", sheets.accept, name="book_accept"),
    path("books/<int:pk>/withdraw/", sheets.withdraw, name="book_withdraw"),
    path("vacancies/<slug:code>/", vacancies.one, name="vacancy"),
    path("vacancies/<slug:code>/amend/", vacancies.amend, name="vacancy_amend"),
    path("vacancies/<slug:code>/check/", vacancies.checked, name="vacancy_check"),
    path("vacancies/<slug:code>/renew/", vacancies.renew, name="vacancy_renew"),
    path("vacancies/<slug:code>/close/", vacancies.close, name="vacancy_close"),
    path("vacancies/<slug:code>/again/", vacancies.hand_in_again, name="vacancy_again"),
    path("calls/", calls.listed, name="calls"),
    path("calls/<int:pk>/", calls.one, name="call"),
    path("messages/", messages.listed, name="messages"),
]
