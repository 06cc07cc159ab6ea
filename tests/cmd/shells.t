Man pages and completions are written from the tables of commands and options: every
command and every option of the help is in each of them.

  $ chaff -h | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -v -x -e help -e version > commands
  $ for shell in bash zsh fish; do chaff help --completion $shell > $shell; done
  $ for c in $(cat commands); do
  >     chaff help --man $c | sed 's/\\-/-/g' > man
  >     grep -q "chaff-$c" man && chaff help --man | grep -q "chaff..$c" || echo "$c: no page"
  >     grep -q "    $c) list=" bash && grep -q "^        $c)" zsh || echo "$c: not completed"
  >     for o in $(chaff $c --help | sed -n 's/^  \(-., \)\{0,1\}--\([a-z-]*\).*/\2/p'); do
  >         grep -q "fB--$o.fR" man || echo "$c --$o: not in the man page"
  >         grep "    $c) list=" bash | grep -q -e "--$o " || echo "$c --$o: not in bash"
  >         sed -n "/^        $c)/,/;;/p" zsh | grep -q -e "--$o[=',\[}]" || echo "$c --$o: not in zsh"
  >         grep -q "subcommand_from $c' -l $o " fish || echo "$c --$o: not in fish"
  >     done
  >     chaff $c -h | grep -c -e '^  -., --' -e '^      --' > short
  >     chaff $c --help | grep -c -e '^  -., --' -e '^  --' | cmp - short
  > done

So are the values that an option can have, the presets among them.

  $ for word in jsonl containment latest longest utf16 always fineweb; do
  >     for shell in bash zsh fish; do grep -q "[ ('\\\\]*$word" $shell || echo "$word: not in $shell"; done
  > done

  $ chaff help --completion csh
  2> chaff: help --completion needs a shell: bash, zsh or fish
  [2]

  $ chaff help --man nonesuch
  2> chaff: unknown command 'nonesuch'; see chaff --help
  [2]

No line of a page is a request that it should not be.

  $ for c in "" $(cat commands); do chaff help --man $c; done | grep '^[.'"']" | cut -d ' ' -f 1 | sort -u | tr '\n' ' '
  .B .BR .PP .RE .RS .SH .SS .TH .TP .br  (no newline)
