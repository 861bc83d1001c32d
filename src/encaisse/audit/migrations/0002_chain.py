"""The chain: computed by the database, refused to update, delete and truncate."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_digest(
  company_id bigint, rank bigint, at timestamptz, actor text, verb text, subject text,
  customer_id bigint, reason text, facts jsonb, previous text
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\\n',
    previous, company_id, rank, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    actor, verb, subject, coalesce(customer_id::text, ''), reason, facts::text), 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE latest record;
BEGIN
  PERFORM pg_advisory_xact_lock(81, NEW.company_id::int);
  SELECT rank, digest INTO latest FROM audit_entry
    WHERE company_id = NEW.company_id ORDER BY rank DESC LIMIT 1;
  NEW.rank := coalesce(latest.rank, 0) + 1;
  NEW.previous := coalesce(latest.digest, '');
  NEW.at := clock_timestamp();
  NEW.digest := audit_digest(NEW.company_id, NEW.rank, NEW.at, NEW.actor, NEW.verb, NEW.subject,
    NEW.customer_id, NEW.reason, NEW.facts, NEW.previous);
  RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The journal only grows: % refused', TG_OP;
END $$;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_never_empty BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

BACKWARD = """
DROP TRIGGER audit_never_empty ON audit_entry;
DROP TRIGGER audit_append_only ON audit_entry;
DROP TRIGGER audit_chain ON audit_entry;
DROP FUNCTION audit_refuse;
DROP FUNCTION audit_chain;
DROP FUNCTION audit_digest;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
