-- Adds one entry to the chain, in one call and under one lock: a client can neither die nor dawdle
-- while it holds the chain's end. A function, because its plans are kept: the same as one long
-- statement cost the embedded database three times as much.
--
-- p_rest is the canonical text of the entry without its first key, "at": the time is taken here,
-- under the lock, so that times never run backwards along the chain.
CREATE FUNCTION ledger_append(
  p_kind text, p_id text, p_attempt bigint, p_operation text, p_issuer text, p_subject text,
  p_target text, p_result text, p_rest text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  head ledger_head;
  entry text;
  entry_hash text;
BEGIN
  -- An outcome is found under what its attempt is found under, and is refused without it.
  IF p_kind = 'outcome' THEN
    SELECT operation, issuer, subject, target INTO STRICT p_operation, p_issuer, p_subject, p_target
    FROM ledger_entries WHERE seq = p_attempt AND id = p_id AND kind = 'attempt';
  END IF;
  -- Whoever waited here reads the head that the one before left.
  SELECT * INTO STRICT head FROM ledger_head FOR UPDATE;
  head.at := date_trunc('milliseconds', greatest(head.at, clock_timestamp()));
  entry := '{"at":"' || to_char(head.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '",' || p_rest;
  head.seq := head.seq + 1;
  entry_hash := encode(sha256(convert_to(
    concat_ws(E'\n', 'strongroom-ledger-v1', head.log_id, head.seq, head.hash, entry), 'UTF8')), 'hex');
  INSERT INTO ledger_entries (seq, at, kind, id, attempt, operation, issuer, subject, target, result,
    canonical, prev_hash, hash)
  VALUES (head.seq, head.at, p_kind, p_id, p_attempt, p_operation, p_issuer, p_subject, p_target,
    p_result, entry, head.hash, entry_hash);
  UPDATE ledger_head SET seq = head.seq, hash = entry_hash, at = head.at;
  RETURN head.seq;
END
$$;
