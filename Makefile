# chaff: make, make demo, make test, make bench, make install; make help lists the rest
CC       ?= cc
CXX      ?= c++
OBJCOPY  ?= objcopy
CFLAGS   ?= -O2 -g
CXXFLAGS ?= -O2 -g
PREFIX   ?= /usr/local
B        ?= build$(if $(SAN),-$(SAN))$(if $(CROSS),-$(CROSS:%-=%))
C         = $B/check
# The layers to build, lowest first: `make LAYERS="base text" check` builds and tests those alone.
LAYERS   ?= base text sketch near boiler report run
# For another processor: CROSS is how its tools begin, SYSROOT where its libraries are, RUN
# what runs its programs: CROSS=aarch64-linux-gnu- RUN="qemu-aarch64-static -L $(SYSROOT)".
ifdef CROSS
CC        = $(CROSS)gcc
CXX       = $(CROSS)g++
LD        = $(CROSS)ld
AR        = $(CROSS)ar
OBJCOPY   = $(CROSS)objcopy
SYSFLAGS  = $(SYSROOT:%=--sysroot=%)
PKG       = PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) \
            PKG_CONFIG_LIBDIR=$(SYSROOT)/usr/lib/$(CROSS:%-=%)/pkgconfig pkg-config
else
PKG       = pkg-config
endif
VERSION   = 0.1.0
SONAME    = libchaff.so.0

SAN_asan  = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
SAN_tsan  = -fsanitize=thread
SANFLAGS  = $(SAN_$(SAN)) $(SYSFLAGS)
PACKAGES  = libxxhash libsodium libutf8proc simdjson libarchive libzstd
WARN      = -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla
CWARN     = $(WARN) -Wstrict-prototypes -Wmissing-prototypes
COMMON    = -fvisibility=hidden -fPIC -pthread -MMD -MP -D_GNU_SOURCE -DCHAFF_VERSION='"$(VERSION)"' $(SANFLAGS) $(FAULTS)
COMPILE_C   = $(CC) -std=c11 $(CWARN) $(CFLAGS) $(COMMON) $(INC)
COMPILE_CXX = $(CXX) -std=c++17 $(WARN) $(CXXFLAGS) $(COMMON) $(INC)
LIBS      = $(shell $(PKG) --libs $(PACKAGES)) -lstdc++ -lm -pthread

SOURCES = $(foreach l,$(LAYERS),$(wildcard src/$l/*.c src/$l/*.cpp))
OBJECTS = $(addsuffix .o,$(basename $(SOURCES:src/%=$B/%)))
CLI     = $(patsubst src/%.c,$B/%.o,$(wildcard src/cli/*.c))

# All cores, unless -j says otherwise.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc) --no-print-directory
endif

all: $B/libchaff.a $B/libchaff.so $B/chaff        ## library and command, into build/

# The library sees src/ and include/; the command sees include/ only, so that it
# cannot reach past the public interface.
$B/cli/%.o: INC = -Iinclude
$B/%.o:     INC = -Iinclude -Isrc -I$B

# The readable list of known phrases as C strings, one a line.
$B/known_phrases.inc: src/boiler/known_phrases.txt
	@mkdir -p $(@D) && sed 's/[\\"]/\\&/g; s/.*/"&",/' $< > $@
$B/boiler/phrases.o $B/check/boiler/phrases.o: $B/known_phrases.inc

$B/%.o: src/%.c   ; @echo '  $@'; mkdir -p $(@D) && $(COMPILE_C) -c $< -o $@
$B/%.o: src/%.cpp ; @echo '  $@'; mkdir -p $(@D) && $(COMPILE_CXX) -c $< -o $@

# The parts of the report page, as bytes in C: PART.EXT becomes page_EXT.
PAGE     = src/report/page
PAGE_JS  = $(addprefix $(PAGE)/,data.js elements.js table.js plots.js compare.js \
             clusters.js overview.js boilerplate.js parameters.js main.js)
PAGE_ALL = $(PAGE)/page.html $(PAGE)/page.css $(PAGE_JS)
$B/report/page.inc: $(PAGE_ALL) Makefile
	@mkdir -p $(@D) && for part in html:$(PAGE)/page.html css:$(PAGE)/page.css \
	    js:'$(PAGE_JS)'; do \
	    echo "static const unsigned char page_$${part%%:*}[] = {"; \
	    cat $${part#*:} | od -An -v -tu1 | sed 's/[0-9][0-9]*/&,/g'; echo '};'; \
	done > $@.new && mv $@.new $@
$B/report/page.o $B/check/report/page.o: $B/report/page.inc
$B/report/page.o $B/check/report/page.o: COMMON += -I$B

# One relocatable object whose hidden symbols are made local: programs that link
# the archive see chaff_ names and nothing else.
$B/libchaff.a: $(OBJECTS)
	@echo '  $@'; $(LD) -r -o $B/libchaff.o $^ && $(OBJCOPY) --localize-hidden $B/libchaff.o
	@rm -f $@ && $(AR) rcs $@ $B/libchaff.o
$B/libchaff.so: $(OBJECTS) ; @echo '  $@'; $(CC) -shared -Wl,-soname,$(SONAME) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$B/chaff: $(CLI) $B/libchaff.a ; @echo '  $@'; $(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# Man pages and completions come from the command's own tables.
COMMANDS = $(patsubst src/cli/cmd_%.c,%,$(wildcard src/cli/cmd_*.c))
MANUAL   = $B/man/chaff.1 $(COMMANDS:%=$B/man/chaff-%.1)
$B/man/chaff.1:   $B/chaff ; @mkdir -p $(@D) && $(RUN) $B/chaff help --man > $@
$B/man/chaff-%.1: $B/chaff ; @mkdir -p $(@D) && $(RUN) $B/chaff help --man $* > $@
$B/completion.%:  $B/chaff ; @$(RUN) $B/chaff help --completion $* > $@

# Check suites: every tests/test_NAME.c holds NAME_suite(). They link the objects
# themselves, built once more with allocation-failure injection.
SUITES ?= $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))
CHECKED = $(OBJECTS:$B/%=$C/%) $(patsubst tests/%.c,$C/tests/%.o,tests/main.c $(SUITES:%=tests/test_%.c))
ORACLES = $(filter-out tests/test_%.c tests/main.c,$(wildcard tests/*.c))
CHECK_INC = -Iinclude -Isrc -Itests -I$C

$C/%.o: src/%.c          ; @echo '  $@'; mkdir -p $(@D) && $(COMPILE_C) -DMEM_FAULTS -Iinclude -Isrc -I$B -c $< -o $@
$C/%.o: src/%.cpp        ; @echo '  $@'; mkdir -p $(@D) && $(COMPILE_CXX) -DMEM_FAULTS -Iinclude -Isrc -I$B -c $< -o $@
$C/tests/%.o: tests/%.c  ; @echo '  $@'; mkdir -p $(@D) && $(COMPILE_C) -DMEM_FAULTS $(CHECK_INC) -c $< -o $@
$C/tests/main.o: $C/suites.inc
$C/suites.inc: Makefile $(SUITES:%=tests/test_%.c)
	@mkdir -p $(@D) && for s in $(SUITES); do echo "SUITE($$s)"; done > $@
# An archive: linked is what a suite asks for, so that layers above can be left out.
$C/oracles.a: $(ORACLES:tests/%.c=$C/tests/%.o) ; @rm -f $@ && $(AR) rcs $@ $^
$C/suites: $(CHECKED) $C/oracles.a
	@echo '  $@'; $(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG) --libs check) $(LIBS)
# A test that hangs ends after 80 s, also under sanitizers on a busy machine.
check: $C/suites                                  ## Check suites alone (SAN=asan or tsan for sanitizers)
	CK_TIMEOUT_MULTIPLIER=20 $(RUN) $C/suites

test: packages                                    ## everything: Check suites, then the command on cases
	@$(MAKE) all check
	tests/cmd/run --chaff $B/chaff
	corpora/news/make.py --check
demo: packages                                    ## clean the corpus that comes along and look at the result
	@$(MAKE) all
	@.ci/demo $B
# BENCH names another corpus; the one made here is small, for a first look.
BENCH ?= $B/bench.jsonl
$B/bench.jsonl: ; python3 corpora/generate.py --docs 20000 --seed 1 --profile news -o $B/bench && mv $B/bench/docs.jsonl $@
# Microbenchmarks see the inside: MICRO="--kernel avx2 --only words" narrows them.
MICRO_OBJECTS = $(patsubst bench/micro/%.c,$B/micro/%.o,$(wildcard bench/micro/*.c))
$B/micro/%.o: bench/micro/%.c ; @mkdir -p $(@D) && $(COMPILE_C) -Iinclude -Isrc -c $< -o $@
$B/micro/micro: $(MICRO_OBJECTS) $(OBJECTS) ; @echo '  $@'; $(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
micro: $B/micro/micro                             ## nanoseconds a unit of each stage, as a table
	$B/micro/micro $(MICRO)
bench: all micro $(BENCH)                         ## the same, then speed beside wc (BENCH=corpus.jsonl)
	python3 bench/speed.py $(BENCH) --preset all --chaff $B/chaff
# Needs Chromium and, from npm, playwright-core; .ci/run has both.
browser: all                                      ## the report in headless Chromium; screenshots in build/screens
	NODE_PATH=$${NODE_PATH:-$B/browser/node_modules} tests/browser/run.js --chaff $B/chaff --screens $B/screens
packages:
	@.ci/packages

# LIBDIR is below PREFIX; DESTDIR stands before everything and is in no installed file.
LIBDIR  ?= $(PREFIX)/lib
TO_BIN   = $(DESTDIR)$(PREFIX)/bin
TO_LIB   = $(DESTDIR)$(LIBDIR)
TO_INC   = $(DESTDIR)$(PREFIX)/include
TO_MAN   = $(DESTDIR)$(PREFIX)/share/man/man1
TO_BASH  = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
TO_ZSH   = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
TO_FISH  = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
define PC
prefix=$(PREFIX)
libdir=$(LIBDIR:$(PREFIX)/%=$${prefix}/%)
includedir=$${prefix}/include

Name: chaff
Description: near-duplicates and boilerplate in text corpora
Version: $(VERSION)
Libs: -L$${libdir} -lchaff
Libs.private: $(LIBS)
Cflags: -I$${includedir}
endef
install: all $(MANUAL) $(addprefix $B/completion.,bash zsh fish) ## command, man pages, completions, library (PREFIX, DESTDIR)
	$(file >$B/chaff.pc,$(PC))
	install -d $(TO_BIN) $(TO_LIB)/pkgconfig $(TO_INC)/chaff
	install -m 755 $B/chaff $(TO_BIN)
	install -m 644 $B/libchaff.a $(TO_LIB)
	install -m 755 $B/libchaff.so $(TO_LIB)/libchaff.so.$(VERSION)
	ln -sf libchaff.so.$(VERSION) $(TO_LIB)/$(SONAME)
	ln -sf $(SONAME) $(TO_LIB)/libchaff.so
	install -m 644 include/chaff.h $(TO_INC)
	install -m 644 include/chaff/*.h $(TO_INC)/chaff
	install -m 644 $B/chaff.pc $(TO_LIB)/pkgconfig
	install -d $(TO_MAN) $(TO_BASH) $(TO_ZSH) $(TO_FISH)
	install -m 644 $(MANUAL) $(TO_MAN)
	install -m 644 $B/completion.bash $(TO_BASH)/chaff
	install -m 644 $B/completion.zsh $(TO_ZSH)/_chaff
	install -m 644 $B/completion.fish $(TO_FISH)/chaff.fish
uninstall:                                        ## what install put there
	rm -f $(TO_BIN)/chaff $(TO_LIB)/libchaff.a $(TO_LIB)/libchaff.so* $(TO_LIB)/pkgconfig/chaff.pc
	rm -rf $(TO_INC)/chaff $(TO_INC)/chaff.h
	rm -f $(TO_MAN)/chaff.1 $(COMMANDS:%=$(TO_MAN)/chaff-%.1)
	rm -f $(TO_BASH)/chaff $(TO_ZSH)/_chaff $(TO_FISH)/chaff.fish

deb: all                                          ## Debian packages, into build/
	+@packaging/deb $B $(VERSION)
# What is committed; outside git, what is there.
dist:                                             ## a tarball that builds without git, into build/
	@mkdir -p $B
	@if git rev-parse --git-dir >/dev/null 2>&1; then git archive --prefix=chaff-$(VERSION)/ HEAD; \
	else tar -c --exclude='./build*' --transform='s,^\.,chaff-$(VERSION),' .; fi | gzip -9n > $B/chaff-$(VERSION).tar.gz
	@ls $B/chaff-$(VERSION).tar.gz
clean:                                            ## remove build folders
	rm -rf build build-*
help:                                             ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile

.PHONY: all check test browser demo micro bench packages install uninstall deb dist clean help
-include $(shell find $B -name '*.d' -type f 2>/dev/null)
