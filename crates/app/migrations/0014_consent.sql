-- How an organisation treats personal data, and who authorised it to (crate identity, folder consent).
create table consent_policies (
  id UUID primary key,
  portal TEXT not null,
  version INTEGER not null,       -- 1, 2, 3 … of each portal
  text TEXT not null,
  text_hash BYTES not null,       -- SHA-256 of the text and its purposes, as they were shown
  published_at TIME not null,
  unique (portal, version)
) END_OF_TABLE;

create table consent_purposes (
  id UUID primary key,
  portal TEXT not null,
  policy_id UUID not null references consent_policies (id),
  place INTEGER not null,         -- 0: what the portal cannot do without; the others may be refused
  label TEXT not null,
  unique (policy_id, place)
) END_OF_TABLE;

create table consents (
  id UUID primary key,
  portal TEXT not null,
  account_id UUID not null references accounts (id),
  purpose_id UUID not null references consent_purposes (id),
  source TEXT not null,
  browser TEXT not null,
  given_at TIME not null,
  withdrawn_at TIME
) END_OF_TABLE;
create unique index consents_standing on consents (portal, account_id, purpose_id) where withdrawn_at is null;
