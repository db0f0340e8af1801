-- What becomes of messages, and who gets no more of them (crate identity, folder messaging).
alter table messages add column contact_mac BYTES;  -- keyed hash of the address or number, to look messages up by; null in old rows
alter table messages add column envelope BYTES;     -- sealed: of a notice that did not go out, while sending it again is of use
alter table messages add column kept_until TIME;    -- the envelope's end
alter table messages add column reported_at TIME;   -- when the provider says that what it reported happened
create index messages_log on messages (portal, id);
create index messages_state on messages (portal, state, id);
create index messages_contact on messages (portal, contact_mac, id);
create index messages_reference on messages (portal, provider, provider_reference);
create index messages_kept on messages (kept_until) where kept_until is not null;

create table messaging_suppressions (
  id UUID primary key,
  portal TEXT not null,
  channel TEXT not null,          -- mail, text-message
  contact_mac BYTES not null,
  masked TEXT not null,
  reason TEXT not null,           -- bounced, complained, staff
  created_at TIME not null,
  unique (portal, contact_mac)
) END_OF_TABLE;

-- What a provider told us, so that it is not taken twice.
create table messaging_callbacks (
  portal TEXT not null,
  signature BYTES not null,
  expires_at TIME not null,
  primary key (portal, signature)
) END_OF_TABLE;
create index messaging_callbacks_expired on messaging_callbacks (expires_at);

-- What staff tell everybody (crate identity, folder announcements).
create table announcements (
  id UUID primary key,
  portal TEXT not null,
  title_spanish TEXT not null,
  title_english TEXT not null,    -- empty: the Spanish one stands for both
  text_spanish TEXT not null,
  text_english TEXT not null,
  from_day TEXT not null,         -- yyyy-mm-dd in Bogotá; both days included
  until_day TEXT not null,
  link_url TEXT not null,         -- a path of the portal or https; empty for none
  version INTEGER not null,       -- counts the changes, so that no change overwrites one that its author did not see
  created_at TIME not null,
  ended_at TIME                   -- when staff took it down
) END_OF_TABLE;
create index announcements_open on announcements (portal, until_day) where ended_at is null;
