"""Times as feeds and pages write them: what they say, how exactly, and which of several stands."""
