"""The sample newsroom: ten invented outlets, served on loopback for `wirecopy demo` and the tests.

`newsroom` reads the packaged texts, `pages` and `feeds` render them as ten different sites would,
`site` gathers every address with its answer, `server` serves them. All of it is deterministic.
"""
