Without INPUT, or with -, a terminal is a usage error, not a silent wait.

  $ on-terminal chaff dedup
  chaff: no input: standard input is a terminal; name a file or a folder (chaff dedup FILE) or pipe into it
  [2]

  $ on-terminal chaff find -
  chaff: no input: standard input is a terminal; name a file or a folder (chaff find FILE) or pipe into it
  [2]
