//! SQL on `staff_members`, `staff_sessions` and `staff_invitations`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::permissions::{self, Role};
use super::{Invitation, InvitationId, Member, MemberId, Session, SessionId};

#[derive(FromQueryResult)]
struct MemberRow {
    id: MemberId,
    email: String,
    name: String,
    roles: String,
    created_at: Timestamp,
    suspended_at: Option<Timestamp>,
}

impl TryFrom<MemberRow> for Member {
    type Error = base::error::Error;

    fn try_from(row: MemberRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            email: row.email,
            name: row.name,
            roles: permissions::read(&row.roles)?,
            created_at: row.created_at,
            suspended_at: row.suspended_at,
        })
    }
}

/// Everybody who runs the portal, by name.
pub async fn all_members(view: &View) -> Result<Vec<Member>> {
    let rows = view
        .all::<MemberRow>(
            "select id, email, name, roles, created_at, suspended_at from staff_members where portal = $1 order by name, id",
            args![view.portal()],
        )
        .await?;
    rows.into_iter().map(Member::try_from).collect()
}

pub async fn member(view: &View, id: MemberId) -> Result<Option<Member>> {
    let row = view
        .one::<MemberRow>(
            "select id, email, name, roles, created_at, suspended_at from staff_members where portal = $1 and id = $2",
            args![view.portal(), id],
        )
        .await?;
    row.map(Member::try_from).transpose()
}

/// The member who has this address.
pub(super) async fn member_by_email(view: &View, email: &str) -> Result<Option<Member>> {
    let row = view
        .one::<MemberRow>(
            "select id, email, name, roles, created_at, suspended_at from staff_members where portal = $1 and email = $2",
            args![view.portal(), email],
        )
        .await?;
    row.map(Member::try_from).transpose()
}

/// What signing in needs to know of an address, read by one statement whether or not it is anybody's.
#[derive(FromQueryResult)]
pub(super) struct Login {
    pub id: MemberId,
    pub password_hash: String,
    pub suspended_at: Option<Timestamp>,
}

pub(super) async fn login(view: &View, email: &str) -> Result<Option<Login>> {
    view.one(
        "select id, password_hash, suspended_at from staff_members where portal = $1 and email = $2",
        args![view.portal(), email],
    )
    .await
}

/// Keeps the member's row locked until the transaction ends, if they are not suspended and their password is still the one that
/// this hash was of.
pub(super) async fn hold(tx: &Tx, id: MemberId, hash: &str) -> Result<bool> {
    let held = tx
        .run(
            "update staff_members set name = name
             where portal = $1 and id = $2 and password_hash = $3 and suspended_at is null",
            args![tx.portal(), id, hash],
        )
        .await?;
    Ok(held == 1)
}

/// Keeps the member's row locked until the transaction ends. False where they were suspended or this session of theirs was ended
/// since the request began (decision 9).
pub(super) async fn hold_signed_in(tx: &Tx, id: MemberId, session: SessionId) -> Result<bool> {
    let held = tx
        .run(
            "update staff_members set name = name where portal = $1 and id = $2 and suspended_at is null",
            args![tx.portal(), id],
        )
        .await?;
    let open = tx
        .number(
            "select count(*) as number from staff_sessions
             where portal = $1 and id = $2 and member_id = $3 and ended_at is null",
            args![tx.portal(), session, id],
        )
        .await?;
    Ok(held == 1 && open == 1)
}

/// Keeps every member's row locked until the transaction ends, so that two who change roles at once see each other.
pub(super) async fn hold_all(tx: &Tx) -> Result<()> {
    tx.run("update staff_members set name = name where portal = $1", args![tx.portal()]).await?;
    Ok(())
}

pub(super) async fn set_hash(tx: &Tx, id: MemberId, hash: &str, now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_members set password_hash = $3, password_set_at = $4 where portal = $1 and id = $2",
        args![tx.portal(), id, hash, now],
    )
    .await?;
    Ok(())
}

/// Keeps a hash of today's cost. False when the password was changed since it was compared.
pub(super) async fn renew_hash(tx: &Tx, id: MemberId, old: &str, new: &str) -> Result<bool> {
    let renewed = tx
        .run(
            "update staff_members set password_hash = $4 where portal = $1 and id = $2 and password_hash = $3",
            args![tx.portal(), id, old, new],
        )
        .await?;
    Ok(renewed == 1)
}

/// A password's hash in which none of these marks stands, if there is one.
pub async fn hash_without(view: &View, marks: &[String]) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        hash: String,
    }
    let mut values = args![view.portal()];
    let mut conditions = String::new();
    for mark in marks {
        values.push(mark.as_str().into());
        // Not `like`, which takes small letters for capitals in SQLite.
        conditions += &format!(" and replace(password_hash, ${}, '') = password_hash", values.len());
    }
    let sql =
        format!("select password_hash as hash from staff_members where portal = $1{conditions} limit 1");
    Ok(view.one::<Row>(&sql, values).await?.map(|row| row.hash))
}

/// Writes a member, or gives one who is there another password; roles, name and suspension are the member page's. None when they
/// are suspended.
pub(super) async fn welcome(
    tx: &Tx,
    id: MemberId,
    invited: &Invitation,
    hash: &str,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: MemberId,
    }
    let row = tx
        .one::<Row>(
            "insert into staff_members (id, portal, email, name, roles, password_hash, password_set_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7)
             on conflict (portal, email) do update set
               password_hash = excluded.password_hash, password_set_at = excluded.password_set_at
               where staff_members.suspended_at is null
             returning id",
            args![
                id,
                tx.portal(),
                invited.email.as_str(),
                invited.name.as_str(),
                permissions::written(&invited.roles),
                hash,
                now
            ],
        )
        .await?;
    Ok(row.map(|row| row.id))
}

pub(super) async fn set_roles(tx: &Tx, id: MemberId, roles: &[Role]) -> Result<()> {
    tx.run(
        "update staff_members set roles = $3 where portal = $1 and id = $2",
        args![tx.portal(), id, permissions::written(roles)],
    )
    .await?;
    Ok(())
}

/// Suspends a member. False when they are suspended already.
pub(super) async fn suspend(tx: &Tx, id: MemberId, now: Timestamp) -> Result<bool> {
    let suspended = tx
        .run(
            "update staff_members set suspended_at = $3 where portal = $1 and id = $2 and suspended_at is null",
            args![tx.portal(), id, now],
        )
        .await?;
    Ok(suspended == 1)
}

/// Lets a suspended member back in. False when they are not suspended.
pub(super) async fn restore(tx: &Tx, id: MemberId) -> Result<bool> {
    let restored = tx
        .run(
            "update staff_members set suspended_at = null
             where portal = $1 and id = $2 and suspended_at is not null",
            args![tx.portal(), id],
        )
        .await?;
    Ok(restored == 1)
}

pub(super) struct NewSession<'a> {
    pub id: SessionId,
    pub member: MemberId,
    pub token_hash: Vec<u8>,
    pub source: &'a str,
    pub browser: &'a str,
    pub now: Timestamp,
    pub proved_at: Timestamp,
    pub ends_at: Timestamp,
}

pub(super) async fn add_session(tx: &Tx, new: NewSession<'_>) -> Result<()> {
    tx.run(
        "insert into staff_sessions
           (id, portal, member_id, token_hash, source, browser, created_at, seen_at, proved_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)",
        args![
            new.id,
            tx.portal(),
            new.member,
            new.token_hash,
            new.source,
            new.browser,
            new.now,
            new.proved_at,
            new.ends_at
        ],
    )
    .await?;
    Ok(())
}

/// The live session of a token, and whose it is, if they are not suspended.
pub(super) async fn live_session(
    view: &View,
    token_hash: &[u8],
    idle_since: Timestamp,
    now: Timestamp,
) -> Result<Option<(Session, Member)>> {
    #[derive(FromQueryResult)]
    struct Row {
        session_id: SessionId,
        seen_at: Timestamp,
        proved_at: Timestamp,
        ends_at: Timestamp,
        member_id: MemberId,
        email: String,
        name: String,
        roles: String,
        created_at: Timestamp,
    }
    let row = view
        .one::<Row>(
            "select staff_sessions.id as session_id, staff_sessions.seen_at as seen_at,
               staff_sessions.proved_at as proved_at, staff_sessions.ends_at as ends_at, staff_members.id as member_id, staff_members.email as email,
               staff_members.name as name, staff_members.roles as roles, staff_members.created_at as created_at
             from staff_sessions join staff_members on staff_members.id = staff_sessions.member_id
             where staff_sessions.portal = $1 and staff_sessions.token_hash = $2 and staff_sessions.ended_at is null
               and staff_sessions.seen_at > $3 and staff_sessions.ends_at > $4 and staff_members.suspended_at is null",
            args![view.portal(), token_hash.to_vec(), idle_since, now],
        )
        .await?;
    row.map(|row| {
        let session = Session {
            id: row.session_id,
            seen_at: row.seen_at,
            proved_at: row.proved_at,
            ends_at: row.ends_at,
        };
        let member = Member {
            id: row.member_id,
            email: row.email,
            name: row.name,
            roles: permissions::read(&row.roles)?,
            created_at: row.created_at,
            suspended_at: None,
        };
        Ok((session, member))
    })
    .transpose()
}

pub(super) async fn touch_session(tx: &Tx, id: SessionId, now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_sessions set seen_at = $3 where portal = $1 and id = $2",
        args![tx.portal(), id, now],
    )
    .await?;
    Ok(())
}

/// Notes that the second factor was given again. The session has another token from then on (ASVS 5.0, 7.2.4).
pub(super) async fn prove_session(tx: &Tx, id: SessionId, token_hash: Vec<u8>, now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_sessions set token_hash = $3, proved_at = $4, seen_at = $4
         where portal = $1 and id = $2 and ended_at is null",
        args![tx.portal(), id, token_hash, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn end_session(tx: &Tx, token_hash: &[u8], now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_sessions set ended_at = $3 where portal = $1 and token_hash = $2 and ended_at is null",
        args![tx.portal(), token_hash.to_vec(), now],
    )
    .await?;
    Ok(())
}

pub(super) async fn end_all_sessions(tx: &Tx, member: MemberId, now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_sessions set ended_at = $3 where portal = $1 and member_id = $2 and ended_at is null",
        args![tx.portal(), member, now],
    )
    .await?;
    Ok(())
}

/// A live session as its member sees it.
#[derive(FromQueryResult)]
pub(super) struct OpenSession {
    pub id: SessionId,
    pub source: String,
    pub browser: String,
    pub seen_at: Timestamp,
}

/// The member's live sessions, the newest first.
pub(super) async fn open_sessions(
    view: &View,
    member: MemberId,
    idle_since: Timestamp,
    now: Timestamp,
) -> Result<Vec<OpenSession>> {
    view.all(
        "select id, source, browser, seen_at from staff_sessions
         where portal = $1 and member_id = $2 and ended_at is null and seen_at > $3 and ends_at > $4
         order by created_at desc, id desc",
        args![view.portal(), member, idle_since, now],
    )
    .await
}

/// Ends one session of the member. False when it is not theirs or ended already.
pub(super) async fn end_session_of(
    tx: &Tx,
    member: MemberId,
    session: SessionId,
    now: Timestamp,
) -> Result<bool> {
    let ended = tx
        .run(
            "update staff_sessions set ended_at = $4
             where portal = $1 and member_id = $2 and id = $3 and ended_at is null",
            args![tx.portal(), member, session, now],
        )
        .await?;
    Ok(ended == 1)
}

/// Ends every session of the member but one.
pub(super) async fn end_other_sessions(
    tx: &Tx,
    member: MemberId,
    but: SessionId,
    now: Timestamp,
) -> Result<u64> {
    tx.run(
        "update staff_sessions set ended_at = $4
         where portal = $1 and member_id = $2 and id <> $3 and ended_at is null",
        args![tx.portal(), member, but, now],
    )
    .await
}

/// Forgets sessions that ended by their age, of every portal.
pub(super) async fn forget_sessions(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from staff_sessions where ends_at < $1", args![before]).await
}

#[derive(FromQueryResult)]
struct InvitationRow {
    id: InvitationId,
    email: String,
    name: String,
    roles: String,
    expires_at: Timestamp,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = base::error::Error;

    fn try_from(row: InvitationRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            email: row.email,
            name: row.name,
            roles: permissions::read(&row.roles)?,
            expires_at: row.expires_at,
        })
    }
}

/// Adds an invitation, in place of whatever was open for the same address.
pub(super) async fn add_invitation(
    tx: &Tx,
    token_hash: Vec<u8>,
    invitation: &Invitation,
    invited_by: Option<MemberId>,
    now: Timestamp,
) -> Result<()> {
    end_invitations_to(tx, &invitation.email, now).await?;
    tx.run(
        "insert into staff_invitations (token_hash, id, portal, email, name, roles, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            token_hash,
            invitation.id,
            tx.portal(),
            invitation.email.as_str(),
            invitation.name.as_str(),
            permissions::written(&invitation.roles),
            invited_by,
            now,
            invitation.expires_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn open_invitation(
    view: &View,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Invitation>> {
    let row = view
        .one::<InvitationRow>(
            "select id, email, name, roles, expires_at from staff_invitations
             where portal = $1 and token_hash = $2 and ended_at is null and expires_at > $3",
            args![view.portal(), token_hash.to_vec(), now],
        )
        .await?;
    row.map(Invitation::try_from).transpose()
}

/// Uses an invitation up. Of several at once, one gets it.
pub(super) async fn consume_invitation(
    tx: &Tx,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Invitation>> {
    let row = tx
        .one::<InvitationRow>(
            "update staff_invitations set ended_at = $3
             where portal = $1 and token_hash = $2 and ended_at is null and expires_at > $3
             returning id, email, name, roles, expires_at",
            args![tx.portal(), token_hash.to_vec(), now],
        )
        .await?;
    row.map(Invitation::try_from).transpose()
}

/// Withdraws an open invitation. False when it is not open.
pub(super) async fn withdraw_invitation(tx: &Tx, id: InvitationId, now: Timestamp) -> Result<bool> {
    let withdrawn = tx
        .run(
            "update staff_invitations set ended_at = $3 where portal = $1 and id = $2 and ended_at is null",
            args![tx.portal(), id, now],
        )
        .await?;
    Ok(withdrawn == 1)
}

/// Keeps every open invitation's row locked until the transaction ends: those to a member and those by them, in the order in which
/// everybody takes them who takes more than one.
pub(super) async fn hold_open_invitations(tx: &Tx) -> Result<()> {
    tx.run(
        "update staff_invitations set name = name where portal = $1 and ended_at is null",
        args![tx.portal()],
    )
    .await?;
    Ok(())
}

/// Ends what is open for an address: an older invitation must not undo what was decided since.
pub(super) async fn end_invitations_to(tx: &Tx, email: &str, now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_invitations set ended_at = $3 where portal = $1 and email = $2 and ended_at is null",
        args![tx.portal(), email, now],
    )
    .await?;
    Ok(())
}

/// Ends what a member left open, who may not invite any more.
pub(super) async fn end_invitations_by(tx: &Tx, member: MemberId, now: Timestamp) -> Result<()> {
    tx.run(
        "update staff_invitations set ended_at = $3 where portal = $1 and invited_by = $2 and ended_at is null",
        args![tx.portal(), member, now],
    )
    .await?;
    Ok(())
}

/// The invitations that wait to be accepted, the newest first.
pub(super) async fn open_invitations(view: &View, now: Timestamp) -> Result<Vec<Invitation>> {
    let rows = view
        .all::<InvitationRow>(
            "select id, email, name, roles, expires_at from staff_invitations
             where portal = $1 and ended_at is null and expires_at > $2 order by created_at desc",
            args![view.portal(), now],
        )
        .await?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Forgets invitations that nobody can accept any more, of every portal.
pub(super) async fn forget_invitations(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from staff_invitations where expires_at < $1", args![before]).await
}
