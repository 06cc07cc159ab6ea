/* interrupt.c - the one static of the program: a signal handler has no other way
 *
 * Atomic, because the handler may run on one thread while another asks.
 */
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

#include "job.h"

static atomic_bool came;

static void on_signal(int number)
{
    (void)number;
    if (atomic_exchange(&came, true))
        _exit(EXIT_INTERRUPTED);
}

/* A signal that whoever started us chose to ignore (nohup, a shell's &) stays so. */
static void catch_one(int number)
{
    struct sigaction now, mine = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

    sigemptyset(&mine.sa_mask);
    if (!sigaction(number, NULL, &now) && now.sa_handler != SIG_IGN)
        (void)sigaction(number, &mine, NULL);
}

void interrupt_catch(void)
{
    catch_one(SIGINT);
    catch_one(SIGTERM);
    catch_one(SIGHUP);
}

bool interrupt_came(void)
{
    return atomic_load(&came);
}
