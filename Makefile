# The outside of the house: `make help` tells what there is to call.

export BUILD ?= build
export QEMU_SUITE ?= sid
export MESON ?= meson
export FORCE QEMU_DIR MTESTARGS TIMEOUT_MULTIPLIER

# Maven and meson use all cores by themselves, and two Mavens in one tree would disturb each other.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The folders are inputs too: their time tells of a file that went away.
poms := pom.xml $(wildcard */pom.xml) $(wildcard .mvn/*)
# meson's lists are in the jar, too.
main_sources := meson.build $(shell find */src/main)
all_java := $(shell find */src)
all_sources := $(all_java) $(shell find scripts -type f -not -path "*/__pycache__/*") README.md CONTRIBUTING.md $(wildcard docs/*)

ifneq ($(filter-out quick thorough,$(SPEED)),)
$(error SPEED is '$(SPEED)': give quick or thorough)
endif

jars := qemu-functional-tests/target/qemu-functional-tests.jar precache/target/precache.jar

# How the JVM of the JDK at hand starts fast; scripts/functional-test looks there.
start := qemu-functional-tests/target/start$(shell scripts/find-jdk 2> /dev/null)/bin/java.options

# Maven leaves a jar alone whose content would be the same, so the jars get the time at which Maven
# started: what was edited while it ran is newer and is built the next time.
define maven
@mkdir -p target && touch target/maven.start
@scripts/maven $(1)
@touch -cr target/maven.start $(jars) && ls $(jars) > /dev/null
endef

# Some suites, with a log of a name of its own where a second argument says so.
meson_test = @scripts/meson-test $(if $(2),--logbase $(2)) $(1)

.PHONY: help
help: ## Print this
	@echo 'make <target>... [<variable>=<value>...]'
	@sed -nE 's/^([a-z-]+)(%?):.* ## (.*)/\1\2:\3/p; s/^# ([A-Z_]+) ## (.*)/\1:\2/p' $(firstword $(MAKEFILE_LIST)) \
	  | awk -F : '{sub("%", "<target>", $$1); printf "  %-28s%s\n", $$1, $$2}'

.PHONY: check-functional
check-functional: deps jar ## Run the functional tests of every target whose qemu-system-* is here
	@scripts/check-functional

check-functional-%: deps jar ## Run those of one target
	@scripts/check-functional $*

.PHONY: precache-functional
precache-functional: deps jar ## Fetch what the functional tests download
	@scripts/configure
	@scripts/precache.py $(BUILD)

.PHONY: check-func
check-func: deps jar ## Run the quick suite, fetching what it needs; SPEED=thorough the other, too
	@scripts/configure
	$(call meson_test,func-quick $(if $(filter thorough,$(SPEED)),func-thorough))

check-func-%: deps jar ## Run those of one target, or all quick ones (check-func-quick)
	@scripts/configure
	$(call meson_test,func-$* $(if $(filter thorough,$(SPEED)),$(if $(filter quick,$*),func-thorough,func-$*-thorough)))

.PHONY: check-qtest
check-qtest: deps jar ## Run the tests of devices, which need no guest, of every target whose QEMU is here
	@scripts/configure
	$(call meson_test,qtest,testlog-qtest)

check-qtest-%: deps jar ## Run those of one target
	@scripts/configure
	$(call meson_test,qtest-$*,testlog-qtest)

.PHONY: check-guest
check-guest: deps jar ## Run the tests with guests that are talked to, of every target whose QEMU is here
	@scripts/configure
	$(call meson_test,guest,testlog-guest)

check-guest-%: deps jar ## Run those of one target
	@scripts/configure
	$(call meson_test,guest-$*,testlog-guest)

# That a test fails is no reason to remove the report of it.
.PRECIOUS: check-report-%.junit.xml
check-report-%.junit.xml: deps jar ## Run a suite, func-quick say, and keep its report as JUnit's XML here
	@rm -f $@
	@scripts/configure
	$(call meson_test,$*,testlog-$*); status=$$?; \
	  if [ -e '$(BUILD)/meson-logs/functional-$*.junit.xml' ]; then cp '$(BUILD)/meson-logs/functional-$*.junit.xml' $@; fi; \
	  exit $$status

.PHONY: check-clean
check-clean: ## Remove the logs and scratch folders of functional tests
	rm -rf '$(BUILD)/tests/functional'

.PHONY: check
check: deps target/check.stamp ## Run the project's own tests, all modules; what failed is told at the end
	@$(if $(checked),:,echo "make check: nothing changed since it passed at $$(date -r target/check.stamp '+%F %T'); FORCE=1 runs it again")

# Maven goes on after a failed test, a crashed JVM and a failed goal, else it would skip the modules that depend on
# that one. So it ends with 0 always: its log tells how it went, and results.py judges last, so that what failed
# stands at the end. Jars of a failed build get the oldest time, to be built again. A part of the tests leaves no stamp.
target/check.stamp: $(poms) $(all_sources) $(if $(FORCE)$(MVNARGS),force)
	$(eval checked := yes)
	@rm -rf $@ target/check.log */target/surefire-reports
	@mkdir -p target && touch target/check.start
	$(call maven,--log target/check.log verify --fail-never -Dmaven.test.failure.ignore=true $(MVNARGS) \
	  && grep -q 'BUILD SUCCESS' target/check.log || { touch -cd @0 $(jars); scripts/results.py check $(if $(MVNARGS),--part); exit 1; })
	@failed=; \
	for check in check-commits check-scripts check-docs 'coverage.py check' check-start check-jitter check-soak; do scripts/$$check || failed="$$failed, scripts/$$check"; done; \
	scripts/results.py check $(if $(MVNARGS),--part) || failed="$$failed, tests"; \
	[ -z "$$failed" ] || { echo "make check: FAILED: $${failed#, }" >&2; exit 1; }
	@$(if $(MVNARGS),:,touch -r target/maven.start $@)

# Without `deps` and `jar`: the script sees to them when there is no build, and compiles what has changed by itself.
.PHONY: run
run: ## Compile what has changed, without the checks of the build, and run the test classes TEST
	@scripts/run-test $(foreach test,$(TEST),'$(test)')

.PHONY: soak
soak: deps target/test-classpath.stamp jar ## Run all tests disturbed, as on a slow host, for MINUTES; see docs/soak.md
	@scripts/configure
	@scripts/soak $(if $(TESTS),--tests '$(TESTS)') $(if $(MINUTES),--minutes '$(MINUTES)') $(if $(SEED),--seed '$(SEED)') \
	  $(if $(JOBS),--jobs '$(JOBS)') $(if $(PLAN),--plan '$(PLAN)')

# Before the jars, as it builds them, too.
target/test-classpath.stamp: $(poms) $(all_java)
	$(call maven,--brief package dependency:build-classpath -DskipTests -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
	@touch -r target/maven.start $@

.PHONY: jar
jar: $(jars) $(start) ## Build the test programs

$(jars) &: $(poms) $(main_sources)
	@echo 'Building the test programs with Maven; the first time it downloads what it needs'
	$(call maven,--brief package -DskipTests)

$(start): $(jars) scripts/class-archive
	@scripts/class-archive $@

.PHONY: coverage
coverage: deps jar ## Report when and on which QEMU each functional test last ran, in build/coverage.md
	@scripts/coverage.py write '$(BUILD)'

.PHONY: qemu
qemu: deps ## Unpack the QEMU of another suite of Debian and say where, for QEMU_DIR
	@scripts/qemu-suite '$(QEMU_SUITE)'

.PHONY: deps
deps: ## Install what is missing (root on Debian), else say what is
	@scripts/install-deps

.PHONY: clean
clean: ## Remove what was built; the asset cache stays
	rm -rf target $(wildcard */target)
	@if [ -e '$(BUILD)/meson-private' ]; then echo "rm -rf $(BUILD)"; rm -rf '$(BUILD)'; fi

.PHONY: force
force:

# QEMU_DIR ## A folder with qemu-system-* of your own; those in PATH do not count then
# SPEED ## quick or thorough, for check-func and its like (quick)
# QEMU_SUITE ## The suite for make qemu (sid, the newest; bookworm has 7.2)
# BUILD ## meson's build folder (build)
# MESON ## The meson to run (meson)
# MTESTARGS ## More arguments for meson test
# TIMEOUT_MULTIPLIER ## Multiplies the time-outs of the tests of QEMU (what the measured speed of this host asks for)
# TEST ## Test classes or methods for make run (x86_64.HelloTest, 'generic.VersionTest#<method>', FailureTextTest)
# TESTS ## Modules, classes, tests and suites of meson for make soak (all)
# MINUTES ## How long make soak starts tests; 0 runs each once (20)
# SEED ## Repeats a make soak (random)
# JOBS ## How many tests make soak runs at once (2)
# PLAN ## Names of the disturbances of make soak, or none (by the seed)
# MVNARGS ## More arguments for Maven in make check, which then leaves no stamp (-Dtest=<class> ...)
# FORCE ## FORCE=1 runs make check although nothing changed, and make qemu although QEMU is there
