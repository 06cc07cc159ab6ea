/* interrupt.h - Ctrl-C and SIGTERM ask a run to stop; a second one ends it at once */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

void interrupt_catch(void);
bool interrupt_came(void);

#endif
