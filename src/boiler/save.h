/* save.h - what a model has learnt goes into a file, with passages for people */
#ifndef BOILER_SAVE_H
#define BOILER_SAVE_H

#include "boiler/store.h"
#include "chaff/boiler.h"

/* chaff_boiler_save with passages of this corpus, which are sorted and made one. */
CHAFF_MUST_USE chaff_status
boiler_save(const chaff_boiler *b, const char *path, store_passage *passages,
            size_t count, chaff_error *err);

#endif
