from django.urls import path

from jiedui.web.desk import home, matching, road, sheets, vacancies, workers

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("books/", sheets.listed, name="books"),
    path("books/new/", sheets.bring, name="bring"),
    path("books/<int:pk>/", sheets.one, name="book"),
    path("books/<int:pk>/columns/", sheets.columns, name="book_columns"),
    path("books/<int:pk>/accept/", sheets.accept, name="book_accept"),
    path("books/<int:pk>/accept-rows/", sheets.accept_rows, name="book_accept_rows"),
    path("books/<int:pk>/withdraw/", sheets.withdraw, name="book_withdraw"),
    path("books/<int:pk>/returned/", sheets.returned, name="book_returned"),
    path("people/", workers.listed, name="people"),
    path("people/export/", workers.export, name="people_export"),
    path("people/<slug:code>/", road.one, name="person"),
    path("vacancies/", vacancies.listed, name="vacancies"),
    path("vacancies/export/", vacancies.export, name="vacancies_export"),
    path("vacancies/publish/", vacancies.publish_chosen, name="vacancies_publish"),
    path("vacancies/<slug:code>/", vacancies.one, name="vacancy"),
    path("vacancies/<slug:code>/amend/", vacancies.amend, name="amend"),
    path("vacancies/<slug:code>/publish/", vacancies.publish, name="vacancy_publish"),
    path("vacancies/<slug:code>/close/", vacancies.close, name="vacancy_close"),
    path("vacancies/<slug:code>/breaches/<int:pk>/clear/", vacancies.clear, name="vacancy_clear"),
    path("runs/", matching.listed, name="runs"),
    path("runs/new/", matching.ask, name="ask"),
    path("runs/<int:pk>/", matching.one, name="run"),
    path("runs/<int:pk>/suppose/", matching.suppose, name="run_suppose"),
    path("runs/<int:pk>/unmatched/", matching.unmatched, name="run_unmatched"),
    path("runs/<int:pk>/unfilled/", matching.unfilled, name="run_unfilled"),
    path("runs/<int:pk>/proof/", matching.proof, name="run_proof"),
    path("runs/<int:pk>/confirm/", matching.confirm, name="run_confirm"),
    path("runs/<int:pk>/aside/<int:proposal>/", matching.set_aside, name="run_aside"),
    path("runs/<int:pk>/waiting/<slug:code>/", matching.waiting, name="run_waiting"),
    path("runs/<int:pk>/export/", matching.export, name="run_export"),
]
