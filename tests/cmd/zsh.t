The completions of zsh, in a zsh that is typed into.
#needs-command zsh

  $ chaff help --completion zsh > _chaff; zsh -n _chaff
  $ cat > try.zsh <<'EOF'
  > zmodload zsh/zpty
  > zpty z zsh -f -i
  > wait_for() { local out all; repeat 200; do zpty -rt z out && all+=$out; [[ $all == *$1* ]] && break; sleep 0.05; done; print -r -- $all }
  > zpty -w z 'PS1= PS2= RPS1=; fpath=($PWD $fpath); autoload -Uz compinit; compinit -D -u; chaff() print -r -- "ta""ken: $*"; print REA""DY'
  > wait_for READY > setup
  > zpty -n -w z "$1"$'\t'
  > sleep 0.5
  > zpty -n -w z $'\n'
  > wait_for 'taken: *' | tr -d '\r' | grep '^taken'
  > EOF

  $ zsh -f try.zsh 'chaff dedup --keep lon'
  taken: dedup --keep longest
  $ zsh -f try.zsh 'chaff fin'
  taken: find
  $ zsh -f try.zsh 'chaff find --meas'
  taken: find --measure
