# The files that browsers load, made from govuk-frontend and src/web/assets and embedded.
ASSET_SRC := $(sort $(wildcard src/web/assets/*))

$(GEN)/assets.c: $(ASSET_SRC) tools/assets.sh tools/npm/package-lock.json $(BUILD)/tools/embed | $(GOVUK)
	@mkdir -p $(@D)
	tools/assets.sh $(dir $(GOVUK)) src/web/assets $(GEN)/assets
	$(BUILD)/tools/embed $@ embedded_assets $(GEN)/assets $(GEN)/assets/*

# Only when it is missing: set-up may have installed the test tools beside it.
$(GOVUK):
	cd tools/npm && npm ci --omit=dev --ignore-scripts --no-audit --no-fund && \
		cksum <package-lock.json >node_modules/.installed-from
