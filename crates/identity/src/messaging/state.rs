//! What becomes of a message, from the outbox to the person.

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// In the outbox, not handed over yet.
    Waiting,
    /// A server or provider took it on.
    Sent,
    /// The provider says that it arrived.
    Delivered,
    /// Nobody took it on, or the provider gave it up.
    Failed,
    /// The provider says that the address or number does not exist or takes nothing.
    Bounced,
    /// It was of no use any more before somebody took it on.
    Expired,
    /// Staff stopped it.
    Stopped,
    /// Its recipient gets no such messages any more.
    Suppressed,
}

use MessageState::{Bounced, Delivered, Expired, Failed, Sent, Stopped, Suppressed, Waiting};

impl MessageState {
    pub const ALL: [Self; 8] = [Waiting, Sent, Delivered, Failed, Bounced, Expired, Stopped, Suppressed];

    /// The name in the database, in addresses and in messages' ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Waiting => "waiting",
            Sent => "sent",
            Delivered => "delivered",
            Failed => "failed",
            Bounced => "bounced",
            Expired => "expired",
            Stopped => "stopped",
            Suppressed => "suppressed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}
