# Messages: mails and text messages.
#
# Those that end in “-sms” keep to the GSM-7 alphabet: no curly quotes, no long dashes.

messaging-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }
# With a hard space, so that no line ends within it.
messaging-clock = { $hour }:{ $minute }{ "\u00A0" }{ $half ->
    [am] a.m.
   *[pm] p.m.
  }
messaging-moment = { $day }, { $clock }
messaging-minutes = { $minutes ->
    [1] one minute
   *[other] { $minutes } minutes
  }
messaging-hours = { $hours ->
    [1] one hour
   *[other] { $hours } hours
  }

messaging-expiry-code = The code expires in { $left } ({ $moment }, Colombian time) and works only once.
messaging-expiry-link = The link expires in { $left } ({ $moment }, Colombian time) and works only once.
messaging-paste = If the button does not work, copy this address and paste it into your browser:
messaging-never-ask = We will never ask for your password by e-mail, by phone or on WhatsApp.
messaging-from = { $organisation } sent this message because of something that happened in { $product } ({ $host }).
messaging-no-reply = Please do not reply to this e-mail: nobody reads this address.

messaging-fact-when = When
messaging-fact-device = Device
messaging-fact-new-email = New e-mail
messaging-fact-new-phone = New mobile number
messaging-fact-username = Username
messaging-fact-number = Case number
messaging-fact-received = Received on
messaging-fact-code = Lookup code
messaging-fact-reply-by = Reply by
messaging-fact-due = Answer due by

messaging-code-subject = { $purpose ->
    [registration] Code to register with { $product }
    [recovery] Code to recover your access to { $product }
    [new-device] Code to sign in to { $product } from another device
   *[contact-change] Code to confirm this e-mail in { $product }
  }
messaging-code-heading = Your code
messaging-code-body = { $purpose ->
    [registration] Somebody asked to register with { $product } with your details. If it was you, type this code on the registration page.
    [recovery] Somebody asked to recover the access to your { $product } account. If it was you, type this code on the recovery page.
    [new-device] Somebody typed your username and password in { $product } on a device that we did not know. If it was you, type this code on the sign-in page.
   *[contact-change] Somebody asked to use this e-mail in a { $product } account. If it was you, type this code on the page where you asked.
  }
messaging-code-if-not-you = { $purpose ->
    [new-device] If it was not you, somebody knows your password: do not share this code, go to { $host } and change the password as soon as you can.
   *[other] If it was not you, do nothing and do not share this code: nobody can go on without it.
  }
messaging-code-sms = { $code } is your { $name } code. It expires in { $minutes } min. Do not share it with anyone.

messaging-recovery-link-subject = Reset your { $product } password
messaging-recovery-link-heading = Reset your password
messaging-recovery-link-body = { $accounts ->
    [1] We received a request to reset the password of your account in { $product } ({ $host }). Open the link to type a new one.
   *[other] We received a request to reset the password in { $product } ({ $host }). Several accounts share this e-mail: open the link of yours to type a new one.
  }
messaging-recovery-link-button = Type a new password
messaging-recovery-link-button-of = New password for { $whose }
messaging-recovery-link-if-not-you = If it was not you, do nothing: your password stays the same.

messaging-confirmation-link-subject = Confirm your e-mail for { $product }
messaging-confirmation-link-heading = Confirm your e-mail
messaging-confirmation-link-body = This e-mail was given for a { $product } account. Open the link to confirm that it is yours.
messaging-confirmation-link-button = Confirm my e-mail
messaging-confirmation-link-if-not-you = If it was not you, do nothing: without the confirmation this e-mail does not count.

messaging-registration-link-subject = Continue your registration with { $product }
messaging-registration-link-heading = Continue your registration
messaging-registration-link-body = Somebody asked to create a { $product } account with this e-mail. Open the link to finish the registration.
messaging-registration-link-button = Continue the registration
messaging-registration-link-if-not-you = If it was not you, do nothing: no account will be created.
messaging-staff-invitation-subject = You were invited to the staff of { $product }
messaging-staff-invitation-heading = Set up your access to the office
messaging-staff-invitation-body = Whoever administers { $product } invited you to work in the portal's office. Open the link to choose your password and set up your second factor; have your phone at hand.
messaging-staff-invitation-button = Set up my access
messaging-staff-invitation-if-not-you = If you did not expect this invitation, do not open the link, and tell the organisation.
messaging-staff-access-changed-subject = Your access to the office of { $product } changed
messaging-staff-access-changed-heading = Your access to the office changed
messaging-staff-access-changed-body = Your password, your second factor or your saved codes were changed, or one of these codes was used to come into the office of { $product }.
messaging-staff-access-changed-button = Go to the office
messaging-staff-access-changed-if-not-you = If it was not you, tell whoever administers the portal at once, so that they suspend your access.
messaging-staff-factor-tried-subject = Somebody tries to get into the office of { $product } with your password
messaging-staff-factor-tried-heading = Somebody has your password of the office
messaging-staff-factor-tried-body = Your password of the office of { $product } was written rightly, and after it several codes that were not right. Nobody got in.
messaging-staff-factor-tried-button = Go to the office
messaging-staff-factor-tried-if-not-you = If it was not you, sign in and change the password, and tell whoever administers the portal.

messaging-second-step-changed-subject = The two-step verification of your { $product } account changed
messaging-second-step-changed-heading = Your two-step verification changed
messaging-second-step-changed-body = { $change ->
    [turned-on] Two-step verification was turned on for your { $product } account: besides the password, we will ask for your second step. If it was you, there is nothing to do.
    [turned-off] Two-step verification was turned off for your { $product } account: from now on the password is enough. If it was you, there is nothing to do.
    [added] Another way to give the second step was added to your { $product } account. If it was you, there is nothing to do.
    [authenticator-added] An authenticator was added to your { $product } account, and with it new saved codes; the earlier ones no longer work. If it was you, there is nothing to do.
    [authenticator-replaced] The authenticator of your { $product } account was replaced: the codes of the earlier one and those you had saved no longer work. If it was you, there is nothing to do.
    [removed] One of the ways to give the second step was removed from your { $product } account. If it was you, there is nothing to do.
    [new-codes] New saved codes were made for your { $product } account; the earlier ones no longer work. If it was you, there is nothing to do.
   *[saved-code-used] One of the saved codes of your { $product } account was used. If it was you, there is nothing to do.
  }
messaging-second-step-changed-button = It was not me: get help
messaging-second-step-changed-if-not-you = If it was not you, write to us now through the help channels: somebody knows your password.
messaging-second-step-changed-sms = { $name }: { $change ->
    [turned-on] two-step verification was turned on
    [turned-off] two-step verification was turned off
    [added] a second step was added
    [authenticator-added] an authenticator was added, with new saved codes
    [authenticator-replaced] your authenticator was replaced
    [removed] a second step was removed
    [new-codes] there are new saved codes
   *[saved-code-used] a saved code was used
  } ({ $clock }). If it was not you, write to us: { $host }
messaging-second-step-tried-subject = Somebody tries to get into your { $product } account with your password
messaging-second-step-tried-heading = Somebody has your password
messaging-second-step-tried-body = Somebody typed the right password of your { $product } account, or opened your link to change it, and then several codes that were not right. Nobody got in.
messaging-second-step-tried-button = It was not me: get help
messaging-second-step-tried-if-not-you = If it was not you, sign in and change the password as soon as you can.
messaging-second-step-tried-sms = { $name }: somebody has your password and tried your second step ({ $clock }). If it was not you, change it at { $host }

messaging-already-registered-subject = You already have a { $product } account
messaging-already-registered-heading = You already have an account
messaging-already-registered-body = Somebody asked to register with { $product } with your details, but you already have an account. You can sign in with it or, if you forgot the password, type a new one.
messaging-already-registered-button = Sign in
messaging-already-registered-recovery-button = I forgot my password
messaging-already-registered-if-not-you = If it was not you, do nothing: your account stays as it is, and whoever asked was not told that it exists.

messaging-password-changed-subject = Your { $product } password changed
messaging-password-changed-heading = Your password changed
messaging-password-changed-body = The password of your { $product } account changed. If it was you, there is nothing to do.
messaging-password-changed-button = It was not me
messaging-password-changed-if-not-you = If it was not you, recover your account as soon as you can: a new password ends every open session.
messaging-password-changed-sms = { $name }: your password changed ({ $clock }). If it was not you, recover your access now at { $host }

messaging-contact-changed-subject = { $contact ->
    [email] The e-mail of your { $product } account changed
   *[phone] The mobile number of your { $product } account changed
  }
messaging-contact-changed-heading = { $contact ->
    [email] The e-mail of your account changed
   *[phone] The mobile number of your account changed
  }
messaging-contact-changed-body = { $contact ->
    [email] Messages about your { $product } account now go to another e-mail. If it was you, there is nothing to do.
   *[phone] Codes for your { $product } account now go to another mobile number. If it was you, there is nothing to do.
  }
messaging-contact-changed-button = It was not me
messaging-contact-changed-if-not-you = If it was not you, recover your account as soon as you can.
messaging-contact-changed-sms = { $name }: { $contact ->
    [email] the e-mail
   *[phone] the mobile number
  } of your account changed ({ $clock }). If it was not you, recover your access now at { $host }

messaging-new-device-subject = Sign-in to { $product } from a new device
messaging-new-device-heading = Sign-in from a new device
messaging-new-device-body = Somebody signed in to your { $product } account from a device that we did not know. If it was you, there is nothing to do.
messaging-new-device-button = It was not me
messaging-new-device-if-not-you = If it was not you, set a new password as soon as you can: it ends every open session.
messaging-new-device-sms = { $name }: sign-in from a new device ({ $clock }). If it was not you, change your password now at { $host }

messaging-username-reminder-subject = Your { $product } username
messaging-username-reminder-heading = { $count ->
    [1] Your username
   *[other] Your usernames
  }
messaging-username-reminder-body = { $count ->
    [1] Somebody asked to be reminded of the username of your { $product } account. This is it:
   *[other] Somebody asked to be reminded of the username of your { $product } account. Several accounts have your details:
  }
messaging-username-reminder-button = Sign in
messaging-username-reminder-if-not-you = If it was not you, do nothing: nobody can get in with the username alone.
messaging-username-reminder-sms = { $count ->
    [1] { $name }: your username is { $usernames }
   *[other] { $name }: your usernames are { $usernames }
  }

messaging-pqr-receipt-subject = We received your request { $number }
messaging-pqr-receipt-heading = We received your request
messaging-pqr-receipt-body = Thank you for writing to us. We will answer to this e-mail. With the case number and the code you can see how it stands.
messaging-pqr-receipt-button = See how it stands
messaging-pqr-receipt-if-not-you = If it was not you who wrote, do nothing.

messaging-pqr-news-subject = { $news ->
    [message] A message about your request { $number }
    [information-asked] We need more information for your request { $number }
    [extended] A new date for the answer to your request { $number }
    [passed-on] We passed your request { $number } on
    [reopened] We reopened your request { $number }
    [withdrawn] We filed away your request { $number }
   *[answered] Answer to your request { $number }
  }
messaging-pqr-news-heading = { $news ->
    [message] A message about your request
    [information-asked] We need more information
    [extended] The date of the answer changed
    [passed-on] We passed your request on
    [reopened] We reopened your request
    [withdrawn] We filed away your request
   *[answered] This is our answer
  }
messaging-pqr-news-body = { $news ->
    [message] { $organisation } writes this to you about your request { $number }:
    [information-asked] To answer you, { $organisation } needs you to send the following. Do so on the page of your request, with the case number and the lookup code.
    [extended] We could not answer within the first term. This is the reason, and below is the new date:
    [passed-on] What you ask for is not up to { $organisation }, so we sent it to whoever has to answer you:
    [reopened] Your request { $number } is open again. Below is the new date for the answer.
    [withdrawn] We asked you for information for your request { $number } and the time for it ran out. The law takes it that you withdrew the request. You may file it again whenever you want.
    [data-answered] { $organisation } answers your request { $number } about personal data as follows.
   *[answered] { $organisation } answers your request { $number } as follows. If it does not settle what you asked for, you may reopen it within ten business days on the page of your request.
  }
# What the law wants said: always the portal's words, even where the staff word the rest.
messaging-pqr-news-where-to-complain = If you do not agree, you may turn to the Superintendencia de Industria y Comercio, which hears complaints of those who already went through this with the organisation (Ley 1581 de 2012, art. 16).
messaging-pqr-news-silence = If we have not received it by the date that this e-mail gives, the law takes it that you have withdrawn.
messaging-pqr-news-button = Go to the page of my request
messaging-pqr-news-if-not-you = If it was not you who wrote the request, do nothing.

messaging-pqr-due-subject = { $ends ->
    [today] Case { $number } is due today
   *[soon] Case { $number } is due soon
  }
messaging-pqr-due-heading = { $ends ->
    [today] Due today
   *[soon] Due soon
  }
messaging-pqr-due-body = { $ends ->
    [today] Case { $number } has no answer yet, and its term ends today.
   *[soon] Case { $number } has no answer yet. If it cannot be answered in time, extend it before the term ends.
  }
messaging-pqr-due-button = Open the case
messaging-pqr-due-if-not-you = If it was not you who took the case on, tell your team.

messaging-payslip-published-subject = Your payslip is here
messaging-payslip-published-heading = Your payslip is here
messaging-payslip-published-body = { $organisation } published a payslip of yours in { $product }. For your safety this mail does not say how much was paid: see it in the portal, with your username and password.
messaging-payslip-published-button = See my payslip
messaging-payslip-published-if-not-you = If it was not you who worked with { $organisation }, delete this mail.

messaging-account-locked-subject = Sign-in to your { $product } account from new devices is closed
messaging-account-locked-heading = Sign-in from new devices is closed
messaging-account-locked-body = Somebody typed a wrong { $product } password for your account too many times. To protect it, signing in from a new device takes a new password first. Where you already sign in, nothing changes.
messaging-account-locked-button = Set a new password
messaging-account-locked-if-not-you = If it was not you, your account is safe: nobody got in. Set the new password when you need it.
messaging-account-locked-sms = { $name }: sign-in from new devices is closed. To open it, set a new password at { $host }

messaging-recovery-invitation-subject = How to get back into { $product }
messaging-recovery-invitation-heading = Get back in
messaging-recovery-invitation-body = The team that looks after { $product } sends you the page where you get your access back. Fill in your details there, and the code that will reach you.
messaging-recovery-invitation-button = Get my access back
messaging-recovery-invitation-if-not-you = If you did not ask for help, do nothing: your password is still the same.
messaging-recovery-invitation-sms = { $name }: to get back in, go to { $host } and follow the steps for a forgotten password.

messaging-contact-corrected-subject = { $contact ->
    [email] The e-mail address of your { $product } account was corrected
   *[phone] The mobile number of your { $product } account was corrected
  }
messaging-contact-corrected-heading = { $contact ->
    [email] Your e-mail address was corrected
   *[phone] Your mobile number was corrected
  }
messaging-contact-corrected-body = { $contact ->
    [email] The team that looks after { $product } wrote down another address for your account. It only counts once it is confirmed from that address.
   *[phone] The team that looks after { $product } wrote down another mobile number for your account. It only counts once you confirm it with a code.
  }
messaging-contact-corrected-button = I did not ask for it: I want help
messaging-contact-corrected-if-not-you = If you did not ask for it, tell us as soon as you can.
messaging-contact-corrected-sms = { $name }: we wrote down another { $contact ->
    [email] address
   *[phone] number
  } for your account ({ $clock }). If you did not ask for it, tell us at { $host }

messaging-account-suspended-subject = We suspended your { $product } account
messaging-account-suspended-heading = We suspended your account
messaging-account-suspended-body = The team that runs { $product } suspended your account and ended all its sessions. While it is suspended you can neither sign in nor recover the password.
messaging-account-suspended-button = Ask for help
messaging-account-suspended-if-not-you = If you think that this is a mistake, write to us.
messaging-account-suspended-sms = { $name }: we suspended your account ({ $clock }). If this is a mistake, ask for help at { $host }

messaging-account-restored-subject = You can sign in to { $product } again
messaging-account-restored-heading = You can sign in again
messaging-account-restored-body = The team that runs { $product } lifted the suspension of your account. Your user name and password are the same.
messaging-account-restored-button = Sign in
messaging-account-restored-sms = { $name }: you can sign in again at { $host }
# The office: what was sent, and what became of it.
messaging-log-title = Messages
messaging-log-intro = The mails and text messages of the portal, and what became of each. For safety, neither what they say nor the whole address or number is shown here.
messaging-log-state = State
messaging-log-channel = Channel
messaging-log-kind = Kind
messaging-log-any = All
messaging-log-filter = Filter
messaging-log-contact = Search by e-mail or mobile
messaging-log-contact-hint = Write all of it, as the person has it.
messaging-contact-incomplete = Write a whole address or mobile number.
messaging-log-search = Search
messaging-log-one-contact = Only messages to the e-mail or mobile that you searched for are shown.
messaging-log-all = See all
messaging-log-list = Newest first
messaging-log-none = There are no such messages.
messaging-log-see = See
messaging-log-older = Older
messaging-log-back = Back to the messages
messaging-log-message-title = Message
messaging-log-tries = { $tries ->
    [0] no tries
    [one] one try
   *[other] { $tries } tries
  }
messaging-log-fact-to = To
messaging-log-fact-channel = Channel
messaging-log-fact-written = Written
messaging-log-fact-ended = Left or ended
messaging-log-fact-reported = By the provider's account
messaging-log-fact-tries = Tries
messaging-log-fact-provider = Provider
messaging-log-fact-reference = The provider's reference
messaging-log-fact-error = Technical detail
messaging-log-channel-mail = E-mail
messaging-log-channel-text-message = Text message
messaging-log-state-waiting = Waiting
messaging-log-state-waiting-text = It has not left yet; it is tried again while it is of use.
messaging-log-state-sent = Sent
messaging-log-state-sent-text = The mail server or the provider took it on and said no more.
messaging-log-state-delivered = Delivered
messaging-log-state-delivered-text = The provider says that it arrived.
messaging-log-state-failed = Failed
messaging-log-state-failed-text = The mail server or the provider refused it, or could not deliver it. The technical detail says why, where that is known.
messaging-log-state-bounced = Bounced
messaging-log-state-bounced-text = The address or number does not exist or takes no messages.
messaging-log-state-expired = Expired
messaging-log-state-expired-text = It was of no use any more before it could leave.
messaging-log-state-stopped = Stopped
messaging-log-state-stopped-text = Somebody on the staff stopped it.
messaging-log-state-suppressed = Suppressed
messaging-log-state-suppressed-text = That address or number gets no such messages any more.
messaging-log-kind-code = Security code
messaging-log-kind-recovery-link = Link to reset the password
messaging-log-kind-confirmation-link = Link to confirm the address
messaging-log-kind-registration-link = Link to register
messaging-log-kind-staff-invitation = Invitation to the staff
messaging-log-kind-staff-access-changed = Notice of a change in the access to the office
messaging-log-kind-staff-factor-tried = Notice of wrong codes at the office
messaging-log-kind-second-step-changed = Notice of a change in two-step verification
messaging-log-kind-second-step-tried = Notice of wrong codes at the second step
messaging-log-kind-already-registered = Notice that there is an account already
messaging-log-kind-password-changed = Notice of a changed password
messaging-log-kind-contact-changed = Notice of a changed address or mobile
messaging-log-kind-new-device = Notice of a sign-in from another device
messaging-log-kind-username-reminder = Reminder of the username
messaging-log-kind-pqr-receipt = Receipt of a petition or complaint
messaging-log-kind-pqr-news = News of a petition or complaint
messaging-log-kind-pqr-due = Notice of a petition or complaint that is due
messaging-log-kind-payslip-published = Notice of a payslip
messaging-log-kind-account-locked = Notice of closed sign-in
messaging-log-kind-recovery-invitation = How to get back in
messaging-log-kind-contact-corrected = Notice of a corrected contact
messaging-log-kind-account-suspended = Notice of suspension
messaging-log-kind-account-restored = Notice that the suspension is over
messaging-log-acts = What staff did
messaging-log-act-stopped = Stopped
messaging-log-act-resent = Sent again
messaging-log-stop-title = Stop it
messaging-log-stop-text = It will not be tried any more. If it is leaving this very moment, it will arrive all the same.
messaging-log-stop = Stop
messaging-log-resend-title = Send it again
messaging-log-resend-text = It is written to the same address or number once more. That can be done until seven days after it failed.
messaging-log-resend = Send again
messaging-log-asks-again = This message is not sent again, so that no old codes and links go around. If it is still needed, ask for it again on the page that it came from.
messaging-log-not-resent = This message cannot be sent again: it went out, somebody else sent it again, or too much time has passed.
messaging-log-no-more-today = The portal has sent the text messages that it may send today. Try again tomorrow.
messaging-log-not-stopped = This message does not wait any more.
messaging-cancel = Cancel
messaging-suppressed-title = Suppressed addresses and mobiles
messaging-suppressed-intro = Whoever is on this list gets security notices about their account, answers to their petitions and nothing else: no code and no link. To get back in they ask for help, and you take them off the list.
messaging-suppressed-list = On the list
messaging-suppressed-none = There is nobody on the list.
messaging-suppressed-bounced = Bounced
messaging-suppressed-complained = Complained about messages
messaging-suppressed-staff = Added by staff
messaging-suppressed-remove = Remove
messaging-suppress-title = Add to the list
messaging-suppress-intro = For whoever asked for no more messages, or an address that is not the person's.
messaging-suppress-contact = E-mail or mobile
messaging-suppress = Add

# The words of each message.
messaging-test-mark = TEST
messaging-test-note = This mail is a test that you asked for in the office. Neither its code nor its links open anything.
messaging-wording-title = Words of the messages
messaging-wording-intro = What each mail and text message says. If you change the words, they hold for messages written from that moment on.
messaging-wording-list = Choose a message and a language
messaging-wording-message = Message
messaging-wording-spanish = Spanish
messaging-wording-english = English
messaging-wording-original = Original words
messaging-wording-own = Own words
messaging-wording-other-language = See this message in the other language
messaging-wording-back = Back to the list of messages
messaging-wording-change = Change the words
messaging-wording-drawn = This is how it looks
messaging-wording-drawn-text = It is an example: neither the code nor the links exist.
messaging-wording-not-saved = It is an example of what you wrote. It is not saved yet.
messaging-wording-on-phone = Mail on a phone
messaging-wording-on-desktop = Mail on a computer
messaging-wording-as-text = Text message
messaging-wording-size = { $parts ->
    [one] It takes one message ({ $units } of 160 places).
   *[other] It takes { $parts } messages ({ $units } places; each holds 153).
}
messaging-wording-versions = Versions
messaging-wording-version = Version { $number }
messaging-wording-restore = Go back to the original words
messaging-wording-restore-text = Messages written from now on will say what they said before. These words stay in the list of versions.
messaging-wording-write-title = Change the words of a message
messaging-wording-write-intro = The heading, the expiry, what the law wants said and the security warnings of the mail are always the portal's.
messaging-wording-subject-line = Subject of the mail
messaging-wording-subject-hint = On one line, up to 120 letters.
messaging-wording-body = Text of the mail
messaging-wording-body-hint = Leave an empty line between paragraphs. What stands in braces is different in each message; the list is below.
messaging-wording-text = Text message
messaging-wording-text-hint = Without most accents and without emojis: with a single one of them less than half as much fits.
messaging-wording-save = Save
messaging-wording-preview = See how it looks
messaging-wording-test = Send me a test by e-mail
messaging-wording-test-text = Send a test by text message
messaging-wording-test-phone = Mobile number for the test
messaging-wording-test-phone-hint = Needed only for the test by text message. A Colombian mobile, yours or of somebody who knows of the test.
messaging-wording-no-mobile = Write a Colombian mobile number: ten digits that begin with 3.
messaging-wording-tested = We sent a test to { $address }. What you wrote is not saved yet.
messaging-wording-variables = What may stand in braces
messaging-wording-variables-text = Write it as it is, with the braces and without accents.
messaging-wording-needed = Needed.
messaging-wording-means-organizacion = The organisation's name.
messaging-wording-means-portal = The portal's name.
messaging-wording-means-sitio = The portal's address, without a link. Needed in text messages that carry neither code nor username.
messaging-wording-means-remitente = The name that a text message begins with. Only in the text message.
messaging-wording-means-codigo = The code. In the mail it stands by itself, on a line of its own.
messaging-wording-means-minutos = For how many minutes the code is good.
messaging-wording-means-enlace = The mail's button with its link, on a line of its own. Not in the text message.
messaging-wording-means-cuando = The day and time of what the message tells; in an assisted recovery, until when it can be stopped.
messaging-wording-means-hora = The time of what the message tells; in an assisted recovery, until what time it can be stopped.
messaging-wording-means-dispositivo = The device that was used to sign in.
messaging-wording-means-contacto = The new address or number, not shown whole.
messaging-wording-means-usuarios = The person's username or usernames.
messaging-wording-means-numero = The case number.
messaging-wording-means-fecha = By when it must be answered.
messaging-wording-means-texto = What the person who attends the case wrote, on a line of its own in the mail.
messaging-wording-changed-meanwhile = Somebody else changed these words while you were writing. Copy your text, open the page again and see what changed.
messaging-wording-too-many-tests = You have asked for many tests. Wait an hour; meanwhile, use “See how it looks”.
messaging-wording-empty = Write this text. If you want the usual one, go back to the original words.
messaging-wording-too-long = It is too long. Write up to { $most } letters.
messaging-wording-invisible = There are letters that nobody sees. Delete what you pasted and type it again.
messaging-wording-brace = A brace is not closed or not opened. Write the names like this: {"{"}portal{"}"}.
messaging-wording-unknown = { $name } cannot be used here. See the list of what may stand in braces, below.
messaging-wording-missing = { $name } is missing. Without it the message is of no use: add it.
messaging-wording-not-alone = Write { $name } by itself, on a line of its own.
messaging-wording-twice = { $name } goes in once. Delete the others.
messaging-wording-foreign = “{ $address }” is the address of another site, and people distrust such messages. Delete it; addresses of { $host } may stay.
messaging-wording-letters = These letters do not fit into a text message: { $letters }. Write it without them.
messaging-wording-parts = { $most ->
    [1] It would take { $parts } text messages and must fit into one. Write it shorter.
   *[other] It would take { $parts } text messages and must fit into { $most }. Write it shorter.
}
messaging-wording-sample-device = Chrome on Android
messaging-wording-sample-text = Here goes what the person who attends the case writes.
messaging-wording-variant-registration = to register
messaging-wording-variant-recovery = to recover access
messaging-wording-variant-new-device = to sign in from another device
messaging-wording-variant-contact-change = to confirm an address or mobile
messaging-wording-variant-email = the address
messaging-wording-variant-phone = the mobile
messaging-wording-variant-message = message about the case
messaging-wording-variant-information-asked = information is asked for
messaging-wording-variant-extended = extension
messaging-wording-variant-answered = answer
messaging-wording-variant-data-answered = answer about personal data
messaging-wording-variant-passed-on = passed on
messaging-wording-variant-reopened = reopened
messaging-wording-variant-withdrawn = withdrawn
messaging-wording-variant-soon = due soon
messaging-wording-variant-today = due today
messaging-wording-variant-turned-on = turned on
messaging-wording-variant-turned-off = turned off
messaging-wording-variant-added = another second step was added
messaging-wording-variant-authenticator-added = an authenticator was added
messaging-wording-variant-authenticator-replaced = the authenticator was replaced
messaging-wording-variant-removed = a second step was removed
messaging-wording-variant-new-codes = saved codes were made
messaging-wording-variant-saved-code-used = a saved code was used
messaging-wording-variant-assisted-recovery = to confirm a new e-mail in an assisted recovery
messaging-wording-variant-received = request received
messaging-wording-variant-granted = request approved
messaging-wording-variant-refused = request refused
messaging-wording-variant-stopped = request stopped
messaging-wording-variant-undecided = expired undecided
messaging-wording-variant-unused = the link expired
messaging-fact-request = Number of the request
messaging-assisted-news-subject = { $news ->
    [received] We have your request { $number } to get back into { $product }
    [granted] We approved your request { $number }: 24 hours are left
   *[other] Your request { $number } to get back into { $product } is over
  }
messaging-assisted-news-heading = { $news ->
    [received] We have your request
    [granted] Your request was approved
    [refused] We could not confirm your request
    [stopped] Your request was stopped
    [undecided] Your request expired
   *[unused] The link expired
  }
messaging-assisted-news-body = { $news ->
    [received] { $organisation } will compare the pictures of your document with what it has on file. We will write to this address as soon as there is an answer.
    [granted] We told the contacts that the account has on file. If nobody stops it, after { $moment } a link to choose a new password will come to this address.
    [refused] What you sent us did not let us confirm that the account is yours. For security we say no more. If you need to, go to { $organisation } with your document.
    [stopped] Somebody with access to the contacts on file, or the staff of { $organisation }, stopped the request. Nothing changed in any account. If you need to, go to { $organisation } with your document.
    [undecided] 30 days went by without { $organisation } being able to decide, and we deleted the pictures. We are sorry: you may make another request or ask for help.
   *[unused] We sent you a link to choose a new password, and it was not used in 24 hours. You may make another request.
  }
messaging-assisted-news-button = Ask for help
messaging-assisted-news-if-not-you = If it was not you who asked, do nothing or write to us.

messaging-assisted-notice-subject = Somebody asked to be let into your { $product } account
messaging-assisted-notice-heading = Somebody asked to be let into your account
messaging-assisted-notice-body = They said that they lost access to your { $product } account, and showed a document with your details. If nobody stops it, after { $moment } that person may choose a new password.
messaging-assisted-notice-button = It was not me
messaging-assisted-notice-if-not-you = If it was not you, stop it with the button. You can also sign in as always and stop it there.
messaging-assisted-notice-sms = { $name }: somebody asked to be let into your account with a document. Not you? Sign in today at { $host } and stop it

messaging-assisted-stopped-subject = Recovery { $number } was stopped
messaging-assisted-stopped-heading = An assisted recovery was stopped
messaging-assisted-stopped-body = The holder of the account said that it was not them who asked to be let into { $product }. The request is over and nothing changed; look with your team at which document was shown.
messaging-assisted-stopped-button = See the request
messaging-assisted-stopped-if-not-you = If it was not you who attended to it, tell your team.
messaging-log-kind-assisted-news = News of an assisted recovery
messaging-log-kind-assisted-notice = Notice of an assisted recovery
messaging-log-kind-assisted-stopped = Notice of a stopped recovery
