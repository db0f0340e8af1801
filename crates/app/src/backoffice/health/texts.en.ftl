# Whether the installation is well: each part, what was found and what to do.

health-title = Health
health-intro = When you open this page we try out what the portals depend on. Nothing is sent and nothing is changed.
health-summary = { $count ->
    [0] All is well.
    [one] There is one thing that is not well.
   *[other] There are { $count } things that are not well.
}
health-caption = What we tried just now
health-part = Part
health-state = State
health-found = What we found
health-to-do = What to do
health-good = Good
health-look = Look
health-bad = Bad
health-unknown = The database did not tell in time.
health-database = Database
health-database-answers = It answers in { $value } ms.
health-database-silent = It does not answer in time.
health-database-to-do = See that the database is running, and look at the program’s log.
health-database-slow-to-do = Look at the load of the machine and of its disk.
health-mail = Mail server
health-mail-answers = It lets us in and is ready for mails.
health-mail-fails = It does not answer, or does not let us in.
health-mail-to-do = Look at section [mail] of aldaba.toml and at the password; the program’s log has what it answered. Mails wait meanwhile.
health-texts = Text messages
health-texts-answer = The providers answer ({ $value }). No more can be tried without sending a message.
health-texts-silent = No provider answers.
health-texts-failed = The providers answer, but today’s last message failed.
health-texts-to-do = Look at this machine’s connection to the internet and at your provider’s status page.
health-texts-failed-to-do = Look at the balance and the keys with your provider; the program’s log has what it answered.
health-disk = Disk of the database
health-disk-free = { $value } are free.
health-disk-to-do = Free some space or move the database to a larger disk. Without space nobody can come in.
health-clock = Clock
health-clock-off = It is { $value } seconds away from a provider’s clock.
health-clock-to-do = Turn on the synchronisation of time (NTP). With a wrong time, codes of authenticator apps do not work.
health-keys = Key file
health-keys-held = Keys loaded: { $value }. The last one encrypts today.
health-keys-missing = Keys are missing that encrypted part of what is kept: { $value }.
health-keys-to-do = Put the whole key file back and restart the program. Without them some people cannot come in, and some papers cannot be opened.
health-backup = Backup
health-backup-age = The last one is { $value } hours old.
health-backup-none = None was noted.
health-backup-to-do = Take one with “aldaba backup” and schedule it every day. Keep the key file elsewhere: it is not in the backup.
health-tasks = Tasks that wait
health-tasks-none = None.
health-tasks-oldest = The oldest has waited for { $value } minutes.
health-tasks-to-do = See above whether mail or text messages fail, and look at the program’s log.
health-seal = Seal of the papers
health-seal-lasts = Its certificate lasts { $value } more days.
health-seal-over = Its certificate is over: no paper can be issued.
health-seal-to-do = Put another key and its certificate into the folder of seals, and restart the program. Papers of before stay good.
health-time-stamp = Time stamp on papers
health-time-stamp-not-asked = None was asked for since the program started.
health-time-stamp-answers = The last one came well.
health-time-stamp-fails = The last one did not come or did not serve. Papers are sealed without it.
health-time-stamp-to-do = Check the section [papers] of aldaba.toml and the connection to the internet; the program's log says what happened.
