-- The roster's changes are numbered, so that an import is applied only to the roster that its dry run saw (crate identity, folder roster).
alter table roster_imports add column turn INTEGER not null default 0;
alter table imports add column roster_turn INTEGER;   -- the last change before its dry run
