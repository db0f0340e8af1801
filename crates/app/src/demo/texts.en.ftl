# The demonstration: its test inbox.

demo-badge = Demonstration
demo-inbox-title = Test inbox
demo-inbox-intro = Every e-mail and text message that the demonstration sends arrives here, whoever it is for. Nothing leaves this machine.
demo-inbox-to = E-mail or mobile number of the receiver
demo-inbox-show = Search
demo-inbox-all = Show all
demo-inbox-count = { $count ->
    [0] No messages
    [1] One message
   *[other] { $count } messages
  }
demo-inbox-empty = There are no messages yet. Register or recover a password in one of the portals and load this page again.
demo-inbox-mail = E-mail
demo-inbox-text-message = Text message
demo-inbox-receiver = To { $receivers }
demo-inbox-sender = From { $sender }
demo-inbox-provider = Sent through the provider “{ $provider }”
demo-inbox-plain = Show the plain text

# The start page
demo-start-title = Three portals, one door
demo-start-intro = Aldaba serves all three, each with its own rules. The people here are invented: sign in as them, register or recover a password, and see in the mailbox what each portal sends.
demo-start-open = Enter
demo-start-open-inbox = Open the mailbox
demo-start-guide = The portal's guide
demo-start-people = Whom you can be
demo-about-multiempleos = An employer's portal: its employees register with their identity card and recover the password by a mailed link.
demo-about-miportal = A temp-work firm: any candidate registers with an e-mail address.
demo-about-multiportal = A cooperative: its members sign in with a username and a four-digit PIN, and recover both by a text-message code on a keypad that moves.
demo-person-registers = is on the roster and has not registered yet.
demo-person-settled = has an account: sign in, or recover what was forgotten.
demo-person-without-contact = is on the roster without address or mobile: see what happens.
demo-person-anybody = register with any address, for example you@ejemplo.example.
demo-fact-cedula = Identity card
demo-fact-email = E-mail
demo-fact-phone = Mobile
demo-fact-username = Username
demo-fact-password = Password
