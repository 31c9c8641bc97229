# 倒排 daopai — `make help` lists what there is; `make run` and `make test` do all their own set-up.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

# Debug unless installed: it builds in half the time and keeps the checks of arithmetic and of Core's own invariants,
# which is what somebody who runs or tests a working copy wants.
CONFIG ?= debug
# One set of flags everywhere, so that `run`, `test` and CI share one build. The import check refuses a sibling
# library that Package.swift does not grant; without it SwiftPM lets it pass when the order of the build allows.
SWIFTFLAGS ?= --configuration $(CONFIG) --explicit-target-dependency-import-check error
PREFIX ?= /usr
DESTDIR ?=
STRIP ?= yes
# `make install BINARIES=.build/debug` builds nothing and takes those; the system tests do.
BINARIES ?=

# The crash reporter of Swift may hang in a pipe, and a hung test says less than a dead one.
export SWIFT_BACKTRACE := enable=no

say = @echo '==> $(1)'

## help: this list
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | sed 's/^\([a-z]*\): /\1\t/' | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

# ---------------------------------------------------------------------------------------------------------------------
# What has to be on the machine

BUILD_PACKAGES := libsystemd-dev libcurl4-openssl-dev libssl-dev libsqlite3-dev libexpat1-dev pkg-config tzdata ca-certificates
# For the tests: the mail server they talk to, and a real systemd for those that need one.
TEST_PACKAGES := python3 python3-pip python3-aiosmtpd python3-jsonschema python3-yaml openssl strace curl systemd dbus util-linux procps

apt := DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
       -o Dpkg::Use-Pty=0

# $(call want,PACKAGES): installs those that are missing, and touches nothing when none is.
define want
	@command -v swift >/dev/null || { echo 'Swift 6.2 or later is needed: https://www.swift.org/install/linux' >&2; exit 1; }
	@command -v dpkg-query >/dev/null || { echo 'No dpkg here: please see to $(1) yourself.'; exit 0; }; \
	missing=; \
	for package in $(1); do \
	  status=$$(dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null || true); \
	  [ "$$status" = installed ] || missing="$$missing $$package"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	echo "==> Installing$$missing"; \
	root=env; if [ "$$(id -u)" != 0 ]; then \
	  if sudo -n true 2>/dev/null; then root='sudo -n env'; else \
	    echo "Not root. Please run: apt-get install$$missing" >&2; exit 1; \
	  fi; \
	fi; \
	for attempt in 1 2 3; do \
	  if $$root $(apt) update >/dev/null && $$root $(apt) install --no-install-recommends $$missing >/dev/null; \
	  then exit 0; fi; \
	  echo "==> Attempt $$attempt failed" >&2; sleep $$((attempt * 5)); \
	done; exit 1
endef

# What one test compares our calendar with; it is skipped where there is no PyPI.
PYTHON_PACKAGES := .build/python
PYPI := chinesecalendar==1.11.0

## deps: installs the Debian and PyPI packages that are missing (asks nothing)
.PHONY: deps deps-build
deps:
	$(call want,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	@[ -d $(PYTHON_PACKAGES)/chinese_calendar ] || \
	  /usr/bin/python3 -m pip install -q --no-deps --disable-pip-version-check --root-user-action=ignore \
	    --target $(PYTHON_PACKAGES) $(PYPI) || echo '    No $(PYPI): the test that needs it will be skipped.'
deps-build:
	$(call want,$(BUILD_PACKAGES))

# ---------------------------------------------------------------------------------------------------------------------
# Building and trying

## build: builds daopaid and daopaictl (CONFIG=debug or release)
.PHONY: build
build: deps-build
	$(call say,Building daopaid and daopaictl ($(CONFIG)): a first build takes some minutes)
	@swift build $(SWIFTFLAGS) --product daopaid
	@swift build $(SWIFTFLAGS) --product daopaictl

# The day before the notice's first deadlines, four hours a second.
DRILL := --drill --clock 2021-07-12T08:29:50+08:00 --speed 14400

## run: a drill on the example in config/: the summer of the notice, four hours a second
.PHONY: run
run: build
	@bin=$$(swift build $(SWIFTFLAGS) --show-bin-path); here=$${bin#$(CURDIR)/}; \
	if [ -S var/control.sock ] && "$$bin/daopaictl" --socket var/control.sock status >/dev/null 2>&1; then \
	  echo 'A daemon is already running on ./var: stop it first (Ctrl-C in its terminal).' >&2; exit 1; \
	fi; \
	if [ -e var ] && [ ! -e var/.drill ] && [ -n "$$(ls -A var)" ]; then \
	  echo './var was not made by a drill, so it stays as it is. Move it away to hold one.' >&2; exit 1; \
	fi; \
	rm -rf var; mkdir -m 700 var; touch var/.drill; \
	printf '%s\n' '' \
	  '  A drill begins: it is 12 July 2021, 08:29:50 in 驻马店, and every second that passes is four hours.' \
	  '  Below: a line for each reminder and each escalation, as duties come due and nobody answers.' \
	  '  Letters go to ./var/mail, marked 【演练】; nothing leaves this machine. Ctrl-C ends the drill.' '' \
	  '  Meanwhile, in another terminal, in this directory:' \
	  "    $$here/daopaictl --socket var/control.sock status" \
	  "    $$here/daopaictl --socket var/control.sock alert list" \
	  "    $$here/daopaictl --socket var/control.sock duty list" \
	  "    $$here/daopaictl --socket var/control.sock timers" \
	  '    ls -t var/mail/new | head            # open one with any mail reader' ''; \
	exec "$$bin/daopaid" run --config config --state var --socket var/control.sock $(DRILL)

## test: builds and runs every test
.PHONY: test build-tests
build-tests: deps
	$(call say,Building the tests ($(CONFIG)): a first build takes some minutes)
	@swift build $(SWIFTFLAGS) --build-tests
# Python helpers of the tests run under the system's interpreter: it is the one that has aiosmtpd.
test: build-tests
	$(call say,Running every test)
	@DAOPAI_PYTHON=/usr/bin/python3 DAOPAI_PYTHON_PACKAGES=$(CURDIR)/$(PYTHON_PACKAGES) \
	  swift test $(SWIFTFLAGS) --skip-build $(TESTFLAGS)

## tsan: the tests under ThreadSanitizer, in a build of its own (slow; SANTESTS=DaemonTests for some of them)
# The sanitizer's own thread ticks, so those that look for ticks are left out. A report ends its process with 66.
.PHONY: tsan
SANFLAGS := --sanitize=thread --scratch-path .build-tsan
SANTESTS ?= .
tsan: deps
	$(call say,Building the tests with ThreadSanitizer: a first build takes some minutes)
	@swift build $(SANFLAGS) --build-tests
	@"$$(dirname "$$(readlink -f "$$(command -v swift)")")/clang" -shared -fPIC -O1 -o .build-tsan/swift-mutex.so \
	  Tests/TestSupport/Sanitizer/swift-mutex.c -ldl
	$(call say,Running them)
	@LD_PRELOAD=$(CURDIR)/.build-tsan/swift-mutex.so DAOPAI_SEEDS=$${DAOPAI_SEEDS:-200} \
	  DAOPAI_PYTHON=/usr/bin/python3 DAOPAI_PYTHON_PACKAGES=$(CURDIR)/$(PYTHON_PACKAGES) \
	  swift test $(SANFLAGS) --skip-build --filter '$(SANTESTS)' --skip 'Idle'

## lint: the layout of the sources, strictly
.PHONY: lint format check
SOURCES := Sources Tests Benchmarks Package.swift
lint:
	$(call say,Linting)
	@swift format lint --strict --recursive --parallel $(SOURCES)

## format: puts the sources into that layout
format:
	@swift format --in-place --recursive --parallel $(SOURCES)

## check: lint, tests, and the example configuration
check: lint test
	$(call say,Checking config/)
	@"$$(swift build $(SWIFTFLAGS) --show-bin-path)/daopaictl" check --config config

# ---------------------------------------------------------------------------------------------------------------------
# Installing

# Swift's own libraries are linked in, so that the target machine needs no Swift.
INSTALLFLAGS := --configuration release --static-swift-stdlib --explicit-target-dependency-import-check error

D := $(DESTDIR)
SHARE := $(D)$(PREFIX)/share
UNITDIR := $(D)$(PREFIX)/lib/systemd/system
DOCDIR := $(SHARE)/doc/daopai
UNITS := daopaid.service daopaid.socket daopaid-failed@.service

## install: binaries, units, configuration, completions, documents (DESTDIR= PREFIX=/usr STRIP=yes BINARIES=)
.PHONY: install install-build
install-build:
ifeq ($(BINARIES),)
	@$(MAKE) deps-build
	$(call say,Building for installation (release): some minutes)
	@swift build $(INSTALLFLAGS) --product daopaid
	@swift build $(INSTALLFLAGS) --product daopaictl
endif

install: install-build
	$(call say,Installing below $(D)$(PREFIX))
	@bin='$(BINARIES)'; [ -n "$$bin" ] || bin=$$(swift build $(INSTALLFLAGS) --show-bin-path); \
	for program in daopaid daopaictl; do \
	  install -D -m 755 "$$bin/$$program" "$(D)$(PREFIX)/bin/$$program"; \
	  if [ '$(STRIP)' = yes ]; then strip "$(D)$(PREFIX)/bin/$$program"; fi; \
	done; \
	complete() { "$$bin/$$1" --generate-completion-script $$2; }; \
	mkdir -p "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" "$(SHARE)/fish/vendor_completions.d"; \
	for program in daopaid daopaictl; do \
	  complete $$program bash > "$(SHARE)/bash-completion/completions/$$program"; \
	  complete $$program zsh > "$(SHARE)/zsh/site-functions/_$$program"; \
	  complete $$program fish > "$(SHARE)/fish/vendor_completions.d/$$program.fish"; \
	done
	@mkdir -p "$(UNITDIR)"; \
	for unit in $(UNITS); do \
	  sed -e 's|/usr/bin/daopai|$(PREFIX)/bin/daopai|' -e 's|/usr/share/doc|$(PREFIX)/share/doc|' \
	    -e 's|^\(ExecPaths=/usr/bin\)|\1$(if $(filter /usr,$(PREFIX)),, $(PREFIX)/bin)|' \
	    "units/$$unit" > "$(UNITDIR)/$$unit"; \
	  chmod 644 "$(UNITDIR)/$$unit"; \
	done
	@install -D -m 644 units/daopai.sysusers "$(D)$(PREFIX)/lib/sysusers.d/daopai.conf"
	@install -D -m 644 units/daopai.tmpfiles "$(D)$(PREFIX)/lib/tmpfiles.d/daopai.conf"
	@install -D -m 644 units/daopai.catalog "$(D)$(PREFIX)/lib/systemd/catalog/daopai.catalog"
	@install -D -m 644 -t "$(DOCDIR)" LICENSE README.md README.zh-CN.md CHANGELOG.md units/daopaid-notify-reload.conf
	@mkdir -p "$(DOCDIR)/example"; cp -R docs/. "$(DOCDIR)/"; cp -R config/. "$(DOCDIR)/example/"
	@if [ -e "$(D)/etc/daopai" ]; then \
	  echo '    $(D)/etc/daopai is there already and stays as it is; the example: $(PREFIX)/share/doc/daopai/example'; \
	else \
	  mkdir -p -m 750 "$(D)/etc/daopai"; cp -R config/. "$(D)/etc/daopai/"; \
	fi
	@if [ -z '$(D)' ]; then printf '%s\n' \
	  '    Next, as root:' \
	  '      systemd-sysusers && systemd-tmpfiles --create $(PREFIX)/lib/tmpfiles.d/daopai.conf' \
	  '      journalctl --update-catalog; systemctl daemon-reload' \
	  '      daopaictl check --config /etc/daopai && systemctl enable --now daopaid.socket daopaid.service'; fi

## uninstall: removes what install put there, except /etc/daopai and /var/lib/daopai
.PHONY: uninstall
uninstall:
	@rm -f $(foreach p,daopaid daopaictl,"$(D)$(PREFIX)/bin/$(p)" "$(SHARE)/bash-completion/completions/$(p)" \
	  "$(SHARE)/zsh/site-functions/_$(p)" "$(SHARE)/fish/vendor_completions.d/$(p).fish") \
	  $(foreach u,$(UNITS),"$(UNITDIR)/$(u)") "$(D)$(PREFIX)/lib/sysusers.d/daopai.conf" \
	  "$(D)$(PREFIX)/lib/tmpfiles.d/daopai.conf" "$(D)$(PREFIX)/lib/systemd/catalog/daopai.catalog"
	@rm -rf "$(DOCDIR)"
	@echo '    Kept: $(D)/etc/daopai and $(D)/var/lib/daopai'

## clean: removes what was built (never ./var)
.PHONY: clean
clean:
	@rm -rf .build
