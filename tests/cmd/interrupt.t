A signal while a run reads: status 130, and nothing is left behind.

  $ cat > slow.py <<'EOF'
  > import signal, subprocess, sys, time
  > signal.signal(signal.SIGINT, signal.SIG_DFL)
  > chaff = subprocess.Popen(["chaff", "dedup", "-o", "out.jsonl"], stdin=subprocess.PIPE)
  > for i in range(100):
  >     try:
  >         chaff.stdin.write(b'{"id":%d,"text":"%s"}\n' % (i, b"word and more " * 20000))
  >         chaff.stdin.flush()
  >     except BrokenPipeError:
  >         break
  >     time.sleep(0.02)
  >     if i == 20:
  >         chaff.send_signal(int(sys.argv[1]))
  > print("status", chaff.wait())
  > EOF

  $ python3 slow.py 2; python3 slow.py 15; ls -A
  status 130
  status 130
  slow.py
  2> chaff: standard input: text from 'text', id from 'id'
  2> chaff: interrupted; nothing is left behind
  2> chaff: standard input: text from 'text', id from 'id'
  2> chaff: interrupted; nothing is left behind
