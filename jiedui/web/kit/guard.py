"""Who looks, told to the database at the beginning of each request."""

from jiedui.accounts import rls


class GuardMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        rls.see_as(request.user)
        try:
            return self.get_response(request)
        finally:
            rls.see_nobody()
