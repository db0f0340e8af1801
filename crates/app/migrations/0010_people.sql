-- By which words each person is found (crate identity, folder directory). A person is an entry of the roster, an account, or both.
create table directory_people (
  portal TEXT not null,
  id UUID not null,               -- of the roster entry, or of the account where there is none
  roster_words TEXT not null,     -- separated by spaces
  account_words TEXT not null,
  primary key (portal, id)
) END_OF_KEYED_TABLE;

create table directory_words (
  portal TEXT not null,
  word BYTES not null,            -- bytes, which both databases put into the same order
  person_id UUID not null,
  sketch INTEGER not null,        -- how all of the person's words begin, roughly; in the key, so that it is read from there
  primary key (portal, word, person_id, sketch)
) END_OF_KEYED_TABLE;

-- What staff may do to an account (crate identity, folder accounts).
alter table accounts add column suspended_at TIME;
alter table accounts add column pending_email TEXT;   -- what staff corrected and the person has not proved yet
alter table accounts add column pending_phone TEXT;
create index accounts_created on accounts (portal, created_at);
