/* The test cases of TwinFixture, on libatf. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <atf-c.h>

#define BODY(name) ATF_TC_WITHOUT_HEAD(name); ATF_TC_BODY(name, tc)

ATF_TC(allMetadata);
ATF_TC_HEAD(allMetadata, tc)
{
    atf_tc_set_md_var(tc, "descr", "all metadata");
    atf_tc_set_md_var(tc, "require.arch", "x86_64 aarch64");
    atf_tc_set_md_var(tc, "require.config", "color");
    atf_tc_set_md_var(tc, "require.files", "/bin/sh /bin/cat");
    atf_tc_set_md_var(tc, "require.machine", "x86_64 amd64");
    atf_tc_set_md_var(tc, "require.memory", "1M");
    atf_tc_set_md_var(tc, "require.progs", "sh /bin/cat");
    atf_tc_set_md_var(tc, "require.user", "root");
    atf_tc_set_md_var(tc, "timeout", "30");
    atf_tc_set_md_var(tc, "X-bug", "PR 1: 2");
}
ATF_TC_BODY(allMetadata, tc) {}
BODY(dies) { atf_tc_expect_death("bug 6"); exit(0); }
BODY(doesNotDie) { atf_tc_expect_death("bug 6"); }
BODY(doesNotExit) { atf_tc_expect_exit(5, "bug 4"); }
BODY(doesNotHang) { atf_tc_expect_timeout("bug 7"); }
BODY(exits) { atf_tc_expect_exit(5, "bug 4"); exit(5); }
BODY(exitsOtherwise) { atf_tc_expect_exit(5, "bug 4"); exit(6); }
BODY(exitsSomehow) { atf_tc_expect_exit(-1, "bug 4"); exit(7); }
BODY(exitsUnexpectedly) { exit(0); }
BODY(fails) { atf_tc_fail("color %s", atf_tc_get_config_var_wd(tc, "color", "none")); }
BODY(failsAsAnnounced) { atf_tc_expect_fail("bug 1"); atf_tc_fail("boom"); }
BODY(failsInsteadOfExit) { atf_tc_expect_exit(5, "bug 4"); atf_tc_fail("boom"); }
ATF_TC(hangs);
ATF_TC_HEAD(hangs, tc) { atf_tc_set_md_var(tc, "timeout", "15"); }
ATF_TC_BODY(hangs, tc) { atf_tc_expect_timeout("bug 7"); for (;;) pause(); }
BODY(isKilled) { atf_tc_expect_signal(-1, "bug 5"); raise(SIGKILL); }
BODY(isKilledByAnother) { atf_tc_expect_signal(15, "bug 5"); raise(SIGKILL); }
BODY(isNotKilled) { atf_tc_expect_signal(15, "bug 5"); }
BODY(passes) {}
BODY(passesAgainstAnnouncement) { atf_tc_expect_fail("bug 1"); }
BODY(skips) { atf_tc_skip("no device"); }
BODY(skipsAgainstAnnouncement) { atf_tc_expect_fail("bug 1"); atf_tc_skip("no device"); }
BODY(terminates) { atf_tc_expect_signal(15, "bug 5"); raise(SIGTERM); }

ATF_TP_ADD_TCS(tp)
{
    ATF_TP_ADD_TC(tp, allMetadata);
    ATF_TP_ADD_TC(tp, dies);
    ATF_TP_ADD_TC(tp, doesNotDie);
    ATF_TP_ADD_TC(tp, doesNotExit);
    ATF_TP_ADD_TC(tp, doesNotHang);
    ATF_TP_ADD_TC(tp, exits);
    ATF_TP_ADD_TC(tp, exitsOtherwise);
    ATF_TP_ADD_TC(tp, exitsSomehow);
    ATF_TP_ADD_TC(tp, exitsUnexpectedly);
    ATF_TP_ADD_TC(tp, fails);
    ATF_TP_ADD_TC(tp, failsAsAnnounced);
    ATF_TP_ADD_TC(tp, failsInsteadOfExit);
    ATF_TP_ADD_TC(tp, hangs);
    ATF_TP_ADD_TC(tp, isKilled);
    ATF_TP_ADD_TC(tp, isKilledByAnother);
    ATF_TP_ADD_TC(tp, isNotKilled);
    ATF_TP_ADD_TC(tp, passes);
    ATF_TP_ADD_TC(tp, passesAgainstAnnouncement);
    ATF_TP_ADD_TC(tp, skips);
    ATF_TP_ADD_TC(tp, skipsAgainstAnnouncement);
    ATF_TP_ADD_TC(tp, terminates);
    return atf_no_error();
}
