-- Where a code went, so that it proves that address or number and no other (crate identity, folder verification).
alter table verification_codes add column contact_mac BYTES; -- keyed hash; null in codes sent before there was one
