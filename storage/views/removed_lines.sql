CREATE OR REPLACE VIEW removed_lines AS
SELECT article_id, line, rule, text FROM internal.removals;
COMMENT ON VIEW removed_lines IS 'Every line that was cut from a page or text, and the rule that cut it';
COMMENT ON COLUMN removed_lines.article_id IS 'The article it was cut from';
COMMENT ON COLUMN removed_lines.line IS 'Line of a text file, or ordinal of the block in a page, from 1';
COMMENT ON COLUMN removed_lines.rule IS 'Name of the rule; docs/rules.md says what each cuts';
COMMENT ON COLUMN removed_lines.text IS 'What was cut';
