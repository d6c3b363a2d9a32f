CREATE OR REPLACE VIEW thresholds AS
SELECT config_hash, measure, meaning, threshold, is_minimum FROM internal.measures;
COMMENT ON VIEW thresholds IS 'What measures are held to, for every configuration that runs had';
COMMENT ON COLUMN thresholds.config_hash IS 'The configuration: runs.config_hash';
COMMENT ON COLUMN thresholds.measure IS 'Name of the measure';
COMMENT ON COLUMN thresholds.meaning IS 'What it measures';
COMMENT ON COLUMN thresholds.threshold IS 'What a value is held to; null for a measure that decides nothing alone';
COMMENT ON COLUMN thresholds.is_minimum IS 'Met from the threshold upwards; else from it downwards';
