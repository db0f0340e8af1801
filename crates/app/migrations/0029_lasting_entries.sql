-- Whether something else refers to the entry, such as contracts: then it is marked as gone where it would be deleted, so that whoever
-- comes back is the same person (crate identity, folder roster).
alter table roster_entries add column is_lasting BOOLEAN not null default false;
update roster_entries set is_lasting = true where id in (select entry_id from employments);

-- A paper is good or revoked; whoever needs another one has it issued.
alter table papers drop column replaced_by;
