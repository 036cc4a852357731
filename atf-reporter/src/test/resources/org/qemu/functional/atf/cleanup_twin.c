/* The test cases of CleanupFixture, on libatf. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <atf-c.h>

ATF_TC_WITH_CLEANUP(isKilled);
ATF_TC_HEAD(isKilled, tc) {}
ATF_TC_BODY(isKilled, tc)
{
    fclose(fopen("state", "w"));
    raise(SIGKILL);
}
ATF_TC_CLEANUP(isKilled, tc)
{
    printf("state: %d, color: %s\n", access("state", F_OK), atf_tc_get_config_var_wd(tc, "color", "none"));
}
ATF_TC_WITH_CLEANUP(passes);
ATF_TC_HEAD(passes, tc) {}
ATF_TC_BODY(passes, tc) {}
ATF_TC_CLEANUP(passes, tc)
{
    printf("state: %d, color: %s\n", access("state", F_OK), atf_tc_get_config_var_wd(tc, "color", "none"));
}


ATF_TP_ADD_TCS(tp)
{
    ATF_TP_ADD_TC(tp, isKilled);
    ATF_TP_ADD_TC(tp, passes);
    return atf_no_error();
}
