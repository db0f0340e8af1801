-- What staff write in place of the program's words (crate identity, folder messaging/wordings). Rows are only ever added.
create table messaging_wordings (
  id UUID primary key,
  portal TEXT not null,
  topic TEXT not null,            -- the kind of message, and of several ways in which its words go the one: code.recovery
  language TEXT not null,
  version INTEGER not null,       -- the highest is in force
  subject TEXT,                   -- null, as the two that follow: back to the program's own
  body TEXT,
  text_message TEXT,              -- empty where the message goes by mail alone
  author_id UUID not null,        -- of a member of the staff
  author TEXT not null,           -- their name then
  created_at TIME not null,
  unique (portal, topic, language, version)
) END_OF_TABLE;
