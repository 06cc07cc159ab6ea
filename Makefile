# chaff: make, make demo, make test, make bench, make install; make help lists the rest
CC       ?= cc
CXX      ?= c++
CFLAGS   ?= -O2 -g
CXXFLAGS ?= -O2 -g
PREFIX   ?= /usr/local
B        ?= build
# The layers to build, lowest first: `make LAYERS="base text" check` builds and tests those alone.
LAYERS   ?= base text sketch near boiler report run
VERSION   = 0.1.0

SAN_asan  = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
SAN_tsan  = -fsanitize=thread
SANFLAGS  = $(SAN_$(SAN))
PACKAGES  = libxxhash libsodium libutf8proc simdjson libarchive libzstd
WARN      = -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla
CWARN     = $(WARN) -Wstrict-prototypes -Wmissing-prototypes
COMMON    = -fvisibility=hidden -fPIC -pthread -MMD -MP -D_GNU_SOURCE -DCHAFF_VERSION='"$(VERSION)"' $(SANFLAGS) $(FAULTS)
COMPILE_C   = $(CC) -std=c11 $(CWARN) $(CFLAGS) $(COMMON) $(INC)
COMPILE_CXX = $(CXX) -std=c++17 $(WARN) $(CXXFLAGS) $(COMMON) $(INC)
LIBS      = $(shell pkg-config --libs $(PACKAGES)) -lstdc++ -lm -pthread

SOURCES = $(foreach l,$(LAYERS),$(wildcard src/$l/*.c src/$l/*.cpp))
OBJECTS = $(addsuffix .o,$(basename $(SOURCES:src/%=$B/%)))
CLI     = $(patsubst src/%.c,$B/%.o,$(wildcard src/cli/*.c))

all: $B/libchaff.a $B/libchaff.so $B/chaff        ## library and command, into build/

# The library sees src/ and include/; the command sees include/ only, so that it
# cannot reach past the public interface.
$B/cli/%.o: INC = -Iinclude
$B/%.o:     INC = -Iinclude -Isrc

$B/%.o: src/%.c   ; @mkdir -p $(@D) && $(COMPILE_C) -c $< -o $@
$B/%.o: src/%.cpp ; @mkdir -p $(@D) && $(COMPILE_CXX) -c $< -o $@

# One relocatable object whose hidden symbols are made local: programs that link
# the archive see chaff_ names and nothing else.
$B/libchaff.a: $(OBJECTS)
	$(LD) -r -o $B/libchaff.o $^
	objcopy --localize-hidden $B/libchaff.o
	rm -f $@ && $(AR) rcs $@ $B/libchaff.o
$B/libchaff.so: $(OBJECTS) ; $(CC) -shared $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$B/chaff: $(CLI) $B/libchaff.a ; $(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# Check suites: every tests/test_NAME.c holds NAME_suite(). They link the objects
# themselves, built once more with allocation-failure injection.
C       = $B/check
SUITES ?= $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))
ORACLES = $(filter-out tests/test_%.c tests/main.c,$(wildcard tests/*.c))
CHECKED = $(OBJECTS:$B/%=$C/%) $(patsubst tests/%.c,$C/tests/%.o,tests/main.c $(ORACLES) $(SUITES:%=tests/test_%.c))
CHECK_INC = -Iinclude -Isrc -Itests -I$C

$C/%.o: src/%.c          ; @mkdir -p $(@D) && $(COMPILE_C) -DMEM_FAULTS -Iinclude -Isrc -c $< -o $@
$C/%.o: src/%.cpp        ; @mkdir -p $(@D) && $(COMPILE_CXX) -DMEM_FAULTS -Iinclude -Isrc -c $< -o $@
$C/tests/%.o: tests/%.c  ; @mkdir -p $(@D) && $(COMPILE_C) -DMEM_FAULTS $(CHECK_INC) -c $< -o $@
$C/tests/main.o: $C/suites.inc
$C/suites.inc: Makefile $(SUITES:%=tests/test_%.c)
	@mkdir -p $(@D) && for s in $(SUITES); do echo "SUITE($$s)"; done > $@
$C/run: $(CHECKED)
	$(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs check) $(LIBS)
check: $C/run                                     ## Check suites alone (SAN=asan or tsan for sanitizers)
	$C/run

clean:                                            ## remove build folders
	rm -rf build build-asan build-tsan
help:                                             ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile

.PHONY: all check clean help
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
