humancheck-not-ticked = You did not tick “I am not a robot”. Tick the box and try again.
humancheck-not-slid = You did not slide the hand to the end. Take it to the green end, on the right, or press its button, and try again.
humancheck-expired = The check on this page expired or was already used. We have given you a new one: please try again.
humancheck-failed = We could not check that you are a person. Try again; if it keeps failing, use the help channels.
humancheck-not-answered = Complete the security check and try again. If you do not see it on the page, use the help channels.
humancheck-unavailable = The service that checks that you are a person is not answering. Tick the box below and try again.
