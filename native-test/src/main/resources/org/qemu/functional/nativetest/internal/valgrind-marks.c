/* Tells valgrind, from Java, where a test begins and ends. Outside valgrind these requests do nothing. */
#include <valgrind/memcheck.h>

/* Write a text to valgrind's report, as a <clientmsg>. */
void native_test_mark(const char *text)
{
    VALGRIND_PRINTF("%s", text);
}

/* Report the blocks that were lost since the last check. */
void native_test_check_leaks(void)
{
    VALGRIND_DO_ADDED_LEAK_CHECK;
}

/* Return the number of errors so far, of which repeated ones are not reported again. */
unsigned native_test_count_errors(void)
{
    return VALGRIND_COUNT_ERRORS;
}
