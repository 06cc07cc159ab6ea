/* source.c - the documented defaults of chaff_source_options */
#include "chaff/source.h"

void chaff_source_options_init(chaff_source_options *options)
{
    *options = (chaff_source_options){.size = sizeof *options,
                                      .format = CHAFF_FORMAT_GUESS};
}
