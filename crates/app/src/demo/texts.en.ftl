# The demonstration: its test inbox.

demo-product = Aldaba
demo-badge = Demonstration
demo-inbox-title = Test inbox
demo-inbox-intro = Every e-mail and text message that the demonstration sends arrives here, whoever it is for. Nothing leaves this machine.
demo-inbox-back = Back to the three portals
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
demo-start-intro = Aldaba is the front door of portals for people: registration, sign-in and recovery that everyone manages alone, on a phone and in plain words.
demo-start-see = See the portals
demo-start-portals = Enter any of the three
demo-start-open = Enter
demo-start-open-inbox = Open the test mailbox
demo-start-guide = Guide
demo-start-people = Whom you can be there
demo-start-try = Try it in three minutes
demo-start-try-text = The mailbox shows every mail and text message that the portals send, as their receivers would see them.
demo-try-register = Register as somebody who is on the list already, or with an e-mail address you make up.
demo-try-inbox = Open the test mailbox: there is the code or the link that the person would receive.
demo-try-recover = Forget the password and recover it. Then see in the profile what was noted down.
demo-start-points = What you will find behind it
demo-point-silence = Nobody learns who has an account
demo-point-silence-text = Registration, sign-in and recovery answer alike for who exists and who does not.
demo-point-any-phone = Works on any phone
demo-point-any-phone-text = Without JavaScript too, by keyboard alone and on the narrowest screen. The sign-in page weighs less than 20 kB.
demo-point-guide = A guide that is always right
demo-point-guide-text = Each portal explains its steps from its own settings: the rules it names are the ones in force.
demo-point-one-file = A portal is a file
demo-point-one-file-text = Brand, rules, texts and help stand in one commented file. The fourth portal is another file and no code.
demo-point-own = Nobody in between
demo-point-own-text = The “I am not a robot” box and the hand that slides are our own. No page asks another site for anything.
demo-point-passwords = Passwords well kept
demo-point-passwords-text = With Argon2id and a key that is not in the database. Common, leaked and obvious ones are refused.
demo-start-foot = The people, organisations and numbers of this demonstration are invented. Nothing it sends leaves this machine.
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
demo-start-office = Who runs the portal
demo-start-open-office = Open the office
demo-staff-about = administers the portal. The code changes every half minute and works once: reload this page to see the one of now.
demo-fact-code = Code of now
