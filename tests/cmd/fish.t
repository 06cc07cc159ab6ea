The completions of fish, as fish answers.
#needs-command fish

  $ chaff help --completion fish > chaff.fish
  $ cat > try <<'EOF'
  > HOME=$PWD XDG_CONFIG_HOME=$PWD XDG_DATA_HOME=$PWD fish --no-config -c 'source chaff.fish; complete -C $argv' "$1" | cut -f 1 | sort | tr '\n' ' '; echo
  > EOF

  $ sh try 'chaff de'
  dedup 
  $ sh try 'chaff find --m'
  --max-pairs --measure --memory --min-words 
  $ sh try 'chaff find --measure '
  containment jaccard 
  $ sh try 'chaff dedup -x '
  fineweb legal news short strict web 
  $ sh try 'chaff strip --thr'
  --threads 
