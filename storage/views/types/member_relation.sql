CREATE TYPE IF NOT EXISTS member_relation AS ENUM ('source', 'verbatim', 'edited', 'spun', 'rewritten');
