# Each target sets up what it needs the first time; afterwards it starts at once and needs no network.
BOOT = sh packaging/bootstrap.sh
PY = .venv/bin/python

.PHONY: run test check bench shots clean

run:            ## open the board with the flagship Melody (in the terminal when there is no display)
	@$(BOOT) run
	@$(PY) packaging/run.py

test:           ## everything: lint, types, layers, all tests
	@$(BOOT) test
	@$(PY) packaging/verify.py all

check:          ## the everyday check, under a minute
	@$(BOOT) test
	@$(PY) packaging/verify.py quick

bench:          ## all benchmarks beside their floors and peers; writes docs/benchmarks.md
	@$(BOOT) bench
	@$(PY) benchmarks/run.py

shots:          ## the pictures in docs/pictures, and those at 200 % in .shots
	@$(BOOT) test
	@$(PY) packaging/shots.py docs/pictures .shots

clean:          ## forget the environment
	rm -rf .venv
