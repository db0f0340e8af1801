# What each rule asks for, before typing
credentials-line-at-least = At least { $least } characters
credentials-line-at-most = At most { $most } characters
credentials-line-lower = One lower-case letter
credentials-line-upper = One upper-case letter
credentials-line-digit = One number
credentials-line-symbol = One of these symbols: { $symbols }
credentials-line-digits = Exactly { $count } numbers
credentials-line-unguessable = Not a common one, nor just your name, your details or the portal’s name
credentials-line-unguessable-pin = Not an easy one, such as 1234, nor taken from your ID, phone or dates

# Why it is refused and what to do
credentials-too-short = It is too short: type at least { $least } characters.
credentials-too-long = It is too long: type { $most } characters or fewer.
credentials-no-lower-case = A lower-case letter is missing: add at least one.
credentials-no-upper-case = An upper-case letter is missing: add at least one.
credentials-no-digit = A number is missing: add at least one.
credentials-no-symbol = A symbol is missing: add at least one of these: { $symbols }
credentials-common = That password is very common or has been leaked, so it is among the first to be tried. Put together several words that have nothing to do with each other.
credentials-of-the-portal = That password is based on the portal’s name, so it is among the first to be tried. Choose other words.
credentials-personal = That password is based on your details (name, ID, e-mail, username, phone or dates), so whoever knows you can guess it. Choose something that has nothing to do with you.
credentials-not-four-digits = A PIN has exactly four numbers, with no spaces or letters.
credentials-pin-repeats = That PIN repeats numbers and is easy to guess. Choose four more varied numbers.
credentials-pin-runs = That PIN follows a sequence and is easy to guess. Choose four numbers in no order.
credentials-pin-draws-on-keypad = That PIN draws a shape on the keypad and is easy to guess. Choose four numbers in no order.
credentials-pin-is-year = That PIN looks like a year and is easy to guess. Choose four numbers that are not a date.
credentials-pin-is-common = That PIN is one of the most used and is easy to guess. Choose another one.
credentials-pin-personal = That PIN comes from your details (ID, phone, dates, e-mail or username). Choose four numbers that have nothing to do with you.

# On the form
credentials-missing = Type the new password.
credentials-not-the-same = The two passwords differ. Type the same one in both fields.
credentials-too-long-to-read = It is far too long. Type a shorter one.
