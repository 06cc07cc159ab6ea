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

At whatever moment it comes: all outputs are there, or none, and no folder either.

  $ python3 $CORPORA/generate.py --docs 1500 --seed 3 --profile news -o made 2> log; mkdir in; split -l 250 --additional-suffix=.jsonl made/docs.jsonl in/
  $ cat > any.py <<'EOF'
  > import os, shutil, signal, subprocess, time
  > signal.signal(signal.SIGINT, signal.SIG_DFL)
  > for i in range(14):
  >     os.mkdir("w")
  >     run = subprocess.Popen(["chaff", "clean", "-q", "in", "-o", "w/out/", "--run-dir", "w/run", "--pairs", "w/p.tsv"]
  >                            if i % 2 else ["chaff", "clean", "-q", "in", "-o", "w/out.jsonl", "--run-dir", "w/run"], stderr=subprocess.DEVNULL)
  >     time.sleep(0.02 * i)
  >     run.send_signal(signal.SIGINT)
  >     status = run.wait()
  >     left = sorted(os.listdir("w"))
  >     if status in (130, -2):
  >         assert not left, (i, left)
  >     elif status == 0:
  >         assert "run" in left and len(os.listdir("w/run")) > 5, (i, left)
  >     shutil.rmtree("w")
  > print("done")
  > EOF
  $ python3 any.py
  done
