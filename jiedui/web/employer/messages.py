"""Messages to the people of a firm."""

from jiedui.web.kit.inbox import messages_at

listed = messages_at("employer", "employer.enter", "employer/messages.html")
