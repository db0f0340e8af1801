-- Passkeys, of whoever has one (crate identity, folder factors).
create table factors_passkeys (
  id UUID primary key,
  portal TEXT not null,
  owner_id UUID not null,         -- an account, or a member of the staff
  name TEXT not null,             -- as the owner calls it
  credential_id BYTES not null,
  public_part TEXT not null,      -- the public key, and what the authenticator said of itself
  counter INTEGER not null,       -- how often the authenticator says it was used; 0 where it does not count
  added_at TIME not null,
  used_at TIME,
  unique (portal, credential_id)
) END_OF_TABLE;
create index factors_passkeys_owner on factors_passkeys (portal, owner_id);

-- What a passkey is asked to sign: one for each walk or session and purpose, used once.
create table factors_challenges (
  portal TEXT not null,
  bound_to UUID not null,         -- the walk or the session that was asked
  purpose TEXT not null,
  owner_id UUID not null,
  state TEXT not null,
  expires_at TIME not null,
  primary key (portal, bound_to, purpose)
) END_OF_TABLE;
create index factors_challenges_expired on factors_challenges (expires_at);

-- When the second factor was last given on a device, and everything asked again in a session.
alter table devices add column factor_at TIME;
alter table sessions add column confirmed_at TIME;
