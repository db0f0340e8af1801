//! Who may do what in the office: one table. Every page asks for one permission in its handler's signature.

use base::error::{Error, Result};

/// What somebody is responsible for. A member of the staff has one or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Administrator,
    Selection,
    Payroll,
    Documents,
    /// Petitions, complaints and claims, and what the law asks about personal data.
    Legal,
    Support,
    /// Reads everything that staff may read, and changes nothing.
    Auditor,
    LegalRepresentative,
}

use Role::{Administrator, Auditor, Documents, Legal, LegalRepresentative, Payroll, Selection, Support};

impl Role {
    pub const ALL: [Self; 8] =
        [Administrator, Selection, Payroll, Documents, Legal, Support, Auditor, LegalRepresentative];

    /// The name in the database, in forms and in messages' ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Administrator => "administrator",
            Selection => "selection",
            Payroll => "payroll",
            Documents => "documents",
            Legal => "legal",
            Support => "support",
            Auditor => "auditor",
            LegalRepresentative => "legal-representative",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Roles as one text, as the database has them.
pub fn written(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}

/// The roles of a stored text.
pub fn read(stored: &str) -> Result<Vec<Role>> {
    let role = |name: &str| Role::parse(name).ok_or_else(|| Error::stored("a role", name));
    stored.split(' ').filter(|name| !name.is_empty()).map(role).collect()
}

/// When the second factor was given long ago, some permissions ask for it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// That of the sign-in will do.
    OfSignIn,
    /// Given within the last minutes: for what changes rights, contacts or keys.
    Fresh,
}

/// A permission as a type, so that a handler's signature says which it needs.
pub trait May: Send + Sync + 'static {
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident: $factor:ident, [$($role:expr),* $(,)?];)+) => {
        /// What a member of the staff may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[doc = $doc])+ $name),+ }

        impl Permission {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name in the trail.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            /// The roles that have it.
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$($role),*]),+ }
            }

            pub const fn factor(self) -> Factor {
                match self { $(Self::$name => Factor::$factor),+ }
            }
        }

        /// Each permission as a type.
        pub mod may {
            use super::{May, Permission};
            $($(#[doc = $doc])+ #[derive(Clone, Copy, Debug)] pub struct $name;
            impl May for $name { const PERMISSION: Permission = Permission::$name; })+
        }
    };
}

// The table. Roles that are not named in a line may not.
permissions! {
    /// Come in, and mind one's own access.
    EnterOffice: OfSignIn, [Administrator, Selection, Payroll, Documents, Legal, Support, Auditor, LegalRepresentative];
    /// Change one's own authenticator, passkeys, saved codes and password.
    ChangeOwnFactors: Fresh, [Administrator, Selection, Payroll, Documents, Legal, Support, Auditor, LegalRepresentative];
    /// See what was sent to change the roster, and what it changed.
    ReadRoster: OfSignIn, [Administrator, Selection, Payroll, Auditor];
    /// Send a file for the roster, and try what it would change.
    ImportRoster: OfSignIn, [Administrator, Selection, Payroll];
    /// Change the roster, whose contacts are those of who has not registered yet; and undo that.
    ApplyRoster: Fresh, [Administrator, Selection, Payroll];
    /// See what payroll brought in. Of the staff, nobody else sees what people are paid.
    ReadPayroll: OfSignIn, [Payroll];
    /// Send a file of payroll, and try what it would bring.
    LoadPayroll: OfSignIn, [Payroll];
    /// Make what a file of payroll brings known to the people in it.
    PublishPayroll: Fresh, [Payroll];
    /// Find a paper that was issued, and see whose it is and how it stands; not what it says of pay.
    FindPapers: OfSignIn, [Payroll, Documents, Auditor];
    /// Declare that a paper is worth nothing any more.
    RevokePapers: Fresh, [Payroll, Documents];
    /// Read a paper as it was issued, amounts and all.
    ReadPapers: OfSignIn, [Payroll];
    /// See who runs the portal.
    ReadStaff: OfSignIn, [Administrator, Auditor];
    /// Publish how the organisation treats personal data.
    WritePolicies: OfSignIn, [Administrator, Legal];
    /// Read the audit trail, download it, and check that it is whole.
    ReadAudit: OfSignIn, [Administrator, Legal, Auditor];
    /// See whether the installation is well.
    ReadHealth: OfSignIn, [Administrator, Auditor];
    /// Invite, suspend, and give roles.
    ManageStaff: Fresh, [Administrator];
    /// Find people, and see what the portal knows of one: contacts, sessions, messages and security events. For those whose work is
    /// to attend people; who works with vacancies, pay, papers or signatures needs none of that (Law 1581 of 2012, art. 4 (f)).
    FindPeople: OfSignIn, [Administrator, Legal, Support, Auditor];
    /// End the sessions of a person.
    EndSessions: OfSignIn, [Administrator, Support];
    /// Have a recovery sent to the contact that a person has on file.
    StartRecovery: OfSignIn, [Administrator, Support];
    /// Correct the address or number of a person, who has to prove it then.
    CorrectContacts: Fresh, [Administrator, Support];
    /// See who asked to be let back in without address or phone, and how far that has come.
    ReadAssisted: OfSignIn, [Administrator, Support, Auditor];
    /// Look at the pictures of such a request, and decide it: one compares, another one approves.
    DecideAssisted: Fresh, [Administrator, Support];
    /// Suspend accounts, and let them back in.
    SuspendAccounts: Fresh, [Administrator];
    /// See what was sent to whom, masked, and what became of it.
    ReadMessages: OfSignIn, [Administrator, Support, Auditor];
    /// Send a message again, stop one, and say who gets no more of them.
    ActOnMessages: OfSignIn, [Administrator, Support];
    /// Write what the portal's messages say, in place of the program's words.
    WordMessages: OfSignIn, [Administrator];
    /// Tell everybody something on the pages that a visit begins with.
    WriteAnnouncements: OfSignIn, [Administrator];
    /// Read the petitions, complaints and claims that came in.
    ReadCases: OfSignIn, [Administrator, Legal, Support, Auditor];
    /// Write to whoever filed a case, and lead it to its end.
    AnswerCases: OfSignIn, [Administrator, Legal];
    /// Say who answers a case.
    AssignCases: OfSignIn, [Administrator, Legal];
}

/// Whether one of the roles has the permission.
pub fn allows(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| permission.roles().contains(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_they_were_written() {
        assert_eq!(read(&written(&Role::ALL)).unwrap(), Role::ALL);
        assert_eq!(read("").unwrap(), []);
        assert!(read("administrator owner").is_err());
    }

    #[test]
    fn every_permission_is_somebodys_and_the_administrator_alone_gives_rights() {
        for permission in Permission::ALL {
            assert!(!permission.roles().is_empty(), "{permission:?} is nobody's");
        }
        assert_eq!(Permission::ManageStaff.roles(), [Administrator]);
        assert_eq!(Permission::ManageStaff.factor(), Factor::Fresh);
        assert!(!allows(&[], Permission::EnterOffice));
    }
}
