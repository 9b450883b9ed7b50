-- Domains, accounts, aliases, administrators and the audit log. Times are milliseconds since 1970 (UTC).
create table setting (
  name text primary key,
  value any not null
) strict, without rowid;

create table domain (
  seq integer primary key,
  name text not null unique,
  enabled integer not null,
  catch_all text,
  quota_bytes integer,
  quota_messages integer,
  created integer not null,
  revision integer not null,
  folded text not null
) strict;

create table domain_alias (
  name text primary key,
  domain text not null references domain (name)
) strict, without rowid;
create index domain_alias_domain on domain_alias (domain);

create table account (
  seq integer primary key,
  id text not null unique,
  address text not null unique,
  domain text not null references domain (name),
  name text not null,
  name_key text not null,
  state integer not null,
  quota_bytes integer,
  quota_messages integer,
  protocols text not null,
  created integer not null,
  updated integer not null,
  revision integer not null,
  password text,
  scram text,
  folded text not null
) strict;
create index account_name on account (name_key);
create index account_created on account (created);
create index account_domain_address on account (domain, address);
create index account_domain_name on account (domain, name_key);
create index account_domain_created on account (domain, created);
create index account_not_active on account (state, address) where state <> 0;

create table alias (
  seq integer primary key,
  id text not null unique,
  address text not null unique,
  domain text not null references domain (name),
  kind integer not null,
  name text not null,
  name_key text not null,
  created integer not null,
  revision integer not null,
  folded text not null
) strict;
create index alias_address on alias (kind, address);
create index alias_name on alias (kind, name_key);
create index alias_created on alias (kind, created);
create index alias_domain on alias (domain);

create table alias_member (
  alias text not null references alias (id),
  position integer not null,
  address text not null,
  primary key (alias, position)
) strict, without rowid;
create index alias_member_address on alias_member (address);

-- Every address there is, whatever it leads to: here, and only here, an address is unique.
create table address (
  address text primary key,
  domain text not null references domain (name),
  account text references account (id),
  alias text references alias (id),
  check ((account is null) <> (alias is null))
) strict, without rowid;
create index address_account on address (account) where account is not null;
create index address_domain on address (domain);

create table app_password (
  seq integer primary key,
  id text not null unique,
  account text not null references account (id),
  name text not null,
  protocols text not null,
  hash blob not null unique,
  created integer not null,
  expires integer,
  last_used integer
) strict;
create index app_password_account on app_password (account);

create table admin (
  seq integer primary key,
  id text not null unique,
  name text not null,
  name_key text not null unique,
  role text not null,
  domains text not null,
  enabled integer not null,
  created integer not null,
  revision integer not null,
  folded text not null
) strict;

create table token (
  seq integer primary key,
  id text not null unique,
  owner text not null,
  name text not null,
  scopes text not null,
  domains text not null,
  addresses text not null,
  hash blob not null unique,
  created integer not null,
  expires integer,
  last_used integer,
  folded text not null
) strict;
create index token_owner on token (owner);

-- The log can only grow; every entry seals the one before it, so that a change by other hands shows.
create table audit (
  seq integer primary key autoincrement,
  at integer not null,
  actor text not null,
  remote text not null,
  action text not null,
  target text not null,
  outcome text not null,
  folded text not null,
  seal blob not null
) strict;
create index audit_at on audit (at);
create index audit_actor on audit (actor, at);
create index audit_action on audit (action, at);
create index audit_target on audit (target, at);

create table audit_change (
  entry integer not null references audit (seq),
  position integer not null,
  field text not null,
  value text not null,
  primary key (entry, position)
) strict, without rowid;

create trigger audit_keeps before update on audit begin select raise(abort, 'the audit log only grows'); end;
create trigger audit_stays before delete on audit begin select raise(abort, 'the audit log only grows'); end;
create trigger audit_change_keeps before update on audit_change begin select raise(abort, 'the audit log only grows'); end;
create trigger audit_change_stays before delete on audit_change begin select raise(abort, 'the audit log only grows'); end;
