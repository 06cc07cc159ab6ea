The version of chaff and of its Unicode tables, which decides what a word is.

  $ chaff --version | sed 's/[0-9][0-9.]*[0-9]/N/g'
  chaff N (Unicode N)

  $ chaff --version > a; chaff version | cmp - a; chaff -V | cmp - a
