# The fuzz targets: replayed with gcc in `make check`, driven by libFuzzer in `make fuzz`.
FUZZ_TARGETS := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
# What targets are made of besides src/base: files of src/web that need nothing but each other.
FUZZ_WEB  := gate body request cookie proxy
FUZZ_SRCS := $(filter-out %_test.c,$(SRCS_base)) $(FUZZ_WEB:%=src/web/%.c)
FUZZ_LIBS := $(LIBS_base)
# What one target needs besides.
TOKEN_SRCS := $(patsubst %,src/core/%.c,jose oidc_token secret i18n)
$(BUILD)/fuzz/replay-token: $(TOKEN_SRCS:%.c=$(BUILD)/san/%.o) $(GEN)/messages.o
$(BUILD)/fuzz/token: $(TOKEN_SRCS:%.c=$(BUILD)/fuzz/obj/%.o) $(GEN)/messages.o
$(BUILD)/fuzz/replay-token $(BUILD)/fuzz/token: FUZZ_LIBS += $(LIBS_identity)
PLAN_SRCS := $(filter-out %_test.c,$(SRCS_sim) $(wildcard src/modules/projection/folder_*.c)) \
             $(patsubst %,src/modules/projection/%.c,entry parts scenario_read) src/core/i18n.c
$(BUILD)/fuzz/replay-plan: $(PLAN_SRCS:%.c=$(BUILD)/san/%.o) $(GEN)/messages.o
$(BUILD)/fuzz/plan: $(PLAN_SRCS:%.c=$(BUILD)/fuzz/obj/%.o) $(GEN)/messages.o
$(BUILD)/fuzz/replay-plan $(BUILD)/fuzz/plan: FUZZ_LIBS += -lglpk -lgsl -lgslcblas -lm
FUZZ_CC   := clang-14
FUZZ_SAN  := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DARENA_DEBUG
SECONDS   ?= 60

$(BUILD)/fuzz/replay-%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/fuzz.h $(FUZZ_SRCS:%.c=$(BUILD)/san/%.o)
	@mkdir -p $(@D)
	@echo "  fuzz  $@"; $(CC) $(BASE_FLAGS) $(WARN) $(SAN) -o $@ $(filter tests/%.c %.o,$^) $(FUZZ_LIBS)
$(BUILD)/fuzz/replay-page $(BUILD)/fuzz/page: tools/pagec.c tools/markup.h
.SECONDARY: $(patsubst %.c,$(BUILD)/fuzz/obj/%.o,$(FUZZ_SRCS) $(TOKEN_SRCS) $(PLAN_SRCS))

$(BUILD)/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  fuzz  $<"; $(CCACHE) $(FUZZ_CC) $(BASE_FLAGS) $(FUZZ_SAN) -MMD -MP -c $< -o $@
$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.h $(FUZZ_SRCS:%.c=$(BUILD)/fuzz/obj/%.o)
	@echo "  fuzz  $@"; $(FUZZ_CC) $(BASE_FLAGS) $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $(filter tests/%.c %.o,$^) $(FUZZ_LIBS)

# SECONDS for each target; new inputs stay in build/fuzz/found, a crash beside them.
fuzz:
	@tools/setup fuzz
	@$(MAKE) --no-print-directory -s -j$(CORES) $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	@tests/fuzz/run.sh $(BUILD) $(SECONDS) $(FUZZ_TARGETS)
