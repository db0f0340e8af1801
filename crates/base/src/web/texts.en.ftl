# The frame of every page and the components.

page-title-error = Error:
page-skip = Skip to content
page-other-language = Español
page-optional = (optional)
page-choose = Choose one
page-open-site = Go to the site of { $name }
page-privacy = How we treat personal data
page-announcements = Announcements
page-nav = Main menu
page-sign-out = Sign out
page-demo = Demonstration: everything is made up.
page-demo-inbox = Test mailbox

page-errors-title = There is a problem
page-error-prefix = Error:

page-password-show = Show
page-password-hide = Hide
page-password-show-named = Show { $field }
page-password-hide-named = Hide { $field }
page-rules-title = What it takes:
page-rule-met = (met)
page-rules-progress = { "{met}" } of { "{total}" } conditions met

page-steps = Step { $current } of { $total }

page-help-title = Do you need help?
page-help-text = A person will answer you.

page-code-hint = Type the numbers we sent you. You can also paste them.
page-wait = You can ask for it again in { "{seconds}" } seconds.

page-keypad-hint = The numbers change places every time you press one.
page-keypad-back = Delete last
page-keypad-clear = Start over
page-keypad-use-field = I would rather type the numbers
page-keypad-use-pad = I would rather use the on-screen keypad
page-keypad-trouble = We could not send what you pressed. Please try again.

page-slide-label = Slide the hand to the green
page-slide-hint = From the left, in red, to the right, in green. If you prefer, press “Slide”.
page-slide-button = Slide
page-slide-done = Done, the hand is on the green.
page-robot-label = I am not a robot
page-human-working = Checking. This takes a few seconds…
page-human-ready = The check is done.
page-human-waiting = Almost there: we finish the check and then send the form.
page-human-failed = We could not run the check in this browser. You can go on.
page-chart-table = See the numbers
