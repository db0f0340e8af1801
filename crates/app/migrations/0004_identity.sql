-- Accounts and what proves them (crate identity).
create table accounts (
  id UUID primary key,
  portal TEXT not null,
  signin_name TEXT not null,      -- canonical: document number, e-mail address or username
  roster_entry_id UUID,           -- null for a candidate, who needs no roster
  document_type TEXT,
  document_number TEXT,
  given_names TEXT not null,
  family_names TEXT not null,
  email TEXT,
  email_confirmed_at TIME,
  phone TEXT,
  phone_confirmed_at TIME,
  created_at TIME not null,
  unique (portal, signin_name),
  unique (portal, roster_entry_id)
) END_OF_TABLE;
create index accounts_email on accounts (portal, email);
create index accounts_document on accounts (portal, document_number);

create table credentials (
  account_id UUID primary key references accounts (id),
  portal TEXT not null,
  hash TEXT not null,
  set_at TIME not null
) END_OF_TABLE;

create table devices (
  id UUID primary key,
  portal TEXT not null,
  account_id UUID not null references accounts (id),
  token_hash BYTES not null unique,
  browser TEXT not null,
  created_at TIME not null,
  used_at TIME not null
) END_OF_TABLE;
create index devices_account on devices (portal, account_id);

create table sessions (
  id UUID primary key,
  portal TEXT not null,
  account_id UUID not null references accounts (id),
  token_hash BYTES not null unique,
  source TEXT not null,
  browser TEXT not null,
  created_at TIME not null,
  seen_at TIME not null,
  ends_at TIME not null,
  ended_at TIME
) END_OF_TABLE;
create index sessions_account on sessions (portal, account_id, created_at);

-- One walk of one browser through a journey; a new one replaces the last.
create table journeys (
  id UUID primary key,
  portal TEXT not null,
  journey TEXT not null,
  step TEXT not null,
  browser_hash BYTES not null,
  about BYTES,                    -- sealed: what the person typed
  account_id UUID,
  roster_entry_id UUID,
  tries INTEGER not null,
  sends INTEGER not null,
  sent_at TIME,
  created_at TIME not null,
  expires_at TIME not null,
  unique (portal, journey, browser_hash)
) END_OF_TABLE;
create index journeys_expired on journeys (expires_at);

create table verification_codes (
  id UUID primary key,
  portal TEXT not null,
  journey_id UUID not null,
  code_mac BYTES not null,
  account_id UUID,
  roster_entry_id UUID,
  expires_at TIME not null,
  consumed_at TIME
) END_OF_TABLE;
create index verification_codes_journey on verification_codes (portal, journey_id);
create index verification_codes_expired on verification_codes (expires_at);

create table verification_links (
  token_hash BYTES primary key,
  portal TEXT not null,
  purpose TEXT not null,
  account_id UUID,
  about BYTES,                    -- sealed: the address that the link proves
  created_at TIME not null,
  expires_at TIME not null,
  consumed_at TIME
) END_OF_TABLE;
create index verification_links_account on verification_links (portal, account_id, purpose);
create index verification_links_expired on verification_links (expires_at);

create table keypads (
  journey_id UUID primary key,
  portal TEXT not null,
  layout_id BYTES not null,
  layout BYTES not null,          -- sealed: which digit stands where
  digits BYTES not null,          -- sealed: what was pressed so far
  expires_at TIME not null        -- with its walk, at the latest
) END_OF_TABLE;

create table limits (
  portal TEXT not null,
  name TEXT not null,
  subject BYTES not null,         -- keyed hash of the account, source or number
  began_at TIME not null,
  taken INTEGER not null,
  primary key (portal, name, subject)
) END_OF_TABLE;
create index limits_began on limits (began_at);

-- Wrong passwords: one row for each account and known device, and one for all unknown devices together.
create table signin_guards (
  portal TEXT not null,
  subject BYTES not null,         -- keyed hash of the sign-in name, whether or not somebody has it
  device BYTES not null,          -- empty: unknown devices
  in_a_row INTEGER not null,
  last_at TIME,
  wrong_at BYTES not null,        -- when it was wrong in the last 30 days, eight octets a time
  is_closed BOOLEAN not null,     -- until the password is reset
  primary key (portal, subject, device)
) END_OF_TABLE;

create table messages (
  id UUID primary key,
  portal TEXT not null,
  account_id UUID,
  kind TEXT not null,
  channel TEXT not null,          -- email, sms
  recipient TEXT not null,        -- masked
  state TEXT not null,            -- waiting, sent, failed, expired
  provider TEXT,
  provider_reference TEXT,
  tries INTEGER not null,
  last_error TEXT,
  created_at TIME not null,
  ended_at TIME
) END_OF_TABLE;
create index messages_account on messages (portal, account_id, created_at);
