CREATE TYPE IF NOT EXISTS relation AS ENUM ('verbatim', 'edited', 'spun', 'rewritten', 'partial', 'same_story', 'same_form');
