# The entry points of the project: `make help` lists them.

export BUILD ?= build
QEMU_SUITE ?= sid
export MESON ?= meson
export FORCE QEMU_DIR SPEED BUNDLE MTESTARGS RETRY REPORT TIMEOUT_MULTIPLIER

# Make would look for a way to make each source file by its built-in rules, from RCS and the like: seconds for thousands of files.
MAKEFLAGS += --no-builtin-rules

# Maven and meson use all cores by themselves, and two runs of Maven in one tree would conflict.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The folders are inputs too: their modification time shows that a file was removed.
poms := pom.xml $(wildcard */pom.xml) $(wildcard .mvn/*)
# The jar contains meson's lists.
main_sources := meson.build $(filter-out report/%,$(shell find */src/main))
all_java := $(shell find */src)
all_sources := $(all_java) $(shell find scripts -type f -not -path "*/__pycache__/*") README.md CONTRIBUTING.md $(wildcard docs/*)

ifneq ($(filter-out quick thorough,$(SPEED)),)
$(error SPEED is '$(SPEED)': give quick or thorough)
endif

jars := qemu-functional-tests/target/qemu-functional-tests.jar precache/target/precache.jar

# The options with which the JVM of this JDK starts fast; scripts/functional-test reads them.
start := qemu-functional-tests/target/start$(shell scripts/find-jdk 2> /dev/null)/bin/java.options

# Maven does not touch a jar whose content stays the same, so the jars get the time at which Maven
# started. A file that was edited while Maven ran is newer, so the next run builds it.
define maven
@mkdir -p target && touch target/maven.start
@PATH=$$(scripts/python-path) scripts/maven $(1)
@touch -cr target/maven.start $(jars) && ls $(jars) > /dev/null
endef

# Its pages need npm, and nothing else does: so the other jars are built without it.
# The jar itself may be that of make check, which has no pages.
report := target/report.stamp
live := $(if $(filter live,$(REPORT)),$(report))

# Run suites; the second argument, if any, is the name of the log.
meson_test = @scripts/meson-test $(if $(2),--logbase $(2)) $(1)

.PHONY: help
help: ## Print this
	@echo 'make <target>... [<variable>=<value>...]'
	@sed -nE 's/^([a-z-]+)(%?):.* ## (.*)/\1\2:\3/p; s/^# ([A-Z_]+) ## (.*)/\1:\2/p' $(firstword $(MAKEFILE_LIST)) \
	  | awk -F : '{sub("%", "<target>", $$1); printf "  %-28s%s\n", $$1, $$2}'

.PHONY: check-functional
check-functional: deps jar $(live) ## Run the functional tests of every target whose qemu-system-* is installed
	@scripts/check-functional

check-functional-%: deps jar $(live) ## Run the tests of one target
	@scripts/check-functional $*

.PHONY: precache-functional
precache-functional: deps jar ## Download the assets of the functional tests
	@scripts/configure
	@scripts/precache.py $(BUILD)

.PHONY: check-func
check-func: deps jar ## Run the quick suite and download its assets; with SPEED=thorough also the thorough suite
	@scripts/configure
	$(call meson_test,func-quick $(if $(filter thorough,$(SPEED)),func-thorough))

check-func-%: deps jar ## Run the tests of one target, or all quick ones (check-func-quick)
	@scripts/configure
	$(call meson_test,func-$* $(if $(filter thorough,$(SPEED)),$(if $(filter quick,$*),func-thorough,func-$*-thorough)))

.PHONY: check-qtest
check-qtest: deps jar ## Run the tests of devices without a guest, for every target whose QEMU is installed
	@scripts/configure
	$(call meson_test,qtest,testlog-qtest)

check-qtest-%: deps jar ## Run the tests of one target
	@scripts/configure
	$(call meson_test,qtest-$*,testlog-qtest)

.PHONY: regressions
regressions: deps jar ## Run the reproducers of known faults on three QEMUs, and write the table in docs/regressions.md
	@scripts/regressions.py

.PHONY: fuzz
fuzz: deps jar ## Access the registers of every PCI device of x86_64 at random; see docs/regressions.md
	@QEMU_TEST_ALLOW_SLOW=1 QEMU_BUILD_ROOT='$(abspath $(BUILD))' FUZZ_SECONDS='$(FUZZ_SECONDS)' FUZZ_SEED='$(FUZZ_SEED)' FUZZ_DEVICES='$(FUZZ_DEVICES)' \
	  scripts/functional-test qtest.PciFuzzTest

.PHONY: check-guest
check-guest: deps jar ## Run the tests that run commands in guests, for every target whose QEMU is installed
	@scripts/configure
	$(call meson_test,guest,testlog-guest)

check-guest-%: deps jar ## Run the tests of one target
	@scripts/configure
	$(call meson_test,guest-$*,testlog-guest)

.PHONY: kyua
kyua: deps jar ## Write programs for kyua into build/kyua; see docs/kyua.md
	@scripts/configure
	@scripts/kyua.py '$(BUILD)'

.PHONY: check-kyua
check-kyua: kyua ## Run the quick suite of KYUA_TARGETS with kyua and with meson, and compare their verdicts by test
	@scripts/check-kyua '$(BUILD)' func-quick $(KYUA_TARGETS)

# A failed test must not remove its report.
.PRECIOUS: check-report-%.junit.xml
check-report-%.junit.xml: deps jar ## Run a suite such as func-quick, and copy its report as JUnit's XML into this folder
	@rm -f $@
	@scripts/configure
	$(call meson_test,$*,testlog-$*); status=$$?; \
	  if [ -e '$(BUILD)/meson-logs/functional-$*.junit.xml' ]; then cp '$(BUILD)/meson-logs/functional-$*.junit.xml' $@; fi; \
	  exit $$status

.PHONY: check-clean
check-clean: ## Remove the logs and scratch folders of functional tests
	rm -rf '$(BUILD)/tests/functional'

.PHONY: check
check: deps target/check.stamp ## Run the project's own tests of all modules; failures are listed at the end
	@$(if $(checked),:,echo "make check: nothing changed since it passed at $$(date -r target/check.stamp '+%F %T'); FORCE=1 runs it again")

# A failed or partial run leaves no stamp.
target/check.stamp: $(poms) $(all_sources) $(if $(FORCE)$(MVNARGS),force)
	$(eval checked := yes)
	@rm -f $@
	@scripts/check '$(jars)' $(MVNARGS)
	@$(if $(MVNARGS),:,touch -r target/maven.start $@)

# This target does not depend on `deps` and `jar`, which take too long: the script makes them if there is no build.
.PHONY: run
run: ## Compile what has changed, without the checks of the build, and run the test classes TEST
	@scripts/run-test $(foreach test,$(TEST),'$(test)')

.PHONY: soak
soak: deps target/test-classpath.stamp jar ## Run all tests for MINUTES while their processes are disturbed; see docs/soak.md
	@scripts/configure
	@scripts/soak $(if $(TESTS),--tests '$(TESTS)') $(if $(MINUTES),--minutes '$(MINUTES)') $(if $(SEED),--seed '$(SEED)') \
	  $(if $(JOBS),--jobs '$(JOBS)') $(if $(PLAN),--plan '$(PLAN)')

.PHONY: fault-report
fault-report: deps target/test-classpath.stamp jar ## Run tests that fail on purpose, and check that each failure has its reason
	@scripts/fault-report

.PHONY: pictures
pictures: ## Make the pictures of the documentation from the report of make fault-report
	@scripts/install-deps --browser
	@scripts/build-web
	@cd report/web && npm run --silent pictures -- '$(abspath $(BUILD)/faults/report)' '$(abspath docs/images)'

# This must be made before the jars, as it builds them too.
target/test-classpath.stamp: $(poms) $(all_java)
	$(call maven,--brief package dependency:build-classpath -DskipTests -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
	@touch -r target/maven.start $@

.PHONY: jar
jar: $(jars) $(start) ## Build the test programs

$(jars) &: $(poms) $(main_sources)
	@echo 'Building the test programs with Maven; the first time it downloads what it needs'
	$(call maven,--brief package -DskipTests -pl '!report')

$(start): $(jars) scripts/class-archive
	@scripts/class-archive $@

$(report): $(poms) $(shell find report/src/main common/src/main report/web -name node_modules -prune -o -name dist -prune -o -name target -prune -o -type f -print 2> /dev/null) $(if $(wildcard report/target/report.jar),,force)
	@scripts/install-deps --web
	@scripts/build-web
	@mkdir -p target && touch target/report.start
	@scripts/maven --brief package -DskipTests -pl report -am
	@touch -r target/report.start $@

.PHONY: report
report: deps $(report) ## Make a report of the last runs in BUILD, and open it in a browser: build/report/index.html
	@scripts/report write '$(BUILD)' -o '$(BUILD)/report' --history= $(REPORTARGS)

.PHONY: check-slurm
check-slurm: deps jar ## Test RUNNER=slurm on a Slurm of four nodes on this machine, as root; see docs/scale.md
	@scripts/install-deps --slurm
	@scripts/check-slurm

.PHONY: merge-results
merge-results: $(report) ## Join the results of shards below the folders FROM into build/merged, and make their report
	@scripts/merge_results.py '$(BUILD)/merged' $(foreach folder,$(FROM),'$(folder)'); status=$$?; \
	  [ ! -e '$(BUILD)/merged/meson-logs' ] || scripts/report write '$(BUILD)/merged' -o '$(BUILD)/merged/report' $(REPORTARGS) || status=1; \
	  exit $$status

.PHONY: check-web
check-web: ## Test the pages of reports in Chromium
	@scripts/install-deps --browser
	@scripts/build-web
	@cd report/web && npm test

.PHONY: install
install: deps ## Install the library with its sources into the local Maven repository, for other projects
	@scripts/maven --brief install -Dmaven.test.skip=true -Dspotless.check.skip -Dmaven.javadoc.skip -Derror-prone.argument=-proc:none -Prelease \
	  -pl '!qemu-functional-tests,!precache,!report'

.PHONY: release
release: deps ## Build what is committed as VERSION, stage it in target/staging, and check it; uploads nothing
	@scripts/release $(VERSION)

.PHONY: check-examples
check-examples: install ## Run the projects in examples/ and a new project on the installed library; EXAMPLES names some
	@scripts/check-examples $(EXAMPLES)

# What javadoc needs besides the sources. Only the POMs change it; Maven has to compile the tests, as some modules use those of others.
target/site-classpath.stamp: $(poms)
	@scripts/maven --brief test-compile dependency:build-classpath -Dspotless.check.skip -Derror-prone.argument=-proc:none \
	  -Dmdep.outputFile=target/site.classpath -Dmdep.includeScope=test -DexcludeGroupIds=org.qemu.functional \
	  -pl '!qemu-functional-bom,!qemu-functional-tests,!precache,!report,!qemu-functional-archetype'
	@touch $@

.PHONY: site
site: site-deps target/site-classpath.stamp ## Build the documentation with search and Javadoc in target/site; fails on a dead link
	@scripts/site

.PHONY: site-deps
site-deps:
	@scripts/install-deps --web

.PHONY: check-api
check-api: deps ## Compare the public API with that of the last release, or of the last commit that was there before
	@scripts/check-api

.PHONY: coverage
coverage: deps jar ## Report when and on which QEMU each functional test last ran, in build/coverage.md
	@scripts/coverage.py write '$(BUILD)'

.PHONY: upstream
upstream: ## Compare the ports with the tests in the source of QEMU that QEMU_SRC names
	@$(if $(QEMU_SRC),,echo "error: QEMU_SRC is not set: make upstream QEMU_SRC=<folder of QEMU's source>" >&2; exit 2;) \
	scripts/upstream.py $(UPSTREAM) '$(QEMU_SRC)' '$(BUILD)/coverage.json'

.PHONY: qemu
qemu: deps ## Unpack the QEMU of another Debian suite and print its folder, for QEMU_DIR
	@scripts/qemu-suite '$(QEMU_SUITE)'

.PHONY: deps
deps: ## Install missing programs (root on Debian), else list them
	@scripts/install-deps

.PHONY: clean
clean: ## Remove the build; keep the asset cache
	rm -rf target $(wildcard */target)
	@if [ -e '$(BUILD)/meson-private' ]; then echo "rm -rf $(BUILD)"; rm -rf '$(BUILD)'; fi

.PHONY: force
force:

# QEMU_DIR ## A folder with your own qemu-system-*, used instead of those in PATH
# SPEED ## quick or thorough, for check-functional (both), check-func (quick) and those of one target
# QEMU_SUITE ## The suite for make qemu (sid, the newest; bookworm has 7.2)
# BUILD ## meson's build folder (build)
# MESON ## The meson to run (meson)
# MTESTARGS ## More arguments for meson test
# TIMEOUT_MULTIPLIER ## Multiplies the time-outs of the tests of QEMU, also in the programs of make kyua (by the measured speed of this host)
# QEMU_SRC ## The folder of QEMU's source, for make upstream and for tests that use its scripts and data
# UPSTREAM ## Options of make upstream: --short for sums only, --all for known differences too, --only <folder>/<file>
# RETRY ## How many more attempts a test program gets that failed; a test that passes then is flaky (0)
# BUNDLE ## Kinds of tests that run in one JVM for each suite: quick, thorough, qtest, or all (docs/running.md)
# SHARD ## SHARD=2/5: run the second of five parts of the suites, or none; by default as the CI system says (docs/scale.md)
# RUNNER ## slurm, or the path of a script that runs each test program elsewhere (docs/scale.md)
# RUNNERARGS ## Options of salloc for RUNNER=slurm (one whole node)
# FROM ## Folders with the results of shards for make merge-results
# REPORT ## REPORT=live: make check-functional shows its report while it runs
# REPORTARGS ## More arguments for the report of make report (--single-file report.html)
# KYUA_TARGETS ## Targets for make check-kyua, such as x86_64 (all)
# KYUA_VERSION ## The version of kyua for which make kyua writes lists: 0.13, which Debian has, or development (0.13)
# VERSION ## The version for make release (that of the POMs, without -SNAPSHOT)
# EXAMPLES ## Names of examples for make check-examples, or --quick (all)
# TEST ## Test classes or methods for make run (x86_64.HelloTest, 'generic.VersionTest#<method>', FailureTextTest)
# TESTS ## Modules, classes, tests and suites of meson for make soak (all)
# MINUTES ## For how long make soak starts tests; 0 runs each once (20)
# SEED ## Repeats a make soak (random)
# JOBS ## How many tests make soak runs in parallel (2)
# PLAN ## Names of the disturbances of make soak, or none (by the seed)
# MVNARGS ## More arguments for Maven in make check, which then leaves no stamp (-Dtest=<class> ...)
# FUZZ_SECONDS ## The time of make fuzz for each device (10)
# FUZZ_SEED ## The seed of make fuzz (20261201)
# FUZZ_DEVICES ## The devices of make fuzz (all)
# FORCE ## FORCE=1 runs make check if nothing changed, and make qemu if QEMU is already unpacked
