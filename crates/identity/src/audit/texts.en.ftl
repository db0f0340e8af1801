audit-title = Audit trail
audit-intro = Everything that matters to security, the newest first. Nobody can change or delete an entry without being noticed.
audit-filter-what = What happened
audit-filter-who = Which of the staff
audit-filter-from = From
audit-filter-to = Until
audit-filter = Filter
audit-feature-signin = Sign-ins
audit-feature-registration = Registrations
audit-feature-recovery = Recoveries
audit-feature-verification = Security codes
audit-feature-profile = Changes of the profile
audit-feature-roster = Lists of people
audit-feature-staff = Staff and office
audit-feature-support = Complaints
audit-feature-messaging = Messages
audit-feature-announcements = Announcements
audit-feature-audit = This trail
audit-shown = { $count ->
    [0] No entries with that filter
    [one] One entry
   *[other] { $count } entries
}
audit-when = When
audit-what = What
audit-who = Who
audit-about = About whom
audit-where = From where
audit-detail = Detail
audit-actor-person = The person
audit-actor-staff = One of the staff
audit-actor-system = The system
audit-older = See older ones
audit-export = Download as a file
audit-verify-title = Check that it is whole
audit-verify-intro = Goes through every entry of this portal, from the first to the last, and tells whether one was changed or taken out. A million take some ten seconds.
audit-verify = Check now
audit-back = Back to the trail
audit-too-long = There are so many entries that checking takes too long from here. Ask whoever installed the system to run “aldaba audit verify”.
audit-whole = { $entries ->
    [0] There are no entries yet.
    [one] It is whole: there is one entry, and it did not change.
   *[other] It is whole: we checked { $entries } entries and none changed.
}
audit-changed = Entry { $seq } is not the one that was written. Right before it: { $entries }. Tell whoever answers for security, and delete nothing.
audit-missing = Entry { $seq } is missing. Right before it: { $entries }. Tell whoever answers for security, and delete nothing.
audit-head-changed = Entries that are right: { $entries }. But the mark at the end was changed. Tell whoever answers for security, and delete nothing.
audit-event-audit-exported = Downloaded the trail
audit-event-audit-verified = Checked the trail
audit-event-registration-code-asked = Somebody asked to register and was sent a code
audit-event-registration-link-asked = Somebody asked to register and was sent a link
audit-event-recovery-code-asked = Somebody asked for a new password and was sent a code
audit-event-recovery-link-asked = Somebody asked for a new password and was sent a link
audit-event-recovery-username-asked = Somebody asked for the username
audit-event-roster-imported = The list of people was loaded
audit-event-staff-factor-confirmed = Confirmed with the second factor
audit-event-staff-factor-failed = Wrote a code that was not right
audit-event-staff-invitation-withdrawn = Withdrew an invitation
audit-event-staff-invited = Invited somebody to the staff
audit-event-staff-joined = Joined the staff
audit-event-staff-password-refused = Wrote the current password wrongly
audit-event-staff-password-set = Changed the password
audit-event-staff-refused = Wanted to open a page that the role does not allow
audit-event-staff-restored = Let somebody come in again
audit-event-staff-roles-changed = Changed somebody's roles
audit-event-staff-saved-codes-replaced = Asked for new saved codes
audit-event-staff-signed-out = Left the office
audit-event-staff-signin-failed = Somebody wrote a password of the office that was not right
audit-event-staff-signin-held-up = We stopped a sign-in to the office because there were too many tries
audit-event-staff-signin-succeeded = Came into the office
audit-event-staff-suspended = Suspended somebody of the staff
audit-event-consent-policy-published = Published a policy on personal data
audit-feature-consent = Authorisations of data
audit-event-announcements-added = Published an announcement
audit-event-announcements-changed = Changed an announcement
audit-event-announcements-ended = Took an announcement down
audit-event-messaging-contact-released = Took an address or mobile off the suppressed ones
audit-event-messaging-contact-suppressed = An address or mobile was suppressed
audit-event-messaging-resent = Sent a message again
audit-event-messaging-stopped = Stopped a message
audit-event-staff-factor-held-up = We stopped a code of the office because there were too many tries
audit-event-staff-password-right = Somebody wrote a password of the office rightly
audit-event-staff-saved-code-used = Used one of their saved codes
audit-busy = A check is under way already. Wait until it ends and try again.
