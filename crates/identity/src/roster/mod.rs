//! roster

base::id!(EntryId, "A person on the roster.");
