The completions of bash, as bash calls them.
#needs-command bash

  $ chaff help --completion bash > chaff.bash
  $ cat > try <<'EOF'
  > compopt() { :; }
  > . ./chaff.bash
  > COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  > _chaff; printf '%s\n' "${COMPREPLY[@]}" | tr '\n' ' '; echo
  > EOF

  $ bash try chaff de
  dedup 
  $ bash try chaff help str
  strip 
  $ bash try chaff find --m
  --measure --min-words --max-pairs --memory 
  $ bash try chaff find --measure ''
  jaccard containment 
  $ bash try chaff find --measure con
  containment 
  $ bash try chaff find --measure = con
  containment 
  $ bash try chaff clean --keep l
  last longest latest 
  $ bash try chaff dedup -x ''
  web news short strict legal fineweb 
  $ mkdir folder; bash try chaff dedup --run-dir fo
  folder 
  $ bash try chaff dedup -t ''
   
  $ bash try chaff strip --removed
   
  $ bash try chaff dedup --removed
  --removed 
