# make          builds build/pont
# make run      sets up, builds, loads the Welsh example, does the main job and serves it
# make check    sets up and passes the tests (with sanitizers)
# make unit     only the unit tests; make unit ONLY=sim for one layer
# make lint     formatting, warnings as errors with clang, static checks
# make deb      the Debian package
# make fuzz SECONDS=60   invents inputs for every parser
# make bench    the benchmarks beside their peers;  make clean

BUILD   ?= build
LISTEN  ?= 127.0.0.1:8080
CC      := gcc
CCACHE  := $(shell command -v ccache 2>/dev/null)
VERSION := $(shell cat VERSION)
COMMIT  := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)

WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
          -Wvla -Wwrite-strings -Werror
STRICT := -Wconversion
BASE_FLAGS := -std=c17 -D_GNU_SOURCE -Isrc -Itests -I/usr/include/postgresql -pthread -g -fno-strict-aliasing
FAST   := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
SAN    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_DEBUG
LIBS_identity := -lcurl -lcjose -lcrypto -lqrencode -lical
LIBS_book := -lxlsxwriter -lzip -lexpat
LIBS   := -lmicrohttpd -lbrotlienc -lz -lsqlite3 -lpq -licui18n -licuuc -ljson-c -lglpk -lgsl -lgslcblas -lsodium $(LIBS_identity) $(LIBS_book) -lm
RASTER := librsvg-2.0 pangocairo cairo-pdf
LIBS   += $(shell pkg-config --libs $(RASTER))

LAYERS := base sim db core web modules app
SRCS_base    := $(wildcard src/base/*.c)
SRCS_sim     := $(wildcard src/sim/*.c)
SRCS_db      := $(wildcard src/db/*.c)
SRCS_core    := $(wildcard src/core/*.c)
SRCS_web     := $(wildcard src/web/*.c)
SRCS_modules := $(wildcard src/modules/*/*.c)
SRCS_app     := $(filter-out src/app/mpi.c,$(wildcard src/app/*.c)) # mpi.c: only pont-mpi
ALL_SRCS := $(foreach l,$(LAYERS),$(SRCS_$(l)))
TESTS    := $(filter %_test.c,$(ALL_SRCS))
SRCS     := $(filter-out %_test.c,$(ALL_SRCS))

# ---------------------------------------------------------------- generated sources
GEN    := $(BUILD)/gen
PAGES  := $(sort $(wildcard src/web/pages/*.html src/modules/*/pages/*.html src/app/pages/*.html))
PAGE_C := $(patsubst src/%.html,$(GEN)/%.html.c,$(PAGES))
PAGE_H := $(PAGE_C:.c=.h)
SCHEMA := $(sort $(wildcard src/*/schema/*.sql src/modules/*/schema/*.sql))
EXAMPLES := wales west-midlands leadership caseload
EMBEDDED_DATA := $(sort $(wildcard data/*.csv data/*/*.csv data/*/*/*.csv data/words/*.txt examples/people.csv \
                   $(foreach e,$(EXAMPLES),examples/$(e)/*.csv examples/$(e)/*/*.csv)))
GUIDES := $(sort $(wildcard docs/guide/*.md docs/model/*.md))
GOVUK  := tools/npm/node_modules/govuk-frontend/package.json
GEN_C  := $(PAGE_C) $(GEN)/schema.c $(GEN)/data.c $(GEN)/assets.c $(GEN)/messages.c $(GEN)/guides.c
GEN_O  := $(GEN_C:.c=.o)

.PHONY: all deb run check unit cases lint bench clean setup format browser fuzz po
all: $(BUILD)/pont

OBJ     := $(SRCS:%.c=$(BUILD)/obj/%.o)
OBJ_SAN := $(SRCS:%.c=$(BUILD)/san/%.o)
# NODEBUG: the simulation keeps one floating-point meaning everywhere (same bytes on any machine).
SIM_FLAGS := -O3 -ffp-contract=off $(STRICT)

$(BUILD)/obj/src/sim/%.o $(BUILD)/san/src/sim/%.o: EXTRA = $(SIM_FLAGS)
$(BUILD)/obj/src/base/%.o $(BUILD)/san/src/base/%.o: EXTRA = $(STRICT)
$(BUILD)/obj/src/web/raster.o $(BUILD)/san/src/web/raster.o: EXTRA = $(shell pkg-config --cflags $(RASTER) | sed 's/-I/-isystem /g')
$(BUILD)/obj/src/app/version.o $(BUILD)/san/src/app/version.o: EXTRA = -DPONT_VERSION='"$(VERSION)"' -DPONT_COMMIT='"$(COMMIT)"'

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc    $<"; $(CCACHE) $(CC) $(BASE_FLAGS) $(WARN) $(FAST) $(EXTRA) -I$(GEN) -MMD -MP -c $< -o $@
# A test is declared by the runner that finds it, not by a header.
$(BUILD)/san/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc    $<"; $(CCACHE) $(CC) $(BASE_FLAGS) $(WARN) $(EXTRA) $(if $(filter %_test,$*),-Wno-missing-prototypes) $(SAN) -I$(GEN) -MMD -MP -c $< -o $@
$(GEN)/%.o: $(GEN)/%.c | $(PAGE_H)
	@echo "  cc    $<"; $(CCACHE) $(CC) $(BASE_FLAGS) -O1 -I$(GEN) -Wall -Wextra -Werror -MMD -MP -c $< -o $@

$(BUILD)/pont: $(OBJ) $(GEN_O)
	@echo "  link  $@"; $(CC) -pthread -o $@ $^ $(LIBS)
$(BUILD)/pont-san: $(OBJ_SAN) $(GEN_O)
	@echo "  link  $@"; $(CC) -pthread $(SAN) -o $@ $^ $(LIBS)

# The same program for many machines (docs/operate.md): needs an MPI, which the server never links.
.PHONY: mpi mpi_where_there
mpi: $(BUILD)/pont-mpi
mpi_where_there: all
	@! command -v mpicc >/dev/null || $(MAKE) --no-print-directory -s mpi
$(BUILD)/obj/src/app/mpi.o: EXTRA = $(shell mpicc --showme:compile 2>/dev/null | sed 's/-I/-isystem /g')
$(BUILD)/pont-mpi: $(filter-out %/app/alone.o,$(OBJ)) $(BUILD)/obj/src/app/mpi.o $(GEN_O)
	@echo "  link  $@"; $(CC) -pthread -o $@ $^ $(LIBS) $(shell mpicc --showme:link)

# Objects that use pages wait for the page headers.
$(filter $(BUILD)/obj/src/web/% $(BUILD)/obj/src/modules/% $(BUILD)/obj/src/app/%,$(OBJ)): | $(PAGE_H)
$(filter $(BUILD)/san/src/web/% $(BUILD)/san/src/modules/% $(BUILD)/san/src/app/%, \
    $(OBJ_SAN) $(TESTS:%.c=$(BUILD)/san/%.o)): | $(PAGE_H)

$(BUILD)/tools/%: tools/%.c
	@mkdir -p $(@D)
	@echo "  tool  $@"; $(CC) -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -o $@ $< $(TOOL_LIBS)

$(BUILD)/tools/pagec: tools/markup.h
$(BUILD)/tools/mdc: tools/mdc_text.h
$(BUILD)/tools/mdc: TOOL_LIBS = -lmd4c
$(BUILD)/tools/make_example: tools/example_team.h tools/example_sheet.h tools/example_blocks.h tools/example_since.h
$(BUILD)/tools/run_cases: tests/support/run_cases.c $(wildcard tests/support/case_*.h)
	@mkdir -p $(@D)
	@echo "  tool  $@"; $(CC) -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -o $@ $<
$(GEN)/%.html.c $(GEN)/%.html.h &: src/%.html $(BUILD)/tools/pagec
	@mkdir -p $(@D)
	@$(BUILD)/tools/pagec $< $(GEN)/$*.html.c $(GEN)/$*.html.h

$(GEN)/schema.c: $(SCHEMA) $(BUILD)/tools/embed
	@mkdir -p $(@D)
	@$(BUILD)/tools/embed $@ embedded_schema src $(SCHEMA)
$(GEN)/data.c: $(EMBEDDED_DATA) $(BUILD)/tools/embed
	@mkdir -p $(@D)
	@$(BUILD)/tools/embed $@ embedded_data . $(EMBEDDED_DATA)
$(GEN)/guides.c: $(GUIDES) $(BUILD)/tools/mdc
	@mkdir -p $(@D)
	@$(BUILD)/tools/mdc $@ $(GUIDES)
include src/web/assets.mk
$(GEN)/cy.mo: i18n/cy.po
	@mkdir -p $(@D)
	@msgfmt --check --check-accelerators='&' -o $@ $<
$(GEN)/messages.c: $(GEN)/cy.mo $(BUILD)/tools/embed
	@$(BUILD)/tools/embed $@ embedded_messages $(GEN) $(GEN)/cy.mo

# ---------------------------------------------------------------- set-up, run
setup:
	@BUILD=$(BUILD) tools/setup run
run: setup
	@$(MAKE) --no-print-directory -s -j$(CORES) all
	@rm -f $(BUILD)/wales.db $(BUILD)/wales.db-wal $(BUILD)/wales.db-shm
	@$(BUILD)/pont example run wales --db $(BUILD)/wales.db --listen $(LISTEN)

# ---------------------------------------------------------------- tests
# One executable per layer, linked with the layers below it and nothing else, so that the arrows
# of the house hold in the linker too.
UNIT_LAYERS := $(foreach l,$(LAYERS),$(if $(filter src/$(l)/%,$(TESTS)),$(l)))
LIBS_base := -ljson-c -lsodium -licui18n -licuuc $(LIBS_book) -lm
LIBS_sim  := $(LIBS_base) -lglpk -lgsl -lgslcblas
LIBS_db   := $(LIBS_base) -lsqlite3 -lpq
LIBS_core := $(LIBS_db) $(LIBS_identity) -lglpk -lgsl -lgslcblas
LIBS_web  := $(LIBS)
LIBS_modules := $(LIBS)
LIBS_app  := $(LIBS)
BELOW_base := base
BELOW_sim  := base sim
BELOW_db   := base db
BELOW_core := base sim db core
BELOW_web  := base sim db core web
BELOW_modules := base sim db core web modules
BELOW_app  := base sim db core web modules app
GEN_core   := $(GEN)/schema.o $(GEN)/data.o $(GEN)/messages.o
GEN_web    := $(filter-out $(GEN)/modules/% $(GEN)/app/% $(GEN)/guides.o,$(GEN_O))
GEN_modules := $(filter-out $(GEN)/app/% $(GEN)/guides.o,$(GEN_O))
GEN_app    := $(GEN_O)

define unit_layer
$(BUILD)/unit/$(1)_main.c: $$(filter src/$(1)/%,$$(TESTS)) tools/find_tests.sh
	@mkdir -p $$(@D)
	@tools/find_tests.sh $$(filter %.c,$$^) > $$@
$(BUILD)/unit/$(1): $(BUILD)/unit/$(1)_main.c \
    $$(patsubst %.c,$(BUILD)/san/%.o,$$(filter src/$(1)/%,$$(TESTS))) \
    $$(foreach l,$$(BELOW_$(1)),$$(filter-out %/main.o,$$(filter $(BUILD)/san/src/$$(l)/%,$$(OBJ_SAN)))) $$(GEN_$(1))
	@echo "  link  $$@"; $$(CC) $$(BASE_FLAGS) $$(SAN) -o $$@ $$^ $$(LIBS_$(1)) -lcmocka
endef
$(foreach l,$(UNIT_LAYERS),$(eval $(call unit_layer,$(l))))

CORES ?= $(shell nproc)
$(BUILD)/tools/slow: tests/net/slow.c
	@mkdir -p $(@D)
	@echo "  tool  $@"; $(CC) -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -o $@ $<
include tests/fuzz/fuzz.mk
CHECK_TOOLS := $(addprefix $(BUILD)/tools/,make_example make_ascwds run_cases slow coverage oracle) \
               $(FUZZ_TARGETS:%=$(BUILD)/fuzz/replay-%)
ONLY ?= $(UNIT_LAYERS)
unit: $(foreach l,$(ONLY),$(BUILD)/unit/$(l))
	@for t in $^; do $$t || exit 1; done

# A build of everything, then the runner, which goes on after a failure and counts.
check:
	@BUILD=$(BUILD) tools/setup check
	@$(MAKE) --no-print-directory -s -j$(CORES) all mpi_where_there $(BUILD)/pont-san $(CHECK_TOOLS) \
	    $(foreach l,$(UNIT_LAYERS),$(BUILD)/unit/$(l))
	@tests/run_all.sh $(BUILD) $(UNIT_LAYERS)
# The same without the browser, for the minutes between.
cases: $(BUILD)/pont-san $(CHECK_TOOLS)
	@tests/run_all.sh $(BUILD) cases

lint:
	@tools/lint.sh $(BUILD)
format:
	clang-format -i $(ALL_SRCS) $(wildcard src/*/*.h src/modules/*/*.h tools/*.c)
po: all
	@tools/update_po.sh $(BUILD)
$(BUILD)/bench/disclosure: bench/disclosure.c src/sim/disclosure_test.h \
    $(filter $(BUILD)/obj/src/base/% $(BUILD)/obj/src/sim/%,$(OBJ))
	@mkdir -p $(@D)
	@echo "  link  $@"; $(CC) $(BASE_FLAGS) -O2 -o $@ $(filter %.c %.o,$^) $(LIBS_sim)
$(BUILD)/bench/answer: bench/answer.c $(filter-out %/main.o,$(OBJ)) $(GEN_O)
	@mkdir -p $(@D)
	@echo "  link  $@"; $(CC) $(BASE_FLAGS) $(WARN) -O2 -o $@ $(filter %.c %.o,$^) $(LIBS_app)
$(BUILD)/tools/coverage: tests/coverage/coverage.c tests/coverage/world.h \
    $(filter $(BUILD)/obj/src/base/% $(BUILD)/obj/src/sim/%,$(OBJ))
	@mkdir -p $(@D)
	@echo "  tool  $@"; $(CC) $(BASE_FLAGS) $(WARN) -O2 -o $@ $(filter %.c %.o,$^) $(LIBS_sim)
$(BUILD)/tools/oracle: tests/oracle/statistics.c \
    $(filter $(BUILD)/obj/src/base/% $(BUILD)/obj/src/sim/%,$(OBJ))
	@mkdir -p $(@D)
	@echo "  tool  $@"; $(CC) $(BASE_FLAGS) $(WARN) -O2 -o $@ $(filter %.c %.o,$^) $(LIBS_sim)
bench: all mpi_where_there $(BUILD)/bench/disclosure $(BUILD)/bench/answer
	@tools/setup bench
	@bench/run.sh $(BUILD)
	@bench/scale.py $(BUILD)
	@bench/answer.py $(BUILD)
	@$(BUILD)/bench/disclosure
	@bench/csv1/run.py $(BUILD)
	@/usr/bin/python3 bench/http.py $(BUILD)
	@/usr/bin/python3 bench/picture.py $(BUILD)
deb: all
	@packaging/deb.sh $(BUILD)
clean:
	rm -rf $(BUILD)

-include $(OBJ:.o=.d) $(OBJ_SAN:.o=.d) $(TESTS:%.c=$(BUILD)/san/%.d) $(GEN_O:.o=.d)
