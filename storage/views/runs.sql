CREATE OR REPLACE VIEW runs AS
SELECT run_id, command, version, config_hash, started_at, ended_at, exit_code,
       date_diff('millisecond', started_at, ended_at) / 1000.0 AS seconds,
       pages, articles, failed, rejected, known, candidates, verified, pairs, groups, note
FROM internal.runs;
COMMENT ON VIEW runs IS 'Every run that wrote to the store';
COMMENT ON COLUMN runs.run_id IS 'Number of the run';
COMMENT ON COLUMN runs.command IS 'The command';
COMMENT ON COLUMN runs.version IS 'Version of wirecopy';
COMMENT ON COLUMN runs.config_hash IS 'Hash of the thresholds and settings that it ran with';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC';
COMMENT ON COLUMN runs.ended_at IS 'End, UTC; null for a run that was killed or still runs';
COMMENT ON COLUMN runs.exit_code IS 'Exit code, as in wirecopy --help';
COMMENT ON COLUMN runs.seconds IS 'How long it took';
COMMENT ON COLUMN runs.pages IS 'Raw pages or rows that it stored';
COMMENT ON COLUMN runs.articles IS 'Articles that it made of them';
COMMENT ON COLUMN runs.failed IS 'Pages on which extraction failed: beyond its time or memory, or a fault of its own';
COMMENT ON COLUMN runs.rejected IS 'Rows that it could not read';
COMMENT ON COLUMN runs.known IS 'Rows and pages of an import that were in the store already, or erased before';
COMMENT ON COLUMN runs.candidates IS 'Candidate pairs found among texts that were not compared before';
COMMENT ON COLUMN runs.verified IS 'Pairs compared in full: candidates, and others that naming a source asks for';
COMMENT ON COLUMN runs.pairs IS 'Pairs in the store that have something to do with each other, when it ended';
COMMENT ON COLUMN runs.groups IS 'Copy groups in the store, when it ended; changes has what it changed';
COMMENT ON COLUMN runs.note IS 'What else there is to say';
